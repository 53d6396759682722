#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "engine/control_test_support.h"

// Everything at once on one engine, each thread a bounded number of operations; the background
// works on its own thread meanwhile. What must hold at any moment is asked during, the rest
// afterwards. Under ThreadSanitizer (`./dev test tsan`) it is also the test that finds races.

namespace tabella::engine {
namespace {

using api::ErrorCode;
using api::IndexStatus;

constexpr int kRounds = 150;
constexpr int kAccounts = 6;
constexpr int kBalance = 100;
constexpr int kCounters = 2;  ///< Threads that count up.

AttributeMap key(std::string pk) {
    return {{"PK", AttributeValue(std::move(pk))}};
}
std::string account(int n) {
    return "account" + std::to_string(n);
}
int number(const Item& item, std::string_view name) {
    return std::stoi(item.decode().find(name)->second.as<Number>()->to_string());
}

class ConcurrencyTest : public ControlTest {
 protected:
    ConcurrencyTest() {
        options_.store.in_memory = true;
        options_.background = {.chunk_rows = 8,
                               .ttl_interval_ms = 1'000,
                               .index_pause_ms = 0,
                               .sweep_pause_ms = 0,
                               .idle_ms = 1};
    }

    void set_up_data() {
        for (int n = 0; n < kAccounts; ++n) put(account(n), {{"n", AttributeValue(kBalance)}});
        put("counter", {{"n", AttributeValue(0)}});
        api::UpdateTimeToLiveRequest ttl;
        ttl.table_name = "Tab";
        ttl.time_to_live_specification = {.enabled = true, .attribute_name = "expires"};
        ASSERT_TRUE(sync_wait(engine_->update_time_to_live(std::move(ttl))).ok());
        api::UpdateTableRequest stream;
        stream.stream_specification = api::StreamSpecification{
            .stream_enabled = true, .stream_view_type = api::StreamViewType::kNewAndOldImages};
        auto updated = update(std::move(stream));
        ASSERT_TRUE(updated.ok()) << updated.error().message;
        stream_arn_ = *updated->table_description.latest_stream_arn;
    }

    // What the threads do, a round each.

    void put_and_erase(std::mt19937& random) {
        const std::string pk = "item" + std::to_string(random() % 40);
        if (random() % 4 == 0)
            erase(pk);
        else
            put(pk, {{"g", AttributeValue("g" + std::to_string(random() % 3))}});
    }

    /// Counts up by a condition on what was read: of two that read the same, one is refused.
    void count_up() {
        api::GetItemRequest get{
            .table_name = "Tab", .key = Item(key("counter")), .consistent_read = true};
        const auto got = sync_wait(engine_->get_item(std::move(get)));
        ASSERT_TRUE(got.ok());
        const int seen = number(*got->item, "n");
        api::UpdateItemRequest request{.table_name = "Tab", .key = Item(key("counter"))};
        request.update_expression = "SET n = :next";
        request.condition_expression = "n = :seen";
        request.expression_attribute_values = Item(
            AttributeMap{{":seen", AttributeValue(seen)}, {":next", AttributeValue(seen + 1)}});
        const auto updated = sync_wait(engine_->update_item(std::move(request)));
        if (updated.ok())
            ++counted_;
        else
            EXPECT_EQ(updated.error().code, ErrorCode::kConditionalCheckFailed);
    }

    static api::TransactWriteItem add(int to, int amount, int least) {
        api::TransactUpdate step;
        step.table_name = "Tab";
        step.key = Item(key(account(to)));
        step.update_expression = "SET n = n + :amount";
        step.condition_expression = "n >= :least";
        step.expression_attribute_values = Item(
            AttributeMap{{":amount", AttributeValue(amount)}, {":least", AttributeValue(least)}});
        api::TransactWriteItem action;
        action.update = std::move(step);
        return action;
    }
    void transfer(std::mt19937& random) {
        const int from = static_cast<int>(random() % kAccounts);
        const int to = (from + 1 + static_cast<int>(random() % (kAccounts - 1))) % kAccounts;
        const int amount = 1 + static_cast<int>(random() % kBalance);
        api::TransactWriteItemsRequest request;
        request.transact_items.push_back(add(from, -amount, amount));
        request.transact_items.push_back(add(to, amount, 0));
        const auto done = sync_wait(engine_->transact_write_items(std::move(request)));
        if (!done.ok()) {
            EXPECT_EQ(done.error().code, ErrorCode::kTransactionCanceled);
        }
    }

