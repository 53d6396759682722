#include "client/table.h"

#include <algorithm>

namespace tabella::client {

namespace {

// The coroutines below are free functions that own their request: a task outlives its Table and the
// options it was made from.

std::optional<AttributeMap> decoded(const std::optional<Item>& item) {
    if (!item) return std::nullopt;
    return item->decode();
}

template <class Response>
WriteResult to_result(Response response) {
    return {.attributes = decoded(response.attributes),
            .consumed_capacity = std::move(response.consumed_capacity)};
}

Task<api::Result<WriteResult>> send(api::DynamoApi& api, api::PutItemRequest request) {
    auto response = co_await api.put_item(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return to_result(*std::move(response));
}

Task<api::Result<WriteResult>> send(api::DynamoApi& api, api::DeleteItemRequest request) {
    auto response = co_await api.delete_item(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return to_result(*std::move(response));
}

Task<api::Result<WriteResult>> send(api::DynamoApi& api, api::UpdateItemRequest request) {
    auto response = co_await api.update_item(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return to_result(*std::move(response));
}

Task<api::Result<std::optional<AttributeMap>>> send(api::DynamoApi& api,
                                                    api::GetItemRequest request) {
    auto response = co_await api.get_item(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return decoded(response->item);
}

Task<api::Result<Page>> send(api::DynamoApi& api, api::QueryRequest request) {
    auto response = co_await api.query(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return to_page(std::move(*response));
}

Task<api::Result<Page>> send(api::DynamoApi& api, api::ScanRequest request) {
    auto response = co_await api.scan(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return to_page(std::move(*response));
}

template <class Request>
void set_placeholders(Request& request, const ExpressionBuilder& builder) {
    request.expression_attribute_names = builder.names();
    if constexpr (requires { request.expression_attribute_values; })
        request.expression_attribute_values = builder.values();
}

/// What PutOptions, DeleteOptions and UpdateOptions have in common.
template <class Request, class Options>
void set_write_options(Request& request, const Options& options, ExpressionBuilder& builder) {
    if (options.condition)
        request.condition_expression = builder.render(options.condition->expression());
    request.return_values = options.return_values;
    if (options.return_item_on_failed_condition)
        request.return_values_on_condition_check_failure =
            api::ReturnValuesOnConditionCheckFailure::kAllOld;
    if (options.count_capacity)
        request.return_consumed_capacity = api::ReturnConsumedCapacity::kTotal;
    set_placeholders(request, builder);
}

/// What QueryOptions and ScanOptions have in common.
template <class Request, class Options>
void set_read_options(Request& request, const Options& options, ExpressionBuilder& builder) {
    if (options.filter) request.filter_expression = builder.render(options.filter->expression());
    if (!options.attributes.empty())
        request.projection_expression = builder.render_paths(options.attributes);
    request.index_name = options.index;
    request.limit = options.limit;
    request.select = options.select;
    if (options.consistent) request.consistent_read = true;
    if (options.start_key) request.exclusive_start_key = Item(*options.start_key);
    set_placeholders(request, builder);
}

api::QueryRequest query_request(const std::string& table_name, const QueryOptions& options) {
    api::QueryRequest request;
    request.table_name = table_name;
    ExpressionBuilder builder;
    if (options.key_condition)
        request.key_condition_expression = builder.render(options.key_condition->expression());
    if (!options.forward) request.scan_index_forward = false;
    if (options.count_capacity)
        request.return_consumed_capacity = api::ReturnConsumedCapacity::kTotal;
    set_read_options(request, options, builder);
    return request;
}

api::ScanRequest scan_request(const std::string& table_name, const ScanOptions& options) {
    api::ScanRequest request;
    request.table_name = table_name;
    ExpressionBuilder builder;
    if (options.segment) {
        request.segment = options.segment->segment;
        request.total_segments = options.segment->total;
    }
    set_read_options(request, options, builder);
    return request;
}

enum class Awaited { kExists, kNotExists };

/// True when what is awaited has come; the error of any DescribeTable that does not answer that.
Task<api::Result<bool>> has_come(api::DynamoApi& api, std::string name, Awaited awaited) {
    api::DescribeTableRequest request;
    request.table_name = std::move(name);
    auto response = co_await api.describe_table(std::move(request));
    if (response.ok())
        co_return awaited == Awaited::kExists &&
            response->table.table_status == api::TableStatus::kActive;
    if (response.error().code != api::ErrorCode::kResourceNotFound)
        co_return std::move(response).error();
    co_return awaited == Awaited::kNotExists;
}

Task<api::Result<bool>> wait(api::DynamoApi& api, std::string name, Awaited awaited,
                             Sleeper& sleeper, WaitOptions options) {
    std::chrono::milliseconds waited{0};
    std::chrono::milliseconds delay = options.first_delay;
    for (;;) {
        auto come = co_await has_come(api, name, awaited);
        if (!come.ok() || *come) co_return come;
        if (waited >= options.timeout) co_return false;
        delay = std::max(std::chrono::milliseconds{1}, std::min(delay, options.timeout - waited));
        co_await sleeper.sleep_for(delay);
        waited += delay;
        delay = std::min(delay * 2, options.delay_max);
    }
}

}  // namespace

Task<api::Result<WriteResult>> Table::put_item(const AttributeMap& item) const {
    const PutOptions options;
    return put_item(item, options);
}

Task<api::Result<WriteResult>> Table::put_item(const AttributeMap& item,
                                               const PutOptions& options) const {
    api::PutItemRequest request;
    request.table_name = name_;
    request.item = Item(item);
    ExpressionBuilder builder;
    set_write_options(request, options, builder);
    return send(*api_, std::move(request));
}

Task<api::Result<std::optional<AttributeMap>>> Table::get_item(const AttributeMap& key) const {
    const GetOptions options;
    return get_item(key, options);
}

Task<api::Result<std::optional<AttributeMap>>> Table::get_item(const AttributeMap& key,
                                                               const GetOptions& options) const {
    api::GetItemRequest request;
    request.table_name = name_;
    request.key = Item(key);
    ExpressionBuilder builder;
    if (!options.attributes.empty())
        request.projection_expression = builder.render_paths(options.attributes);
    if (options.consistent) request.consistent_read = true;
    set_placeholders(request, builder);
    return send(*api_, std::move(request));
}

Task<api::Result<WriteResult>> Table::delete_item(const AttributeMap& key) const {
    const DeleteOptions options;
    return delete_item(key, options);
}

Task<api::Result<WriteResult>> Table::delete_item(const AttributeMap& key,
                                                  const DeleteOptions& options) const {
    api::DeleteItemRequest request;
    request.table_name = name_;
    request.key = Item(key);
    ExpressionBuilder builder;
    set_write_options(request, options, builder);
    return send(*api_, std::move(request));
}

Task<api::Result<WriteResult>> Table::update_item(const AttributeMap& key,
                                                  const Update& update) const {
    const UpdateOptions options;
    return update_item(key, update, options);
}

Task<api::Result<WriteResult>> Table::update_item(const AttributeMap& key, const Update& update,
                                                  const UpdateOptions& options) const {
    api::UpdateItemRequest request;
    request.table_name = name_;
    request.key = Item(key);
    ExpressionBuilder builder;
    const Expression expression = update.expression();
    if (!expression.parts().empty()) request.update_expression = builder.render(expression);
    set_write_options(request, options, builder);
    return send(*api_, std::move(request));
}

Task<api::Result<Page>> Table::query(const QueryOptions& options) const {
    return send(*api_, query_request(name_, options));
}

QueryPages Table::query_pages(const QueryOptions& options) const {
    return QueryPages(*api_, query_request(name_, options));
}

Task<api::Result<Page>> Table::scan() const {
    const ScanOptions options;
    return scan(options);
}

Task<api::Result<Page>> Table::scan(const ScanOptions& options) const {
    return send(*api_, scan_request(name_, options));
}

ScanPages Table::scan_pages(const ScanOptions& options) const {
    return ScanPages(*api_, scan_request(name_, options));
}

Task<api::Result<bool>> Table::wait_until_exists(Sleeper& sleeper, WaitOptions options) const {
    return wait(*api_, name_, Awaited::kExists, sleeper, options);
}

Task<api::Result<bool>> Table::wait_until_not_exists(Sleeper& sleeper, WaitOptions options) const {
    return wait(*api_, name_, Awaited::kNotExists, sleeper, options);
}

}  // namespace tabella::client
