#include "api/stream_operations.h"
#include "engine/control_test_support.h"
#include "engine/shard_iterator.h"
#include "engine/stream.h"
#include "model/limits.h"

namespace tabella::engine {
namespace {

using api::ErrorCode;
using api::OperationType;
using api::ShardIteratorType;
using api::StreamViewType;

constexpr EpochMs kRetentionMs = limits::kStreamRetentionMs;

/// The table "Tab" with a stream that a test enables.
class StreamsTest : public ControlTest {
 protected:
    api::Result<api::UpdateTableResponse> set_stream(std::optional<StreamViewType> view_type) {
        api::UpdateTableRequest request;
        request.stream_specification = api::StreamSpecification{
            .stream_enabled = view_type.has_value(), .stream_view_type = view_type};
        return update(std::move(request));
    }
    /// The stream's ARN.
    std::string enable(StreamViewType view_type = StreamViewType::kNewAndOldImages) {
        auto updated = set_stream(view_type);
        EXPECT_TRUE(updated.ok()) << updated.error().message;
        return *updated->table_description.latest_stream_arn;
    }
    void disable() { EXPECT_TRUE(set_stream(std::nullopt).ok()); }

    api::Result<api::StreamDescription> description_of(const std::string& arn) {
        api::DescribeStreamRequest request{.stream_arn = arn};
        auto answer = sync_wait(engine_->describe_stream(std::move(request)));
        if (!answer.ok()) return answer.error();
        return answer->stream_description;
    }
    api::Result<std::string> iterator(const std::string& arn,
                                      ShardIteratorType type = ShardIteratorType::kTrimHorizon,
                                      std::optional<std::string> number = std::nullopt) {
        const auto description = description_of(arn);
        if (!description.ok()) return description.error();
        api::GetShardIteratorRequest request{.stream_arn = arn,
                                             .shard_id = *description->shards.front().shard_id,
                                             .shard_iterator_type = type,
                                             .sequence_number = std::move(number)};
        auto answer = sync_wait(engine_->get_shard_iterator(std::move(request)));
        if (!answer.ok()) return answer.error();
        return *answer->shard_iterator;
    }
    api::Result<api::GetRecordsResponse> records_at(const std::string& position,
                                                    std::optional<std::int64_t> limit = {}) {
        api::GetRecordsRequest request{.shard_iterator = position, .limit = limit};
        return sync_wait(engine_->get_records(std::move(request)));
    }
    /// All that are kept, page by page.
    std::vector<api::Record> records(const std::string& arn) {
        std::vector<api::Record> all;
        auto position = iterator(arn);
        EXPECT_TRUE(position.ok()) << position.error().message;
        for (;;) {
            auto page = records_at(*position, 2);
            EXPECT_TRUE(page.ok()) << page.error().message;
            if (!page.ok() || page->records.empty()) return all;
            all.insert(all.end(), page->records.begin(), page->records.end());
            if (!page->next_shard_iterator.has_value()) return all;
            position = *page->next_shard_iterator;
        }
    }
    std::vector<std::string> told(const std::string& arn) {
        std::vector<std::string> lines;
        for (const api::Record& record : records(arn)) lines.push_back(line_of(record));
        return lines;
    }

