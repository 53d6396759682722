#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/index.h"
#include "engine/key_scalars.h"
#include "engine/page.h"
#include "engine/request_checks.h"
#include "engine/row_key.h"
#include "engine/start_key.h"
#include "engine/write_checks.h"
#include "model/limits.h"
#include "storage/key_codec.h"

// API_Scan.html

namespace tabella::engine {

namespace {

struct ScanExpressions {
    std::optional<expr::Condition> filter;
    std::optional<expr::Projection> projection;
};

api::Result<Nothing> check_segments(const api::ScanRequest& request) {
    if (request.segment.has_value() && !request.total_segments.has_value())
        return api::validation_error(
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present");
    if (request.total_segments.has_value() && !request.segment.has_value())
        return api::validation_error(
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present");
    if (!request.segment.has_value()) return Nothing{};
    if (*request.total_segments < 1 || *request.total_segments > limits::kScanSegmentsMax)
        return api::validation_error("TotalSegments must be between 1 and 1000000");
    if (*request.segment < 0 || *request.segment >= *request.total_segments)
        return api::validation_error(fmt::format(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: {} is not less than TotalSegments: {}",
            *request.segment, *request.total_segments));
    return Nothing{};
}

api::Result<Nothing> check_parameters(const api::ScanRequest& request) {
    TABELLA_CHECK(
        check_not_mixed({{"AttributesToGet", request.attributes_to_get.has_value()},
                         {"ScanFilter", request.scan_filter.has_value()},
                         {"ConditionalOperator", request.conditional_operator.has_value()}},
                        {{"ProjectionExpression", request.projection_expression.has_value()},
                         {"FilterExpression", request.filter_expression.has_value()}}));
    TABELLA_CHECK(request.value_problems.check({"ScanFilter"}));
    TABELLA_CHECK(check_start_key_values(request.value_problems));
    if (request.limit.has_value() && *request.limit < 1)
        return api::validation_error("Limit must be greater than or equal to 1");
    return check_segments(request);
}

api::Result<ScanExpressions> expressions_of(const api::ScanRequest& request) {
    expr::Parameters parameters(pointer(request.expression_attribute_names),
                                pointer(request.expression_attribute_values),
                                request.value_problems);
    TABELLA_CHECK(parameters.check(
        request.filter_expression.has_value() || request.projection_expression.has_value(),
        "FilterExpression is null", request.filter_expression.has_value()));
    ScanExpressions expressions;
    TABELLA_ASSIGN(expressions.filter, filter_of(request, request.scan_filter, parameters));
    TABELLA_ASSIGN(expressions.projection, projection_of(request, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    TABELLA_CHECK(check_select({.select = request.select,
                                .attributes_to_get = request.attributes_to_get.has_value(),
                                .projection_expression = request.projection_expression.has_value(),
                                .on_index = request.index_name.has_value()}));
    return expressions;
}

/// The rows whose hash falls into the segment: hashes are divided into equal shares.
RowRange rows_of_segment(const Table& table, const Index* index, const ScanSegment& part) {
    const auto segment = static_cast<std::uint64_t>(part.segment);
    const auto total = static_cast<std::uint64_t>(part.total_segments);
    __extension__ typedef unsigned __int128 Wide;
    constexpr Wide kHashes = Wide{1} << 64;
    const auto first_row = [&](std::uint64_t of_segment) {
        const auto hash = static_cast<std::uint64_t>(kHashes * of_segment / total);
        return index == nullptr ? hash_prefix(table.id, hash)
                                : index_hash_prefix(table.id, index->id, hash);
    };
    RowRange range;
    range.begin = first_row(segment);
    range.end = segment + 1 < total
                    ? first_row(segment + 1)
                    : storage::after_prefix(index == nullptr ? table_prefix(table.id)
                                                             : index_prefix(table.id, index->id));
    return range;
}

api::Result<PagePlan> plan_scan(const api::ScanRequest& request, const Catalog& catalog) {
    TABELLA_CHECK(check_parameters(request));
    TABELLA_ASSIGN(ScanExpressions expressions, expressions_of(request));
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, request.table_name));
    const bool consistent = request.consistent_read.value_or(false);
    TABELLA_ASSIGN(const Index* index, find_index(*table, request.index_name, consistent));
    const ScanSegment segment{request.segment.value_or(0), request.total_segments.value_or(1)};
    RowRange range = rows_of_segment(*table, index, segment);
    if (request.exclusive_start_key.has_value())
        TABELLA_CHECK(start_scan_from(*table, index, *request.exclusive_start_key, segment, range));
    TABELLA_CHECK(check_key_scalars(*table, expressions.filter));
    TABELLA_CHECK(check_key_scalars(*table, expressions.projection));
    PagePlan plan{.table = std::move(table),
                  .index = index,
                  .range = std::move(range),
                  .limit = request.limit,
                  .filter = std::move(expressions.filter),
                  .projection = std::move(expressions.projection),
                  .count_only = request.select == api::Select::kCount,
                  .consistent = consistent,
                  .return_consumed_capacity = request.return_consumed_capacity};
    TABELLA_ASSIGN(plan.fetch_items, needs_items(plan, request.select));
    return plan;
}

}  // namespace

Task<api::Result<api::ScanResponse>> Engine::scan(api::ScanRequest request) {
    auto plan = plan_scan(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    auto shared = std::make_shared<const PagePlan>(std::move(plan).value());
    auto page = co_await read_page(shared);
    if (!page.ok()) co_return std::move(page).error();
    co_return api::ScanResponse{page_response(*shared, std::move(page).value())};
}

}  // namespace tabella::engine
