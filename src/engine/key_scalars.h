#pragma once

#include <fmt/format.h>

#include "api/error.h"
#include "engine/table.h"

namespace tabella::engine {

/// Refuses document paths into key attributes of the table or of any of its indexes, which are
/// scalars. `document_names` are the attributes that an expression looks into.
template <class Names>
api::Result<Nothing> check_key_scalars(const Table& table, const Names& document_names) {
    const auto refused = [](const char* kind, const auto& name) {
        return api::validation_error(
            fmt::format("Key attributes must be scalars; list random access '[]' and map lookup "
                        "'.' are not allowed: {}: {}",
                        kind, name));
    };
    for (const auto& name : document_names) {
        if (table.key.contains(name)) return refused("Key", name);
        for (const Index& index : table.indexes)
            if (index.state != IndexState::kDeleting && index.is_key(name))
                return refused("IndexKey", name);
    }
    return Nothing{};
}

/// The same of a condition or projection that may be absent.
template <class Expression>
api::Result<Nothing> check_key_scalars(const Table& table,
                                       const std::optional<Expression>& expression) {
    if (!expression.has_value()) return Nothing{};
    return check_key_scalars(table, expression->document_names());
}

}  // namespace tabella::engine
