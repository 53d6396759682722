#pragma once

#include <map>
#include <mutex>
#include <string>

#include "client/fake_dynamo.h"

namespace tabella::notes {

/// A store of one partition for tests: a sorted map, pages of `page_items`, and the one condition
/// that notes use. Operations that it does not know are mocks, and fail the test when called.
class MemoryDynamo : public testing::StrictMock<client::MockDynamo> {
 public:
    Task<api::Result<api::PutItemResponse>> put_item(api::PutItemRequest request) override {
        std::lock_guard lock(mutex_);
        ++puts;
        if (fail_with.has_value()) co_return *fail_with;
        const std::string key = sort_key(request.item);
        const bool only_new = request.condition_expression.has_value();
        if (only_new && items.contains(key))
            co_return api::Error{.code = api::ErrorCode::kConditionalCheckFailed,
                                 .message = "The conditional request failed"};
        items.insert_or_assign(key, request.item);
        co_return api::PutItemResponse{};
    }
    Task<api::Result<api::GetItemResponse>> get_item(api::GetItemRequest request) override {
        std::lock_guard lock(mutex_);
        if (fail_with.has_value()) co_return *fail_with;
        api::GetItemResponse response;
        const auto found = items.find(sort_key(request.key));
        if (found != items.end()) response.item = found->second;
        co_return response;
    }
    Task<api::Result<api::DeleteItemResponse>> delete_item(
        api::DeleteItemRequest request) override {
        std::lock_guard lock(mutex_);
        if (fail_with.has_value()) co_return *fail_with;
        items.erase(sort_key(request.key));
        co_return api::DeleteItemResponse{};
    }
    Task<api::Result<api::QueryResponse>> query(api::QueryRequest request) override {
        std::lock_guard lock(mutex_);
        ++queries;
        if (fail_with.has_value()) co_return *fail_with;
        last_query = request;
        api::QueryResponse response;
        response.items.emplace();
        if (!request.scan_index_forward.value_or(true)) {
            if (!items.empty()) response.items->push_back(items.rbegin()->second);
            co_return response;
        }
        auto item = request.exclusive_start_key.has_value()
                        ? items.upper_bound(sort_key(*request.exclusive_start_key))
                        : items.begin();
        for (; item != items.end() && response.items->size() < page_items; ++item)
            response.items->push_back(item->second);
        if (item != items.end()) response.last_evaluated_key = key_of(response.items->back());
        co_return response;
    }

    std::map<std::string, Item> items;  ///< By sort key.
    std::size_t page_items = 100;
    std::optional<api::Error> fail_with;
    int puts = 0;
    int queries = 0;
    api::QueryRequest last_query;

 private:
    static std::string sort_key(const Item& item) {
        return std::string(item.find("SK")->payload());
    }
    static Item key_of(const Item& item) {
        const AttributeMap all = item.decode();
        return Item(AttributeMap{{"PK", all.at("PK")}, {"SK", all.at("SK")}});
    }

    std::mutex mutex_;
};

}  // namespace tabella::notes
