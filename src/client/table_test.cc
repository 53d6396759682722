#include "client/table.h"

#include <gtest/gtest.h>

#include <deque>
#include <memory>

#include "client/fake_dynamo.h"

namespace tabella::client {
namespace {

using namespace std::chrono_literals;
using ::testing::_;
using ::testing::StrictMock;

/// Answers every call with the next of its answers, and remembers the request.
template <class Request, class Response>
auto answers(std::vector<Request>& requests, std::deque<api::Result<Response>> queue) {
    // Shared, since GoogleMock copies its actions.
    auto rest = std::make_shared<std::deque<api::Result<Response>>>(std::move(queue));
    return [&requests, rest](Request request) {
        requests.push_back(std::move(request));
        api::Result<Response> answer = std::move(rest->front());
        rest->pop_front();
        return ready(std::move(answer));
    };
}

template <class Response>
Response with_attributes(const AttributeMap& attributes) {
    Response response;
    response.attributes = Item(attributes);
    return response;
}

api::GetItemResponse with_item(const AttributeMap& item) {
    api::GetItemResponse response;
    response.item = Item(item);
    return response;
}

class TableTest : public ::testing::Test {
 protected:
    StrictMock<MockDynamo> api;
    Table table{api, TableName{"DemoTable"}};
    const AttributeMap key{{"PK", "USER#demo"}, {"SK", "NOTE#1"}};
    const AttributeMap note{{"PK", "USER#demo"}, {"SK", "NOTE#1"}, {"title", "Hello"}};
};

TEST_F(TableTest, PutsAnItemWithItsCondition) {
    std::vector<api::PutItemRequest> requests;
    EXPECT_CALL(api, put_item(_))
        .WillOnce(answers<api::PutItemRequest, api::PutItemResponse>(
            requests, {with_attributes<api::PutItemResponse>(key)}));
    const PutOptions options{.condition = Attr("PK").not_exists(),
                             .return_values = api::ReturnValue::kAllOld,
                             .return_item_on_failed_condition = true};
    const auto put = sync_wait(table.put_item(note, options));
    ASSERT_TRUE(put.ok());
    EXPECT_EQ(put->attributes, key);

    const api::PutItemRequest& request = requests.at(0);
    EXPECT_EQ(request.table_name, "DemoTable");
    EXPECT_EQ(request.item.decode(), note);
    EXPECT_EQ(request.condition_expression, "attribute_not_exists(#n0)");
    EXPECT_EQ(request.expression_attribute_names, (api::ExpressionAttributeNames{{"#n0", "PK"}}));
    EXPECT_FALSE(request.expression_attribute_values);
    EXPECT_EQ(request.return_values, api::ReturnValue::kAllOld);
    EXPECT_EQ(request.return_values_on_condition_check_failure,
              api::ReturnValuesOnConditionCheckFailure::kAllOld);
}

TEST_F(TableTest, LeavesUnsaidWhatTheOptionsDoNotSay) {
    std::vector<api::PutItemRequest> requests;
    EXPECT_CALL(api, put_item(_))
        .WillOnce(
            answers<api::PutItemRequest, api::PutItemResponse>(requests, {api::PutItemResponse{}}));
    ASSERT_TRUE(sync_wait(table.put_item(note)).ok());
    EXPECT_FALSE(requests.at(0).condition_expression);
    EXPECT_FALSE(requests.at(0).expression_attribute_names);
    EXPECT_FALSE(requests.at(0).return_values);
    EXPECT_FALSE(requests.at(0).return_values_on_condition_check_failure);
}

TEST_F(TableTest, PassesTheErrorOfAnOperationOn) {
    std::vector<api::PutItemRequest> requests;
    EXPECT_CALL(api, put_item(_))
        .WillOnce(answers<api::PutItemRequest, api::PutItemResponse>(
            requests, {api::Error{.code = api::ErrorCode::kConditionalCheckFailed,
                                  .message = "The conditional request failed",
                                  .item = Item(note)}}));
    const auto put = sync_wait(table.put_item(note));
    ASSERT_FALSE(put.ok());
    EXPECT_EQ(put.error().code, api::ErrorCode::kConditionalCheckFailed);
    EXPECT_EQ(put.error().item->decode(), note);
}

TEST_F(TableTest, GetsAnItemOrNothing) {
    std::vector<api::GetItemRequest> requests;
    EXPECT_CALL(api, get_item(_))
        .WillRepeatedly(answers<api::GetItemRequest, api::GetItemResponse>(
            requests, {with_item(note), api::GetItemResponse{}}));
    const GetOptions options{.consistent = true, .attributes = {"title", "tags[0]"}};
    const auto found = sync_wait(table.get_item(key, options));
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(*found, note);
    const auto missing = sync_wait(table.get_item(key));
    ASSERT_TRUE(missing.ok());
    EXPECT_FALSE(missing->has_value());

    EXPECT_EQ(requests.at(0).key.decode(), key);
    EXPECT_EQ(requests.at(0).consistent_read, true);
    EXPECT_EQ(requests.at(0).projection_expression, "#n0, #n1[0]");
    EXPECT_FALSE(requests.at(1).consistent_read);
    EXPECT_FALSE(requests.at(1).projection_expression);
}

TEST_F(TableTest, DeletesUnderACondition) {
    std::vector<api::DeleteItemRequest> requests;
    EXPECT_CALL(api, delete_item(_))
        .WillOnce(answers<api::DeleteItemRequest, api::DeleteItemResponse>(
            requests, {api::DeleteItemResponse{}}));
    const DeleteOptions options{.condition = Attr("state").eq("closed")};
    const auto gone = sync_wait(table.delete_item(key, options));
    ASSERT_TRUE(gone.ok());
    EXPECT_FALSE(gone->attributes);
    EXPECT_EQ(requests.at(0).condition_expression, "#n0 = :v0");
    EXPECT_EQ(requests.at(0).expression_attribute_values->decode(),
              (AttributeMap{{":v0", "closed"}}));
}

TEST_F(TableTest, UpdatesWithPlaceholdersSharedByUpdateAndCondition) {
    std::vector<api::UpdateItemRequest> requests;
    EXPECT_CALL(api, update_item(_))
        .WillOnce(answers<api::UpdateItemRequest, api::UpdateItemResponse>(
            requests, {with_attributes<api::UpdateItemResponse>(note)}));
    const Update update = Update().set("title", "New").add("revision", 1);
    const UpdateOptions options{.condition = Attr("title").eq("Old"),
                                .return_values = api::ReturnValue::kAllNew};
    const auto updated = sync_wait(table.update_item(key, update, options));
    ASSERT_TRUE(updated.ok());
    EXPECT_EQ(updated->attributes, note);
    EXPECT_EQ(requests.at(0).update_expression, "SET #n0 = :v0 ADD #n1 :v1");
    EXPECT_EQ(requests.at(0).condition_expression, "#n2 = :v2");
    EXPECT_EQ(requests.at(0).expression_attribute_values->decode(),
              (AttributeMap{{":v0", "New"}, {":v1", 1}, {":v2", "Old"}}));
}

TEST_F(TableTest, QueriesOnePage) {
    std::vector<api::QueryRequest> requests;
    api::QueryResponse response;
    response.items = std::vector<Item>{Item(note)};
    response.count = 1;
    response.scanned_count = 3;
    response.last_evaluated_key = Item(key);
    EXPECT_CALL(api, query(_))
        .WillOnce(answers<api::QueryRequest, api::QueryResponse>(requests, {response}));
    const QueryOptions options{
        .key_condition = Key("PK").eq("USER#demo") & Key("SK").begins_with("NOTE#"),
        .filter = Attr("title").contains("e"),
        .index = "by_title",
        .limit = 3,
        .forward = false,
        .consistent = true,
        .start_key = key,
        .attributes = {"title"},
    };
    const auto page = sync_wait(table.query(options));
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->items, (std::vector<AttributeMap>{note}));
    EXPECT_EQ(page->count, 1);
    EXPECT_EQ(page->scanned_count, 3);
    EXPECT_EQ(page->next_key, key);

