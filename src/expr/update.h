#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "api/types.h"
#include "expr/parameters.h"

namespace tabella::expr {

struct UpdateClause;
struct UpdatePlan;

/// A checked update, ready to be applied to any number of items. Immutable and thread-safe.
class Update {
 public:
    /// Compiles an UpdateExpression: SET, REMOVE, ADD, DELETE, each at most once. Overlapping and
    /// conflicting paths, operand types and limits are checked here.
    static api::Result<Update> parse(std::string_view expression, Parameters& parameters);
    /// Compiles the legacy parameter AttributeUpdates.
    static api::Result<Update> from_attribute_updates(const api::AttributeUpdates& updates);
    /// Compiles clauses whose names and values are resolved and checked: UPDATE of PartiQL. Paths
    /// that overlap or conflict are errors, which name no parameter.
    static api::Result<Update> from_checked(const std::vector<UpdateClause>& clauses);
    /// An update that changes nothing: UpdateItem without an expression.
    static Update none();

    Update(Update&&) noexcept;
    Update& operator=(Update&&) noexcept;
    ~Update();

    /// The item after the update. All operands are read from `previous`, as DynamoDB does; an item
    /// that did not exist is passed as its key attributes alone.
    /// Errors: an operand that is missing or of the wrong type, a path whose parent is missing,
    /// number overflow. Size, key and nesting limits are the engine's to check.
    api::Result<Item> apply(ItemView previous) const;

    /// The parts of `item` that the update names: for UPDATED_OLD (of the previous item) and
    /// UPDATED_NEW (of the next one).
    Item touched(ItemView item) const;

    /// Whether it does nothing but REMOVE and DELETE: with the legacy parameter, DynamoDB then
    /// creates no item where there was none.
    bool only_removes() const;

    /// Top-level attributes that it writes: none may be part of the key.
    const std::set<std::string>& top_level_names() const;

    /// Top-level attributes of which it names parts, to write or to read: key attributes have none.
    const std::set<std::string>& document_names() const;

 private:
    explicit Update(std::unique_ptr<UpdatePlan> plan);
    std::unique_ptr<UpdatePlan> plan_;
};

}  // namespace tabella::expr
