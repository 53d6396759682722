#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/key_range.h"
#include "engine/key_scalars.h"
#include "engine/page.h"
#include "engine/request_checks.h"
#include "engine/row_key.h"
#include "engine/start_key.h"
#include "engine/write_checks.h"

// API_Query.html

namespace tabella::engine {

namespace {

struct QueryExpressions {
    std::vector<expr::KeyTerm> terms;
    std::optional<expr::Condition> filter;
    std::optional<expr::Projection> projection;
};

api::Result<Nothing> check_parameters(const api::QueryRequest& request) {
    TABELLA_CHECK(check_not_mixed(
        {{"AttributesToGet", request.attributes_to_get.has_value()},
         {"QueryFilter", request.query_filter.has_value()},
         {"ConditionalOperator", request.conditional_operator.has_value()},
         // KeyConditions go with a filter and a projection that are expressions.
         {"KeyConditions",
          request.key_conditions.has_value() && request.key_condition_expression.has_value()}},
        {{"ProjectionExpression", request.projection_expression.has_value()},
         {"FilterExpression", request.filter_expression.has_value()},
         {"KeyConditionExpression", request.key_condition_expression.has_value()}}));
    TABELLA_CHECK(request.value_problems.check({"QueryFilter"}));
    TABELLA_CHECK(check_start_key_values(request.value_problems));
    TABELLA_CHECK(request.value_problems.check({"KeyConditions"}));
    if (request.limit.has_value() && *request.limit < 1)
        return api::validation_error("Limit must be greater than or equal to 1");
    return Nothing{};
}

api::Result<std::vector<expr::KeyTerm>> terms_of(const api::QueryRequest& request,
                                                 expr::Parameters& parameters) {
    if (request.key_condition_expression.has_value())
        return expr::parse_key_condition(*request.key_condition_expression, parameters);
    if (request.key_conditions.has_value() && !request.key_conditions->empty())
        return expr::key_condition_from_legacy(*request.key_conditions);
    return api::validation_error(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
}

api::Result<QueryExpressions> expressions_of(const api::QueryRequest& request) {
    expr::Parameters parameters(pointer(request.expression_attribute_names),
                                pointer(request.expression_attribute_values),
                                request.value_problems);
    const bool takes_values =
        request.key_condition_expression.has_value() || request.filter_expression.has_value();
    TABELLA_CHECK(parameters.check(takes_values || request.projection_expression.has_value(),
                                   "FilterExpression and KeyConditionExpression are null",
                                   takes_values));
    QueryExpressions expressions;
    TABELLA_ASSIGN(expressions.filter, filter_of(request, request.query_filter, parameters));
    TABELLA_ASSIGN(expressions.projection, projection_of(request, parameters));
    TABELLA_ASSIGN(expressions.terms, terms_of(request, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    TABELLA_CHECK(check_select({.select = request.select,
                                .attributes_to_get = request.attributes_to_get.has_value(),
                                .projection_expression = request.projection_expression.has_value(),
                                .on_index = request.index_name.has_value()}));
    return expressions;
}

api::Result<Nothing> check_filter(const api::QueryRequest& request, const Table& table,
                                  const Index* index,
                                  const std::optional<expr::Condition>& filter) {
    if (!filter.has_value()) return Nothing{};
    for (const std::string& name : filter->top_level_names())
        if (index == nullptr ? table.key.contains(name) : index->is_key(name))
            return api::validation_error(fmt::format(
                "{} can only contain non-primary key attributes: Primary key attribute: {}",
                request.filter_expression.has_value() ? "Filter Expression" : "QueryFilter", name));
    return Nothing{};
}

api::Result<PagePlan> plan_query(const api::QueryRequest& request, const Catalog& catalog) {
    TABELLA_CHECK(check_parameters(request));
    TABELLA_ASSIGN(QueryExpressions expressions, expressions_of(request));
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, request.table_name));
    const bool consistent = request.consistent_read.value_or(false);
    TABELLA_ASSIGN(const Index* index, find_index(*table, request.index_name, consistent));
    TABELLA_CHECK(check_key_scalars(*table, expressions.filter));
    TABELLA_CHECK(check_key_scalars(*table, expressions.projection));
    TABELLA_ASSIGN(RowRange range, rows_of(*table, index, expressions.terms));
    range.forward = request.scan_index_forward.value_or(true);
    if (request.exclusive_start_key.has_value())
        TABELLA_CHECK(start_query_from(*table, index, *request.exclusive_start_key,
                                       expressions.terms, range));
    TABELLA_CHECK(check_filter(request, *table, index, expressions.filter));
    PagePlan plan{.table = std::move(table),
                  .index = index,
                  .range = std::move(range),
                  .limit = request.limit,
                  .filter = std::move(expressions.filter),
                  .projection = std::move(expressions.projection),
                  .count_only = request.select == api::Select::kCount,
                  .consistent = consistent,
                  .return_consumed_capacity = request.return_consumed_capacity};
    TABELLA_CHECK(check_filter_projected(plan));
    TABELLA_ASSIGN(plan.fetch_items, needs_items(plan, request.select));
    return plan;
}

}  // namespace

Task<api::Result<api::QueryResponse>> Engine::query(api::QueryRequest request) {
    auto plan = plan_query(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    auto shared = std::make_shared<const PagePlan>(std::move(plan).value());
    auto page = co_await read_page(shared);
    if (!page.ok()) co_return std::move(page).error();
    co_return api::QueryResponse{page_response(*shared, std::move(page).value())};
}

}  // namespace tabella::engine