    const api::QueryRequest& request = requests.at(0);
    EXPECT_EQ(request.key_condition_expression, "(#n0 = :v0 AND begins_with(#n1, :v1))");
    EXPECT_EQ(request.filter_expression, "contains(#n2, :v2)");
    EXPECT_EQ(request.projection_expression, "#n3");
    EXPECT_EQ(request.index_name, "by_title");
    EXPECT_EQ(request.limit, 3);
    EXPECT_EQ(request.scan_index_forward, false);
    EXPECT_EQ(request.consistent_read, true);
    EXPECT_EQ(request.exclusive_start_key->decode(), key);
}

TEST_F(TableTest, ScansASegment) {
    std::vector<api::ScanRequest> requests;
    EXPECT_CALL(api, scan(_))
        .WillOnce(answers<api::ScanRequest, api::ScanResponse>(requests, {api::ScanResponse{}}));
    const ScanOptions options{.select = api::Select::kCount,
                              .segment = ScanSegment{.segment = 1, .total = 4}};
    const auto page = sync_wait(table.scan(options));
    ASSERT_TRUE(page.ok());
    EXPECT_TRUE(page->items.empty());
    EXPECT_FALSE(page->next_key);
    EXPECT_EQ(requests.at(0).segment, 1);
    EXPECT_EQ(requests.at(0).total_segments, 4);
    EXPECT_EQ(requests.at(0).select, api::Select::kCount);
}

Task<api::Result<std::vector<AttributeMap>>> all_items(QueryPages pages) {
    std::vector<AttributeMap> items;
    for (;;) {
        api::Result<std::optional<Page>> page = co_await pages.next();
        if (!page.ok()) co_return page.error();
        if (!page->has_value()) break;
        for (const AttributeMap& item : (*page)->items) items.push_back(item);
    }
    co_return items;
}

TEST_F(TableTest, PagesGoOnAfterAnEmptyPageAndEndWithoutNextKey) {
    std::vector<api::QueryRequest> requests;
    api::QueryResponse empty;
    empty.items = std::vector<Item>{};
    empty.last_evaluated_key = Item(key);
    api::QueryResponse last;
    last.items = std::vector<Item>{Item(note)};
    EXPECT_CALL(api, query(_))
        .Times(2)
        .WillRepeatedly(answers<api::QueryRequest, api::QueryResponse>(requests, {empty, last}));
    const QueryOptions options{.key_condition = Key("PK").eq("USER#demo")};
    const auto items = sync_wait(all_items(table.query_pages(options)));
    ASSERT_TRUE(items.ok());
    EXPECT_EQ(*items, (std::vector<AttributeMap>{note}));
    EXPECT_FALSE(requests.at(0).exclusive_start_key);
    EXPECT_EQ(requests.at(1).exclusive_start_key->decode(), key);
}

TEST_F(TableTest, PagesAskForTheSamePageAgainAfterAnError) {
    std::vector<api::ScanRequest> requests;
    api::ScanResponse last;
    last.items = std::vector<Item>{Item(note)};
    EXPECT_CALL(api, scan(_))
        .Times(2)
        .WillRepeatedly(answers<api::ScanRequest, api::ScanResponse>(
            requests, {api::Error{.code = api::ErrorCode::kThrottling, .message = "slow"}, last}));
    const ScanOptions options;
    ScanPages pages = table.scan_pages(options);
    EXPECT_FALSE(sync_wait(pages.next()).ok());
    const auto again = sync_wait(pages.next());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ((*again)->items.size(), 1U);
    const auto after = sync_wait(pages.next());
    ASSERT_TRUE(after.ok());
    EXPECT_FALSE(after->has_value());
}

TEST_F(TableTest, ATaskOutlivesItsTableAndOptions) {
    std::vector<api::PutItemRequest> requests;
    EXPECT_CALL(api, put_item(_))
        .WillOnce(
            answers<api::PutItemRequest, api::PutItemResponse>(requests, {api::PutItemResponse{}}));
    auto task = [&] {
        const Table short_lived(api, TableName{"a table name too long for its own pocket"});
        const PutOptions options{.condition = Attr("PK").not_exists()};
        return short_lived.put_item(note, options);
    }();
    ASSERT_TRUE(sync_wait(std::move(task)).ok());
    EXPECT_EQ(requests.at(0).table_name, "a table name too long for its own pocket");
}

api::DescribeTableResponse with_status(api::TableStatus status) {
    api::DescribeTableResponse response;
    response.table.table_status = status;
    return response;
}
const api::Error kNoTable{.code = api::ErrorCode::kResourceNotFound, .message = "no table"};

TEST_F(TableTest, WaitsLongerEachTimeUntilTheTableIsActive) {
    std::vector<api::DescribeTableRequest> requests;
    EXPECT_CALL(api, describe_table(_))
        .WillRepeatedly(answers<api::DescribeTableRequest, api::DescribeTableResponse>(
            requests, {kNoTable, kNoTable, with_status(api::TableStatus::kCreating),
                       with_status(api::TableStatus::kActive)}));
    RecordingSleeper sleeper;
    const auto exists = sync_wait(table.wait_until_exists(
        sleeper, WaitOptions{.timeout = 10s, .first_delay = 100ms, .delay_max = 150ms}));
    ASSERT_TRUE(exists.ok());
    EXPECT_TRUE(*exists);
    EXPECT_EQ(sleeper.delays, (std::vector<std::chrono::milliseconds>{100ms, 150ms, 150ms}));
}

TEST_F(TableTest, StopsWaitingAtTheTimeout) {
    EXPECT_CALL(api, describe_table(_)).Times(4).WillRepeatedly([](api::DescribeTableRequest) {
        return ready<api::Result<api::DescribeTableResponse>>(
            with_status(api::TableStatus::kActive));
    });
    RecordingSleeper sleeper;
    const auto gone = sync_wait(table.wait_until_not_exists(
        sleeper, WaitOptions{.timeout = 500ms, .first_delay = 100ms, .delay_max = 1s}));
    ASSERT_TRUE(gone.ok());
    EXPECT_FALSE(*gone);
    EXPECT_EQ(sleeper.delays, (std::vector<std::chrono::milliseconds>{100ms, 200ms, 200ms}));
}

TEST_F(TableTest, StopsWaitingAtAnotherError) {
    std::vector<api::DescribeTableRequest> requests;
    EXPECT_CALL(api, describe_table(_))
        .WillOnce(answers<api::DescribeTableRequest, api::DescribeTableResponse>(
            requests, {api::Error{.code = api::ErrorCode::kAccessDenied, .message = "no"}}));
    RecordingSleeper sleeper;
    const auto exists = sync_wait(table.wait_until_exists(sleeper, WaitOptions{}));
    ASSERT_FALSE(exists.ok());
    EXPECT_EQ(exists.error().code, api::ErrorCode::kAccessDenied);
}

}  // namespace
}  // namespace tabella::client
