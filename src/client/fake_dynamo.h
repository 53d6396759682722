#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <utility>
#include <vector>

#include "client/no_dynamo.h"
#include "client/sleeper.h"

namespace tabella::client {

/// A task that ends at once with that value: `ON_CALL(api, query).WillByDefault(Invoke([](auto) {
/// return ready<api::Result<api::QueryResponse>>(api::QueryResponse{}); }))`.
template <class T>
Task<T> ready(T value) {
    co_return std::move(value);
}

/// A DynamoApi whose calls a test expects one by one.
class MockDynamo : public NoDynamo {
 public:
    MOCK_METHOD(Task<api::Result<api::DescribeTableResponse>>, describe_table,
                (api::DescribeTableRequest), (override));
    MOCK_METHOD(Task<api::Result<api::PutItemResponse>>, put_item, (api::PutItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::GetItemResponse>>, get_item, (api::GetItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::DeleteItemResponse>>, delete_item, (api::DeleteItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::UpdateItemResponse>>, update_item, (api::UpdateItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::QueryResponse>>, query, (api::QueryRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ScanResponse>>, scan, (api::ScanRequest), (override));
};

/// Goes on at once, and remembers for how long it was asked to wait; its time moves by that, and as
/// the test moves it.
class RecordingSleeper final : public Sleeper {
 public:
    Task<Nothing> sleep_for(std::chrono::milliseconds delay) override {
        delays.push_back(delay);
        elapsed += delay;
        co_return Nothing{};
    }
    TimePoint now() const override { return TimePoint(elapsed); }

    std::vector<std::chrono::milliseconds> delays = {};
    std::chrono::milliseconds elapsed{0};
};

}  // namespace tabella::client
