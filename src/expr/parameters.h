#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/error.h"
#include "api/types.h"
#include "api/value_problems.h"

namespace tabella::expr {

/// The placeholders of one request, shared by all its expressions: resolves `#name` and `:value`,
/// and remembers which were used, since DynamoDB refuses those that were not.
/// Not thread-safe; lives for one request. Holds views: names and values outlive it.
class Parameters {
 public:
    /// `names` and `values` may be null (absent from the request).
    Parameters(const api::ExpressionAttributeNames* names, const Item* values)
        : Parameters(names, values, {}) {}
    /// With what the decoder found wrong with the values; `values` is then not looked at.
    Parameters(const api::ExpressionAttributeNames* names, const Item* values,
               const api::ValueProblems& problems);

    /// Checks the placeholders alone, before any expression is parsed: their syntax (`#` or `:` and
    /// letters, digits, underscores), non-empty maps, length and total size limits.
    /// `has_expressions` is false when the request has no expression at all, in which case
    /// placeholders may not be given: "ExpressionAttributeNames can only be specified when using
    /// expressions". For values DynamoDB adds which expressions could have been given:
    /// `absent_expressions`, "UpdateExpression and ConditionExpression are null".
    /// `has_value_expressions` is false when the only expression is a projection, which has none.
    api::Result<Nothing> check(bool has_expressions, std::string_view absent_expressions = {},
                               bool has_value_expressions = true) const;

    /// The attribute name behind `#name`, or null; marks it used.
    const std::string* name(std::string_view placeholder);
    /// The value behind `:value`, or nothing; marks it used.
    std::optional<ValueView> value(std::string_view placeholder);

    /// Error where a placeholder was given that no expression used: "Value provided in
    /// ExpressionAttributeValues unused in expressions: keys: {:x}".
    api::Result<Nothing> check_all_used() const;

 private:
    const api::ExpressionAttributeNames* names_;
    const Item* values_;
    api::Result<Nothing> values_read_;
    std::set<std::string, std::less<>> used_names_;
    std::set<std::string, std::less<>> used_values_;
};

}  // namespace tabella::expr
