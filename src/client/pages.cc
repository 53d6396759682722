#include "client/pages.h"

#include <utility>

namespace tabella::client {

namespace {

Task<api::Result<api::QueryResponse>> send(api::DynamoApi& api, api::QueryRequest request) {
    return api.query(std::move(request));
}
Task<api::Result<api::ScanResponse>> send(api::DynamoApi& api, api::ScanRequest request) {
    return api.scan(std::move(request));
}

}  // namespace

Page to_page(api::PageResponse response) {
    Page page;
    if (response.items) {
        page.items.reserve(response.items->size());
        for (const Item& item : *response.items) page.items.push_back(item.decode());
    }
    page.count = response.count;
    page.scanned_count = response.scanned_count;
    if (response.last_evaluated_key) page.next_key = response.last_evaluated_key->decode();
    page.consumed_capacity = std::move(response.consumed_capacity);
    return page;
}

template <class Request>
Task<api::Result<std::optional<Page>>> Pages<Request>::next() {
    if (ended_) co_return std::optional<Page>();
    Request request = request_;
    auto response = co_await send(*api_, std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    request_.exclusive_start_key = response->last_evaluated_key;
    ended_ = !response->last_evaluated_key.has_value();
    co_return std::optional<Page>(to_page(std::move(*response)));
}

template class Pages<api::QueryRequest>;
template class Pages<api::ScanRequest>;

}  // namespace tabella::client
