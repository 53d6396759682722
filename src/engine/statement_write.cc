#include "engine/statement_write.h"

#include <fmt/format.h>

#include "engine/index.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/statement_key.h"
#include "engine/write_checks.h"
#include "expr/partiql/where.h"

namespace tabella::engine {

namespace {

using expr::ExprPtr;
using expr::partiql::Statement;

api::Result<Nothing> check_item_key(const KeyAttribute& attribute, ItemView item) {
    const auto value = item.find(attribute.name);
    if (!value.has_value())
        return api::validation_error(
            fmt::format("Key attribute should be present in the item: Key {}", attribute.name));
    return check_key_type(attribute, std::string(value->encoded()));
}

api::Result<Nothing> plan_insert(Statement& statement, ItemPlan& plan) {
    const Table& table = *plan.table;
    TABELLA_CHECK(check_item_key(table.key.partition, statement.item));
    if (table.key.sort.has_value()) TABELLA_CHECK(check_item_key(*table.key.sort, statement.item));
    TABELLA_CHECK(check_item(statement.item, kPutMessages));
    TABELLA_ASSIGN(plan.row_key, row_key_of_item(table, statement.item));
    TABELLA_CHECK(check_index_keys(table, statement.item));
    std::vector<ExprPtr> terms;
    terms.push_back(expr::partiql::not_exists(table.key.partition.name));
    plan.condition = expr::partiql::all_of(std::move(terms));
    plan.is_insert = true;
    plan.action = PutAction{std::move(statement.item)};
    return Nothing{};
}

/// An update, or a check, of an item that is not there fails; deleting what is not there succeeds.
std::vector<ExprPtr> condition_terms(Statement::Kind kind, const Table& table,
                                     std::vector<ExprPtr> rest) {
    std::vector<ExprPtr> terms;
    if (kind != Statement::Kind::kDelete) {
        terms = std::move(rest);
        terms.push_back(expr::partiql::exists(table.key.partition.name));
    } else if (!rest.empty()) {
        terms.push_back(expr::partiql::either(expr::partiql::not_exists(table.key.partition.name),
                                              std::move(rest)));
    }
    return terms;
}

api::Result<Nothing> plan_action(Statement& statement, const Item& key, ItemPlan& plan) {
    if (statement.kind == Statement::Kind::kDelete) {
        plan.action = DeleteAction{key};
        return Nothing{};
    }
    if (statement.kind == Statement::Kind::kExists) {
        plan.action = CheckAction{key};
        return Nothing{};
    }
    TABELLA_ASSIGN(expr::Update update, expr::Update::from_checked(statement.clauses));
    TABELLA_CHECK(check_key_scalars(*plan.table, update.document_names()));
    TABELLA_CHECK(check_not_key(*plan.table, update));
    plan.action = UpdateAction{std::move(update), key};
    return Nothing{};
}

}  // namespace

api::Result<ItemPlan> plan_statement_write(
    Statement statement, std::optional<api::ReturnValuesOnConditionCheckFailure> on_failure,
    const Catalog& catalog) {
    ItemPlan plan{.return_item_on_failure =
                      on_failure == api::ReturnValuesOnConditionCheckFailure::kAllOld};
    TABELLA_ASSIGN(plan.table, find_table(catalog, statement.table));
    if (statement.kind == Statement::Kind::kInsert) {
        TABELLA_CHECK(plan_insert(statement, plan));
        return plan;
    }
    TABELLA_ASSIGN(auto found, take_key(*plan.table, std::move(statement.where)));
    if (statement.kind == Statement::Kind::kExists && (!found.has_value() || found->rest.empty()))
        return api::validation_error(kNotOneCheck);
    if (!found.has_value())
        return api::validation_error(
            "Where clause does not contain a mandatory equality on all key attributes");
    TABELLA_ASSIGN(plan.row_key, row_key_of_key(*plan.table, found->key));
    TABELLA_CHECK(plan_action(statement, found->key, plan));
    plan.condition =
        expr::partiql::all_of(condition_terms(statement.kind, *plan.table, std::move(found->rest)));
    TABELLA_CHECK(check_key_scalars(*plan.table, plan.condition));
    return plan;
}

std::optional<Item> returned_item(const ItemPlan& plan, Statement::Returning returning,
                                  const ItemOutcome& outcome) {
    using Returning = Statement::Returning;
    if (returning == Returning::kNone) return std::nullopt;
    const bool old = returning == Returning::kAllOld || returning == Returning::kModifiedOld;
    const std::optional<Item>& item = old ? outcome.previous : outcome.next;
    if (returning == Returning::kAllOld || returning == Returning::kAllNew || !item.has_value())
        return item;
    Item part = std::get<UpdateAction>(plan.action).update.touched(*item);
    if (part.empty()) return std::nullopt;
    return part;
}

}  // namespace tabella::engine