    /// "MODIFY a: 1 > 2", of the images' attribute g.
    static std::string line_of(const api::Record& record) {
        const auto g = [](const std::optional<Item>& image) {
            if (!image.has_value()) return std::string("-");
            const auto value = image->find("g");
            return value.has_value() ? std::string(value->payload()) : std::string();
        };
        constexpr const char* kNames[] = {"INSERT", "MODIFY", "REMOVE"};
        return std::string(kNames[static_cast<int>(*record.event_name)]) + " " +
               std::string(record.dynamodb->keys->find("PK")->payload()) + ": " +
               g(record.dynamodb->old_image) + " > " + g(record.dynamodb->new_image);
    }
};

using Lines = std::vector<std::string>;

TEST_F(StreamsTest, TellsEachChangeOnceAndInOrder) {
    put("before", {{"g", "0"}});
    const std::string arn = enable();
    put("a", {{"g", "1"}});
    put("b", {{"g", "1"}});
    put("a", {{"g", "2"}});
    erase("b");
    EXPECT_EQ(told(arn),
              (Lines{"INSERT a: - > 1", "INSERT b: - > 1", "MODIFY a: 1 > 2", "REMOVE b: 1 > -"}));
}

TEST_F(StreamsTest, SaysNothingOfWritesThatChangeNothing) {
    const std::string arn = enable();
    put("a", {{"g", "1"}, {"n", AttributeValue(1)}});
    put("a", {{"g", "1"}, {"n", AttributeValue(Number::parse("1.00").value())}});
    erase("absent");
    api::UpdateItemRequest touch{.table_name = "Tab", .key = Item(AttributeMap{{"PK", "a"}})};
    EXPECT_TRUE(sync_wait(engine_->update_item(touch)).ok());
    api::PutItemRequest refused{.table_name = "Tab", .item = Item(AttributeMap{{"PK", "a"}})};
    refused.condition_expression = "attribute_not_exists(PK)";
    EXPECT_FALSE(sync_wait(engine_->put_item(refused)).ok());
    EXPECT_EQ(told(arn), Lines{"INSERT a: - > 1"});
}

TEST_F(StreamsTest, KeepsWhatTheViewTypeSays) {
    struct Row {
        StreamViewType type;
        Lines lines;
    };
    const std::vector<Row> rows{
        {StreamViewType::kKeysOnly, {"INSERT a: - > -", "MODIFY a: - > -", "REMOVE a: - > -"}},
        {StreamViewType::kNewImage, {"INSERT a: - > 1", "MODIFY a: - > 2", "REMOVE a: - > -"}},
        {StreamViewType::kOldImage, {"INSERT a: - > -", "MODIFY a: 1 > -", "REMOVE a: 2 > -"}},
        {StreamViewType::kNewAndOldImages,
         {"INSERT a: - > 1", "MODIFY a: 1 > 2", "REMOVE a: 2 > -"}}};
    for (const Row& row : rows) {
        const std::string arn = enable(row.type);
        put("a", {{"g", "1"}});
        put("a", {{"g", "2"}});
        erase("a");
        EXPECT_EQ(told(arn), row.lines);
        disable();
    }
}

TEST_F(StreamsTest, TellsAllOfATransactionOrNothing) {
    const std::string arn = enable();
    put("gone", {{"g", "0"}});
    const auto actions = [](const char* condition) {
        api::TransactWriteItemsRequest request;
        for (const char* pk : {"c", "b", "a"}) {
            api::TransactWriteItem action;
            action.put.emplace();
            action.put->table_name = "Tab";
            action.put->item = Item(AttributeMap{{"PK", pk}, {"g", "1"}});
            request.transact_items.push_back(std::move(action));
        }
        api::TransactWriteItem last;
        last.delete_item.emplace();
        last.delete_item->table_name = "Tab";
        last.delete_item->key = Item(AttributeMap{{"PK", "gone"}});
        last.delete_item->condition_expression = condition;
        request.transact_items.push_back(std::move(last));
        return request;
    };
    EXPECT_FALSE(
        sync_wait(engine_->transact_write_items(actions("attribute_not_exists(PK)"))).ok());
    EXPECT_EQ(told(arn), Lines{"INSERT gone: - > 0"});
    EXPECT_TRUE(sync_wait(engine_->transact_write_items(actions("attribute_exists(PK)"))).ok());
    EXPECT_EQ(told(arn), (Lines{"INSERT gone: - > 0", "INSERT c: - > 1", "INSERT b: - > 1",
                                "INSERT a: - > 1", "REMOVE gone: 0 > -"}));
}

TEST_F(StreamsTest, SaysWhoDeletedAnExpiredItem) {
    const std::string arn = enable();
    api::UpdateTimeToLiveRequest request;
    request.table_name = "Tab";
    request.time_to_live_specification = {.enabled = true, .attribute_name = "expires"};
    ASSERT_TRUE(sync_wait(engine_->update_time_to_live(std::move(request))).ok());
    put("old", {{"expires", AttributeValue(kNowMs / 1'000 - 1)}, {"g", "1"}});
    put("kept", {{"g", "1"}});
    erase("kept");
    steps_until_done();
    const auto found = records(arn);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(line_of(found[2]), "REMOVE kept: 1 > -");
    EXPECT_FALSE(found[2].user_identity.has_value());
    EXPECT_EQ(line_of(found[3]), "REMOVE old: 1 > -");
    ASSERT_TRUE(found[3].user_identity.has_value());
    EXPECT_EQ(found[3].user_identity->principal_id, "dynamodb.amazonaws.com");
    EXPECT_EQ(found[3].user_identity->type, "Service");
}

TEST_F(StreamsTest, GoesOnAfterARestart) {
    const std::string arn = enable();
    put("a", {{"g", "1"}});
    const auto before = records(arn);
    const auto position = iterator(arn, ShardIteratorType::kLatest);
    open();
    EXPECT_EQ(records(arn).front().event_id, before.front().event_id);
    put("a", {{"g", "2"}});
    EXPECT_EQ(told(arn), (Lines{"INSERT a: - > 1", "MODIFY a: 1 > 2"}));
    const auto page = records_at(*position);
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(page->records.size(), 1U);
    EXPECT_GT(*page->records.front().dynamodb->sequence_number,
              *before.front().dynamodb->sequence_number);
    EXPECT_EQ(described()->latest_stream_arn, arn);
    EXPECT_EQ(described()->stream_specification->stream_view_type,
              StreamViewType::kNewAndOldImages);
}

TEST_F(StreamsTest, TrimsWhatIsOlderThan24HoursChunkByChunk) {
    const std::string arn = enable();
    for (int n = 0; n < 7; ++n) put("old" + std::to_string(n), {{"g", "1"}});
    const auto horizon = iterator(arn);
    const std::string first = *records(arn).front().dynamodb->sequence_number;
    clock_.advance_ms(1'000);
    put("young", {{"g", "1"}});
    clock_.advance_ms(kRetentionMs - 1'001);
    steps_until_done();
    EXPECT_EQ(records(arn).size(), 8U);
    clock_.advance_ms(1);
    EXPECT_EQ(steps_until_done(), 3);  // Of three changes each.
    EXPECT_EQ(told(arn), Lines{"INSERT young: - > 1"});

    EXPECT_EQ(iterator(arn, ShardIteratorType::kAtSequenceNumber, first).error().code,
              ErrorCode::kTrimmedDataAccess);
    const auto start = description_of(arn)->shards.front().sequence_number_range;
    EXPECT_TRUE(
        iterator(arn, ShardIteratorType::kAtSequenceNumber, start->starting_sequence_number).ok());
    EXPECT_EQ(records_at(*horizon).error().code, ErrorCode::kExpiredIterator);

    open();
    EXPECT_EQ(told(arn), Lines{"INSERT young: - > 1"});
    clock_.advance_ms(1'000);
    steps_until_done();
    EXPECT_EQ(told(arn), Lines{});
    put("new", {{"g", "1"}});
    EXPECT_EQ(told(arn), Lines{"INSERT new: - > 1"});
}

TEST_F(StreamsTest, AnIteratorWhoseRecordsAreTrimmedSaysSo) {
    const std::string arn = enable();
    put("a");
    clock_.advance_ms(kRetentionMs - 1);
    const auto position = iterator(arn);
    clock_.advance_ms(1);
    EXPECT_EQ(records_at(*position)->records.size(), 1U);
    steps_until_done();
    EXPECT_EQ(records_at(*position).error().code, ErrorCode::kTrimmedDataAccess);
}

TEST_F(StreamsTest, AnIteratorLives15Minutes) {
    const std::string arn = enable();
    const auto position = iterator(arn);
    clock_.advance_ms(limits::kShardIteratorMs);
    const auto page = records_at(*position);
    ASSERT_TRUE(page.ok());
    clock_.advance_ms(1);
    EXPECT_EQ(records_at(*position).error().code, ErrorCode::kExpiredIterator);
    EXPECT_TRUE(records_at(*page->next_shard_iterator).ok());
}

TEST_F(StreamsTest, ADisabledStreamEndsAndIsGoneAfter24Hours) {
    const std::string arn = enable();
    put("a", {{"g", "1"}});
    const auto open_end = records_at(*iterator(arn));
    EXPECT_TRUE(open_end->next_shard_iterator.has_value());
    disable();
    put("a", {{"g", "2"}});
    open();
    EXPECT_EQ(told(arn), Lines{"INSERT a: - > 1"});
    EXPECT_FALSE(records_at(*iterator(arn))->next_shard_iterator.has_value());
    EXPECT_TRUE(records_at(*open_end->next_shard_iterator)->records.empty());
    EXPECT_FALSE(
        records_at(*iterator(arn, ShardIteratorType::kLatest))->next_shard_iterator.has_value());
    const auto closed = description_of(arn);
    EXPECT_EQ(closed->stream_status, api::StreamStatus::kDisabled);
    EXPECT_EQ(closed->shards.front().sequence_number_range->ending_sequence_number,
              records(arn).back().dynamodb->sequence_number);
    EXPECT_FALSE(described()->stream_specification.has_value());
    EXPECT_EQ(described()->latest_stream_arn, arn);

    clock_.advance_ms(kRetentionMs - 1);
    steps_until_done();
    EXPECT_TRUE(description_of(arn).ok());
    clock_.advance_ms(1);
    steps_until_done();
    EXPECT_EQ(description_of(arn).error().code, ErrorCode::kResourceNotFound);
    EXPECT_FALSE(described()->latest_stream_arn.has_value());
    open();
    EXPECT_EQ(description_of(arn).error().code, ErrorCode::kResourceNotFound);
    EXPECT_FALSE(described()->latest_stream_arn.has_value());
}

TEST_F(StreamsTest, AStreamThatIsEnabledAnewIsAnother) {
    const std::string first = enable();
    put("a", {{"g", "1"}});
    disable();
    const std::string second = enable(StreamViewType::kKeysOnly);
    EXPECT_NE(first, second);  // Though the clock stands still.
    put("a", {{"g", "2"}});
    EXPECT_EQ(told(first), Lines{"INSERT a: - > 1"});
    EXPECT_EQ(told(second), Lines{"MODIFY a: - > -"});
    clock_.advance_ms(kRetentionMs);
    steps_until_done();
    EXPECT_FALSE(description_of(first).ok());
    EXPECT_EQ(described()->latest_stream_arn, second);
}

TEST_F(StreamsTest, ADeletedTablesStreamIsReadFor24Hours) {
    const std::string arn = enable();
    put("a", {{"g", "1"}});
    ASSERT_TRUE(sync_wait(engine_->delete_table({.table_name = "Tab"})).ok());
    open();
    EXPECT_EQ(told(arn), Lines{"INSERT a: - > 1"});
    EXPECT_EQ(description_of(arn)->stream_status, api::StreamStatus::kDisabled);
    EXPECT_EQ(sync_wait(engine_->list_streams({}))->streams.size(), 1U);
    clock_.advance_ms(kRetentionMs);
    steps_until_done();
    EXPECT_FALSE(description_of(arn).ok());
    EXPECT_EQ(sync_wait(engine_->list_streams({}))->streams.size(), 0U);
}

TEST_F(StreamsTest, APageHoldsAtMost1MB) {
    const std::string arn = enable(StreamViewType::kNewImage);
    // The keys and the image of each: 400,000 bytes.
    const std::string pad(400'000 - 9, 'x');
    for (const char* pk : {"a", "b", "c", "d"}) put(pk, {{"g", pad}});
    const auto first = records_at(*iterator(arn));
    EXPECT_EQ(first->records.size(), 2U);
    const auto second = records_at(*first->next_shard_iterator);
    EXPECT_EQ(second->records.size(), 2U);
    EXPECT_TRUE(records_at(*second->next_shard_iterator)->records.empty());
}

TEST_F(StreamsTest, ALargerRecordIsAPageByItself) {
    const std::string arn = enable();
    const std::string pad(409'000, 'x');
    for (const char* fill : {"1", "2", "3"}) put("a", {{"g", pad}, {"n", fill}});
    const auto first = records_at(*iterator(arn));
    EXPECT_EQ(first->records.size(), 1U);  // 409 KB, then 818 KB.
    const auto second = records_at(*first->next_shard_iterator);
    EXPECT_EQ(second->records.size(), 1U);
    EXPECT_EQ(records_at(*second->next_shard_iterator)->records.size(), 1U);
}

TEST_F(StreamsTest, WithoutAStreamNothingIsLogged) {
    put("a");
    const std::string arn = enable();
    const auto range = description_of(arn)->shards.front().sequence_number_range;
    EXPECT_EQ(range->starting_sequence_number, sequence_number(1));
}

TEST(StreamNames, AreReadBack) {
    const Account account{.region = "us-east-1", .id = "000000000000"};
    const std::string arn = stream_arn(account, "Tab", 1'432'155'070'252);
    EXPECT_EQ(arn,
              "arn:aws:dynamodb:us-east-1:000000000000:table/Tab/stream/2015-05-20T20:51:10.252");
    const auto name = stream_name_of(arn);
    ASSERT_TRUE(name.has_value());
    EXPECT_EQ(name->table_name, "Tab");
    EXPECT_EQ(name->created_ms, 1'432'155'070'252);
    const std::string before = arn.substr(0, arn.find("2015"));
    for (const char* label :
         {"", "2015-05-20T20:51:10", "2015-05-20T20:51:10.2522", "2015-02-31T20:51:10.252",
          "2015-05-20 20:51:10.252", "x015-05-20T20:51:10.252", "2015-05-20T25:51:10.252"})
        EXPECT_FALSE(stream_name_of(before + label).has_value()) << label;
    EXPECT_FALSE(stream_name_of("arn:aws:dynamodb:us-east-1:0:table/Tab").has_value());
}

TEST(ShardIterators, AreReadBackAndNothingElseIs) {
    const ShardIterator iterator{.stream_arn = "arn", .issued_ms = 5, .position = 7};
    const std::string text = iterator.to_string();
    const auto read = ShardIterator::parse(text);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->stream_arn, "arn");
    EXPECT_EQ(read->issued_ms, 5);
    EXPECT_EQ(read->position, 7);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == '1' ? '2' : '1';
        EXPECT_FALSE(ShardIterator::parse(changed).has_value()) << changed;
        EXPECT_FALSE(ShardIterator::parse(text.substr(0, i)).has_value()) << i;
    }
    EXPECT_FALSE(ShardIterator::parse(text + "0").has_value());
}

}  // namespace
}  // namespace tabella::engine
