#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/next_token.h"
#include "engine/request_checks.h"
#include "engine/start_key.h"
#include "engine/statement_errors.h"
#include "engine/statement_select.h"
#include "engine/statement_write.h"
#include "engine/write_checks.h"
#include "model/limits.h"

// API_ExecuteStatement.html

namespace tabella::engine {

namespace {

using expr::partiql::Statement;

api::Result<Nothing> start_from(const Item& key, const SelectPlan& plan, SelectRange& range) {
    const PagePlan& page = plan.page;
    auto started = range.terms.empty()
                       ? start_scan_from(*page.table, page.index, key, ScanSegment{}, range.rows)
                       : start_query_from(*page.table, page.index, key, range.terms, range.rows);
    if (!started.ok()) return invalid_next_token();
    return Nothing{};
}

/// The range to begin with; its rows are those that are left.
api::Result<std::uint32_t> go_on(const api::ExecuteStatementRequest& request, std::uint64_t hash,
                                 SelectPlan& plan) {
    if (!request.next_token.has_value()) return std::uint32_t{0};
    TABELLA_ASSIGN(const SelectPosition position, read_next_token(*request.next_token, hash));
    if (position.range >= plan.ranges.size()) return invalid_next_token();
    if (position.key.has_value())
        TABELLA_CHECK(start_from(*position.key, plan, plan.ranges[position.range]));
    return position.range;
}

/// What is read of a SELECT until it is at its end, or at its Limit, or has read 1 MB.
class SelectAnswer {
 public:
    SelectAnswer(std::uint64_t hash, std::optional<std::int64_t> limit)
        : hash_(hash), limit_left_(limit) {}

    /// Makes the plan of the next page.
    void prepare(const SelectRange& range, PagePlan& page) const {
        page.range = range.rows;
        page.limit = limit_left_;
        page.bytes_max = bytes_left_;
    }

    /// Whether to go on with the next range.
    bool add(const PagePlan& plan, Page page, std::uint32_t range, bool is_last) {
        used_ += units_of(plan, page);
        for (Item& item : page.items) items_.push_back(std::move(item));
        bytes_left_ -= std::min(bytes_left_, page.scanned_bytes);
        if (limit_left_.has_value()) *limit_left_ -= page.scanned_count;
        if (page.last_evaluated_key.has_value()) {
            response_.next_token = next_token_of(hash_, {range, page.last_evaluated_key});
            response_.last_evaluated_key = std::move(page.last_evaluated_key);
            return false;
        }
        if (is_last) return false;
        if (bytes_left_ > 0 && limit_left_.value_or(1) > 0) return true;
        response_.next_token = next_token_of(hash_, {range + 1});
        return false;
    }

    api::ExecuteStatementResponse take(const PagePlan& plan) {
        response_.items = std::move(items_);
        response_.consumed_capacity =
            consumed_capacity(plan.return_consumed_capacity, plan.table->name(), used_);
        return std::move(response_);
    }

 private:
    std::uint64_t hash_;
    std::optional<std::int64_t> limit_left_;
    std::size_t bytes_left_ = limits::kPageBytesMax;
    std::vector<Item> items_;
    UsedUnits used_;
    api::ExecuteStatementResponse response_;
};

}  // namespace

Task<api::Result<api::ExecuteStatementResponse>> Engine::select(
    Statement statement, api::ExecuteStatementRequest request) {
    auto plan = plan_select(std::move(statement), request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    const std::uint64_t hash = statement_hash(request.statement, request.parameters);
    auto first = go_on(request, hash, *plan);
    if (!first.ok()) co_return std::move(first).error();
    SelectAnswer answer(hash, request.limit);
    const auto page_plan = std::make_shared<PagePlan>(std::move(plan->page));
    const auto count = static_cast<std::uint32_t>(plan->ranges.size());
    for (std::uint32_t range = *first; range < count; ++range) {
        answer.prepare(plan->ranges[range], *page_plan);
        std::shared_ptr<const PagePlan> shared = page_plan;
        auto page = co_await read_page(std::move(shared));
        if (!page.ok()) co_return std::move(page).error();
        if (!answer.add(*page_plan, std::move(page).value(), range, range + 1 == count)) break;
    }
    co_return answer.take(*page_plan);
}

Task<api::Result<api::ExecuteStatementResponse>> Engine::execute_statement(
    api::ExecuteStatementRequest request) {
    auto statement = expr::partiql::parse(request.statement, pointer(request.parameters));
    if (!statement.ok()) co_return std::move(statement).error();
    if (statement->kind == Statement::Kind::kExists) co_return exists_outside_transaction();
    if (statement->reads())
        co_return co_await select(std::move(statement).value(), std::move(request));
    // No write ever answers one.
    if (request.next_token.has_value()) co_return invalid_next_token();
    const Statement::Returning returning = statement->returning;
    auto plan = plan_statement_write(std::move(statement).value(),
                                     request.return_values_on_condition_check_failure, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    ItemChange change(std::move(plan).value());
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (!change.outcome().ok()) co_return std::move(change.outcome()).error();
    api::ExecuteStatementResponse response;
    response.consumed_capacity =
        write_capacity(request.return_consumed_capacity, *change.plan().table, *change.outcome());
    response.items.emplace();
    if (auto item = returned_item(change.plan(), returning, *change.outcome()))
        response.items->push_back(std::move(*item));
    co_return response;
}

}  // namespace tabella::engine