    void expect_no_money_is_lost() {
        api::TransactGetItemsRequest request;
        for (int n = 0; n < kAccounts; ++n) {
            api::TransactGetItem get;
            get.get.table_name = "Tab";
            get.get.key = Item(key(account(n)));
            request.transact_items.push_back(std::move(get));
        }
        const auto got = sync_wait(engine_->transact_get_items(std::move(request)));
        ASSERT_TRUE(got.ok()) << got.error().message;
        int sum = 0;
        for (const api::ItemResponse& response : got->responses) sum += number(*response.item, "n");
        EXPECT_EQ(sum, kAccounts * kBalance);
    }

    void query(std::mt19937& random) {
        api::QueryRequest request;
        request.table_name = "Tab";
        request.key_condition_expression = "PK = :pk";
        const int n = static_cast<int>(random() % kAccounts);
        request.expression_attribute_values =
            Item(AttributeMap{{":pk", AttributeValue(account(n))}});
        const auto page = sync_wait(engine_->query(std::move(request)));
        ASSERT_TRUE(page.ok()) << page.error().message;
        EXPECT_EQ(page->items->size(), 1U);
    }
    /// Also of the index, which is there or not.
    void scan_both() {
        const auto all = scan();
        ASSERT_TRUE(all.ok()) << all.error().message;
        EXPECT_GE(all->size(), static_cast<std::size_t>(kAccounts + 1));
        const auto index = scan("ByG");
        if (!index.ok()) {
            EXPECT_EQ(index.error().code, ErrorCode::kValidation);
        }
        api::ExecuteStatementRequest statement{.statement =
                                                   "SELECT * FROM \"Tab\" WHERE PK = 'counter'"};
        const auto selected = sync_wait(engine_->execute_statement(std::move(statement)));
        EXPECT_TRUE(selected.ok()) << selected.error().message;
    }

    bool index_is_there() {
        const auto index = described_index();
        return index.has_value() && index->index_status == IndexStatus::kActive;
    }
    void create_and_delete_index() {
        auto created = create_index();
        ASSERT_TRUE(created.ok()) << created.error().message;
        while (!index_is_there()) std::this_thread::yield();
        auto deleted = delete_index();
        ASSERT_TRUE(deleted.ok()) << deleted.error().message;
        while (described_index().has_value()) std::this_thread::yield();
    }

