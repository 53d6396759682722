// The legacy parameter AttributeUpdates (LegacyConditionalParameters.AttributeUpdates.html),
// compiled into the plan of an UpdateExpression.
#include <fmt/format.h>

#include "expr/types.h"
#include "expr/update.h"
#include "expr/update_plan.h"

namespace tabella::expr {

namespace {

using Kind = UpdateAction::Kind;

template <class... Args>
api::Error invalid_values(fmt::format_string<Args...> format, Args&&... args) {
    return api::validation_error("One or more parameter values were invalid: " +
                                 fmt::format(format, std::forward<Args>(args)...));
}

// Lists can be added to; no document says so.
bool can_add(AttributeType type) {
    return is_set(type) || type == AttributeType::kNumber || type == AttributeType::kList;
}

api::Result<Kind> kind_of(const api::AttributeValueUpdate& update) {
    const api::AttributeAction action = update.action.value_or(api::AttributeAction::kPut);
    if (!update.value) {
        if (action == api::AttributeAction::kDelete) return Kind::kRemove;
        return invalid_values("Only DELETE action is allowed when no attribute value is specified");
    }
    const AttributeType type = update.value->type();
    if (action == api::AttributeAction::kAdd) {
        if (can_add(type)) return Kind::kAdd;
        return invalid_values("ADD action is not supported for the type {}", type_name(type));
    }
    if (action == api::AttributeAction::kPut) return Kind::kSet;
    if (is_set(type)) return Kind::kDelete;
    return invalid_values("DELETE action with value is not supported for the type {}",
                          type_name(type));
}

}  // namespace

api::Result<Update> Update::from_attribute_updates(const api::AttributeUpdates& updates) {
    std::vector<Path> paths;
    std::vector<UpdateAction> actions;
    for (const auto& [name, update] : updates) {
        if (name.empty()) return api::validation_error("Empty attribute name");
        TABELLA_ASSIGN(const Kind kind, kind_of(update));
        UpdateAction action{.kind = kind};
        if (update.value) action.operand.value = encode_value(*update.value);
        actions.push_back(std::move(action));
        paths.push_back({{.name = name}});
    }
    std::vector<const Path*> targets;
    for (const Path& path : paths) targets.push_back(&path);
    return Update(std::make_unique<UpdatePlan>(
        UpdatePlan::of(UpdatePlan::Dialect::kLegacy, targets, std::move(actions))));
}

}  // namespace tabella::expr
