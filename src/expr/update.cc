#include "expr/update.h"

#include <fmt/format.h>

#include <algorithm>

#include "expr/binder.h"
#include "expr/messages.h"
#include "expr/types.h"
#include "expr/update_parser.h"

namespace tabella::expr {

namespace {

constexpr std::string_view kParameter = "UpdateExpression";

api::Result<Nothing> check_names(const ParsedUpdate& update, const Binder& binder) {
    for (const UpdateClause& clause : update.clauses) {
        TABELLA_CHECK(binder.check_names(clause.target));
        if (clause.value) TABELLA_CHECK(binder.check_names(*clause.value, FunctionPlace::kWhole));
    }
    if (update.repeated_section.empty()) return Nothing{};
    return invalid(kParameter,
                   fmt::format("The \"{}\" section can only be used once in an update expression;",
                               update.repeated_section));
}

api::Result<Nothing> check_combines(const UpdateClause& clause) {
    const AttributeType type = clause.value->value->type();
    const bool adds_number =
        clause.kind == UpdateAction::Kind::kAdd && type == AttributeType::kNumber;
    if (adds_number || is_set(type)) return Nothing{};
    return invalid(
        kParameter,
        fmt::format("Incorrect operand type for operator or function; operator: {}, "
                    "operand type: {}, typeSet: ALLOWED_FOR_{}_OPERAND",
                    section_name(clause.kind), long_type_name(type), section_name(clause.kind)));
}

// DynamoDB looks at the last clause first, which shows where more than one is wrong.
api::Result<Nothing> resolve_operands(const ParsedUpdate& update, const Binder& binder) {
    for (auto clause = update.clauses.rbegin(); clause != update.clauses.rend(); ++clause) {
        if (!clause->value) continue;
        TABELLA_CHECK(binder.resolve_and_check(*clause->value));
        if (clause->kind != UpdateAction::Kind::kSet) TABELLA_CHECK(check_combines(*clause));
    }
    return Nothing{};
}

UpdateOperand compile(const Expr& expr) {
    using Kind = UpdateOperand::Kind;
    UpdateOperand operand;
    switch (expr.kind) {
        case Expr::Kind::kPath:
            operand.kind = Kind::kPath;
            operand.path = expr.path.path;
            return operand;
        case Expr::Kind::kValue:
            operand.value = expr.value->encoded();
            return operand;
        case Expr::Kind::kArithmetic:
            operand.kind = expr.text == "+" ? Kind::kPlus : Kind::kMinus;
            break;
        default:
            operand.kind = expr.text == "list_append" ? Kind::kListAppend : Kind::kIfNotExists;
            break;
    }
    const bool first_is_path = operand.kind == Kind::kIfNotExists;
    if (first_is_path) operand.path = expr.args[0]->path.path;
    for (std::size_t at = first_is_path ? 1 : 0; at < expr.args.size(); ++at)
        operand.args.push_back(compile(*expr.args[at]));
    return operand;
}

void add_document_names(const UpdateOperand& operand, std::set<std::string>& names) {
    if (operand.path.size() > 1) names.insert(operand.path.front().name);
    for (const UpdateOperand& arg : operand.args) add_document_names(arg, names);
}

}  // namespace

UpdatePlan UpdatePlan::of(Dialect dialect, const std::vector<const Path*>& targets,
                          std::vector<UpdateAction> actions) {
    UpdatePlan plan{.dialect = dialect,
                    .targets = PathTree::of(targets),
                    .actions = std::move(actions),
                    .top_level_names = {},
                    .document_names = {}};
    for (const auto& entry : plan.targets.names) plan.top_level_names.insert(entry.first);
    for (const Path* target : targets)
        if (target->size() > 1) plan.document_names.insert(target->front().name);
    for (const UpdateAction& action : plan.actions)
        add_document_names(action.operand, plan.document_names);
    return plan;
}

api::Result<Update> Update::parse(std::string_view expression, Parameters& parameters) {
    TABELLA_ASSIGN(ParsedUpdate update, parse_update(expression, kParameter));
    const Binder binder(Binder::Language::kUpdate, kParameter, parameters);
    TABELLA_CHECK(check_names(update, binder));
    std::vector<const Path*> targets;
    for (UpdateClause& clause : update.clauses) {
        TABELLA_CHECK(binder.resolve(clause.target));
        targets.push_back(&clause.target.path);
    }
    TABELLA_CHECK(check_paths(targets, kParameter));
    TABELLA_CHECK(resolve_operands(update, binder));
    return from_checked(update.clauses);
}

api::Result<Update> Update::from_checked(const std::vector<UpdateClause>& clauses) {
    std::vector<const Path*> targets;
    std::vector<UpdateAction> actions;
    for (const UpdateClause& clause : clauses) {
        targets.push_back(&clause.target.path);
        actions.push_back({.kind = clause.kind,
                           .operand = clause.value ? compile(*clause.value) : UpdateOperand{}});
    }
    TABELLA_CHECK(check_paths(targets, {}));
    return Update(std::make_unique<UpdatePlan>(
        UpdatePlan::of(UpdatePlan::Dialect::kExpression, targets, std::move(actions))));
}

Update Update::none() {
    return Update(std::make_unique<UpdatePlan>());
}

Update::Update(std::unique_ptr<UpdatePlan> plan) : plan_(std::move(plan)) {}
Update::Update(Update&&) noexcept = default;
Update& Update::operator=(Update&&) noexcept = default;
Update::~Update() = default;

api::Result<Item> Update::apply(ItemView previous) const {
    return expr::apply(*plan_, previous);
}

Item Update::touched(ItemView item) const {
    return project(plan_->targets, item);
}

bool Update::only_removes() const {
    return !plan_->actions.empty() &&
           std::all_of(plan_->actions.begin(), plan_->actions.end(),
                       [](const UpdateAction& action) {
                           return action.kind == UpdateAction::Kind::kRemove ||
                                  action.kind == UpdateAction::Kind::kDelete;
                       });
}

const std::set<std::string>& Update::top_level_names() const {
    return plan_->top_level_names;
}

const std::set<std::string>& Update::document_names() const {
    return plan_->document_names;
}

}  // namespace tabella::expr