    void put_what_expires(int n) {
        const std::int64_t now_s = clock_.now_ms() / 1'000;
        put("expiring" + std::to_string(n),
            {{"expires", AttributeValue(now_s + 1)}, {"g", AttributeValue("e")}});
        clock_.advance_ms(3'000);
    }

    void create_and_delete_table(int n) {
        const std::string name = "Passing" + std::to_string(n % 3);
        api::CreateTableRequest request;
        request.table_name = name;
        request.attribute_definitions = {{"PK", api::ScalarAttributeType::kS}};
        request.key_schema = {{"PK", api::KeyType::kHash}};
        request.billing_mode = api::BillingMode::kPayPerRequest;
        const auto created = sync_wait(engine_->create_table(std::move(request)));
        ASSERT_TRUE(created.ok()) << created.error().message;
        api::PutItemRequest put{.table_name = name, .item = Item(key("a"))};
        EXPECT_TRUE(sync_wait(engine_->put_item(std::move(put))).ok());
        EXPECT_TRUE(sync_wait(engine_->list_tables({})).ok());
        api::DeleteTableRequest deletion;
        deletion.table_name = name;
        EXPECT_TRUE(sync_wait(engine_->delete_table(std::move(deletion))).ok());
    }

    /// Reads the stream from its beginning; how many records.
    std::size_t read_stream() {
        const std::string arn = stream_arn_;
        const auto described =
            sync_wait(engine_->describe_stream(api::DescribeStreamRequest{.stream_arn = arn}));
        EXPECT_TRUE(described.ok());
        if (!described.ok()) return 0;
        api::GetShardIteratorRequest first{
            .stream_arn = arn,
            .shard_id = *described->stream_description.shards.front().shard_id,
            .shard_iterator_type = api::ShardIteratorType::kTrimHorizon};
        auto iterator = sync_wait(engine_->get_shard_iterator(std::move(first)));
        EXPECT_TRUE(iterator.ok());
        std::optional<std::string> position =
            iterator.ok() ? iterator->shard_iterator : std::nullopt;
        std::size_t count = 0;
        while (position.has_value()) {
            auto page = sync_wait(
                engine_->get_records(api::GetRecordsRequest{.shard_iterator = *position}));
            EXPECT_TRUE(page.ok()) << page.error().message;
            if (!page.ok() || page->records.empty()) break;
            count += page->records.size();
            position = page->next_shard_iterator;
        }
        return count;
    }

    void expect_the_end_is_sound() {
        expect_no_money_is_lost();
        count_up();
        api::GetItemRequest get{.table_name = "Tab", .key = Item(key("counter"))};
        EXPECT_EQ(number(*sync_wait(engine_->get_item(std::move(get)))->item, "n"), counted_);
        const auto expiring = [](const auto& row) { return row.first.starts_with("expiring"); };
        for (auto rows = scan(); std::any_of(rows->begin(), rows->end(), expiring); rows = scan()) {
            clock_.advance_ms(3'000);
            std::this_thread::yield();
        }
        ASSERT_TRUE(create_index().ok());
        while (!index_is_there()) std::this_thread::yield();
        std::map<std::string, std::string> expected;
        const auto rows = scan();
        for (const auto& [pk, g] : *rows)
            if (!g.empty()) expected.emplace(pk, g);
        expect_index_is_whole(expected);
        EXPECT_EQ(described()->item_count, static_cast<std::int64_t>(rows->size()));
        api::ListTablesRequest list;
        EXPECT_EQ(sync_wait(engine_->list_tables(std::move(list)))->table_names.size(), 1U);
    }

    std::string stream_arn_;
    std::atomic<int> counted_ = 0;
};

TEST_F(ConcurrencyTest, EverythingAtOnce) {
    set_up_data();
    std::vector<std::thread> threads;
    const auto start = [&](int rounds, std::function<void(int, std::mt19937&)> round) {
        threads.emplace_back([seed = threads.size(), rounds, round = std::move(round)] {
            std::mt19937 random(static_cast<unsigned>(seed));
            for (int n = 0; n < rounds && !HasFatalFailure(); ++n) round(n, random);
        });
    };
    for (int i = 0; i < 2; ++i)
        start(kRounds * 5, [&](int, std::mt19937& random) { put_and_erase(random); });
    for (int i = 0; i < kCounters; ++i) start(kRounds * 2, [&](int, std::mt19937&) { count_up(); });
    for (int i = 0; i < 2; ++i)
        start(kRounds, [&](int, std::mt19937& random) { transfer(random); });
    start(kRounds, [&](int, std::mt19937&) { expect_no_money_is_lost(); });
    start(kRounds * 2, [&](int, std::mt19937& random) { query(random); });
    start(kRounds, [&](int, std::mt19937&) { scan_both(); });
    start(10, [&](int, std::mt19937&) { create_and_delete_index(); });
    start(kRounds, [&](int n, std::mt19937&) { put_what_expires(n); });
    start(kRounds / 2, [&](int n, std::mt19937&) { create_and_delete_table(n); });
    start(10, [&](int, std::mt19937&) { read_stream(); });
    for (std::thread& thread : threads) thread.join();
    ASSERT_FALSE(HasFatalFailure());
    expect_the_end_is_sound();
    EXPECT_GE(read_stream(), static_cast<std::size_t>(counted_ + kRounds));
}

}  // namespace
}  // namespace tabella::engine
