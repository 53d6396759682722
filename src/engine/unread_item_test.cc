#include <random>

#include "engine/control_test_support.h"

// Writes that do not read the item they replace, as its size is known (storage/row_sizes.h).

namespace tabella::engine {
namespace {

Item key_of(const std::string& pk) {
    return Item(AttributeMap{{"PK", AttributeValue(pk)}});
}
Item item_of(const std::string& pk, std::size_t padding) {
    return Item(AttributeMap{{"PK", AttributeValue(pk)},
                             {"padding", AttributeValue(std::string(padding, 'x'))}});
}

class UnreadItemTest : public ControlTest {
 protected:
    api::Result<api::PutItemResponse> put_item(Item item, bool with_old = false) {
        api::PutItemRequest request{.table_name = "Tab", .item = std::move(item)};
        request.return_consumed_capacity = api::ReturnConsumedCapacity::kTotal;
        if (with_old) request.return_values = api::ReturnValue::kAllOld;
        return sync_wait(engine_->put_item(std::move(request)));
    }
    api::Result<api::DeleteItemResponse> delete_item(const std::string& pk) {
        api::DeleteItemRequest request{.table_name = "Tab", .key = key_of(pk)};
        request.return_consumed_capacity = api::ReturnConsumedCapacity::kTotal;
        return sync_wait(engine_->delete_item(std::move(request)));
    }
    template <class Response>
    double units(const api::Result<Response>& response) {
        EXPECT_TRUE(response.ok());
        return response.ok() ? *response->consumed_capacity->capacity_units : -1.0;
    }
    void expect_counted(std::int64_t items, std::size_t bytes) {
        const auto table = described();
        ASSERT_TRUE(table.has_value());
        EXPECT_EQ(table->item_count, items);
        EXPECT_EQ(table->table_size_bytes, static_cast<std::int64_t>(bytes));
    }
};

TEST_F(UnreadItemTest, IsCountedAndPaidFor) {
    EXPECT_EQ(units(put_item(item_of("a", 3'000))), 3.0);
    EXPECT_EQ(units(put_item(item_of("a", 10))), 3.0);  // By the greater of the two sizes.
    EXPECT_EQ(units(put_item(item_of("a", 10))), 1.0);
    expect_counted(1, item_size_bytes(item_of("a", 10)));
    EXPECT_EQ(units(put_item(item_of("a", 1'500))), 2.0);
    expect_counted(1, item_size_bytes(item_of("a", 1'500)));
    EXPECT_EQ(units(delete_item("a")), 2.0);
    expect_counted(0, 0);
    EXPECT_EQ(units(delete_item("a")), 1.0);
    expect_counted(0, 0);
    EXPECT_EQ(units(put_item(item_of("a", 10))), 1.0);
    expect_counted(1, item_size_bytes(item_of("a", 10)));
}

TEST_F(UnreadItemTest, IsReadWhereItIsAskedFor) {
    ASSERT_TRUE(put_item(item_of("a", 1)).ok());
    ASSERT_TRUE(put_item(item_of("a", 2)).ok());
    const auto answer = put_item(item_of("a", 3), true);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->attributes, item_of("a", 2));
    api::PutItemRequest request{.table_name = "Tab", .item = item_of("a", 4)};
    request.condition_expression = "attribute_not_exists(PK)";
    request.return_values_on_condition_check_failure =
        api::ReturnValuesOnConditionCheckFailure::kAllOld;
    const auto refused = sync_wait(engine_->put_item(std::move(request)));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().item, item_of("a", 3));
}

TEST_F(UnreadItemTest, IsReadForAnIndexThatCameSince) {
    put("a", {{"g", AttributeValue(std::string("one"))}});
    put("b", {{"g", AttributeValue(std::string("two"))}});
    ASSERT_TRUE(create_index().ok());
    steps_until_done();
    put("a", {{"g", AttributeValue(std::string("three"))}});
    erase("b");
    expect_index_is_whole({{"a", "three"}});
}

TEST_F(UnreadItemTest, IsReadForAStreamThatCameSince) {
    put("a", {{"g", AttributeValue(std::string("one"))}});
    api::UpdateTableRequest request;
    request.stream_specification = {.stream_enabled = true,
                                    .stream_view_type = api::StreamViewType::kNewAndOldImages};
    ASSERT_TRUE(update(std::move(request)).ok());
    put("a", {{"g", AttributeValue(std::string("two"))}});
    erase("a");
    api::GetShardIteratorRequest iterator;
    iterator.stream_arn = *described()->latest_stream_arn;
    api::DescribeStreamRequest describe{.stream_arn = iterator.stream_arn};
    const auto stream = sync_wait(engine_->describe_stream(std::move(describe)));
    ASSERT_TRUE(stream.ok());
    iterator.shard_id = *stream->stream_description.shards.front().shard_id;
    iterator.shard_iterator_type = api::ShardIteratorType::kTrimHorizon;
    const auto from = sync_wait(engine_->get_shard_iterator(std::move(iterator)));
    ASSERT_TRUE(from.ok());
    api::GetRecordsRequest read{.shard_iterator = *from->shard_iterator};
    const auto page = sync_wait(engine_->get_records(std::move(read)));
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(page->records.size(), 2U);
    for (const auto& [i, g] : {std::pair(0, "one"), std::pair(1, "two")}) {
        const auto& old = page->records.at(static_cast<std::size_t>(i)).dynamodb->old_image;
        ASSERT_TRUE(old.has_value()) << i;
        EXPECT_EQ(old->find("g")->payload(), g);
    }
}

// Writes of every kind, cancelled ones among them, and reopenings.
TEST_F(UnreadItemTest, CountsStayRightWhateverIsWritten) {
    std::map<std::string, std::size_t> sizes;  // Of items by key.
    std::mt19937_64 random(8);
    const auto below = [&](std::size_t bound) { return random() % bound; };
    for (int i = 0; i < 2'000; ++i) {
        const std::string first = "key " + std::to_string(below(12));
        const std::string second = "other " + std::to_string(below(12));
        const Item item = item_of(first, below(2'000));
        switch (below(i % 100 == 99 ? 7 : 6)) {
            case 0:
                ASSERT_TRUE(put_item(item).ok());
                sizes[first] = item_size_bytes(item);
                break;
            case 1:
                ASSERT_TRUE(delete_item(first).ok());
                sizes.erase(first);
                break;
            case 2: {
                api::BatchWriteItemRequest request;
                auto& writes = request.request_items["Tab"];
                writes.emplace_back().put_request = api::PutRequest{item};
                writes.emplace_back().delete_request = api::DeleteRequest{key_of(second)};
                ASSERT_TRUE(sync_wait(engine_->batch_write_item(std::move(request))).ok());
                sizes[first] = item_size_bytes(item);
                sizes.erase(second);
                break;
            }
            case 3: {
                api::TransactWriteItemsRequest request;
                api::TransactWriteItem put;
                put.put = api::TransactPut{.item = item, .table_name = "Tab"};
                api::TransactWriteItem erase;
                erase.delete_item = api::TransactDelete{.key = key_of(second), .table_name = "Tab"};
                const bool holds = below(2) == 0;
                erase.delete_item->condition_expression =
                    holds ? "attribute_not_exists(nothing)" : "attribute_exists(nothing)";
                request.transact_items = {put, erase};
                const bool done = sync_wait(engine_->transact_write_items(std::move(request))).ok();
                ASSERT_EQ(done, holds);
                if (!done) break;
                sizes[first] = item_size_bytes(item);
                sizes.erase(second);
                break;
            }
            case 4: {
                api::UpdateItemRequest request{.table_name = "Tab", .key = key_of(first)};
                request.update_expression = "SET padding = :pad";
                request.expression_attribute_values =
                    Item(AttributeMap{{":pad", item.find("padding")->decode()}});
                ASSERT_TRUE(sync_wait(engine_->update_item(std::move(request))).ok());
                sizes[first] = item_size_bytes(item);
                break;
            }
            case 5: {
                api::ExecuteStatementRequest request;
                request.statement = "DELETE FROM \"Tab\" WHERE PK = '" + first + "'";
                ASSERT_TRUE(sync_wait(engine_->execute_statement(std::move(request))).ok());
                sizes.erase(first);
                break;
            }
            default:
                open();
        }
        std::size_t bytes = 0;
        for (const auto& [key, size] : sizes) bytes += size;
        ASSERT_NO_FATAL_FAILURE(expect_counted(static_cast<std::int64_t>(sizes.size()), bytes));
    }
}

}  // namespace
}  // namespace tabella::engine
