#include "engine/engine.h"

#include <gtest/gtest.h>

#include <thread>

#include "model/limits.h"
#include "storage/key_codec.h"
#include "storage/test_directory.h"

namespace tabella::engine {
namespace {

using api::ErrorCode;

api::CreateTableRequest table_request(std::string name) {
    api::CreateTableRequest request;
    request.table_name = std::move(name);
    request.attribute_definitions = {{"PK", api::ScalarAttributeType::kS},
                                     {"SK", api::ScalarAttributeType::kS}};
    request.key_schema = {{"PK", api::KeyType::kHash}, {"SK", api::KeyType::kRange}};
    request.billing_mode = api::BillingMode::kPayPerRequest;
    return request;
}

AttributeMap item(std::string pk, std::string sk, int n = 0) {
    return {{"PK", AttributeValue(std::move(pk))},
            {"SK", AttributeValue(std::move(sk))},
            {"n", AttributeValue(n)}};
}

AttributeMap key(std::string pk, std::string sk) {
    return {{"PK", AttributeValue(std::move(pk))}, {"SK", AttributeValue(std::move(sk))}};
}

class EngineTest : public testing::Test {
 protected:
    void SetUp() override {
        open({.in_memory = true});
        create("Tab");
    }

    void open(storage::StoreOptions store) {
        engine_.reset();
        auto opened = Engine::open({.store = std::move(store)}, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        engine_ = std::move(opened).value();
    }
    void create(const std::string& name) {
        auto created = sync_wait(engine_->create_table(table_request(name)));
        ASSERT_TRUE(created.ok()) << created.error().message;
    }
    api::Result<api::PutItemResponse> put(AttributeMap attributes, std::string condition = "") {
        api::PutItemRequest request;
        request.table_name = "Tab";
        request.item = Item(attributes);
        if (!condition.empty()) request.condition_expression = std::move(condition);
        return sync_wait(engine_->put_item(std::move(request)));
    }
    std::optional<AttributeMap> get(std::string pk, std::string sk) {
        api::GetItemRequest request{.table_name = "Tab", .key = Item(key(pk, sk))};
        auto got = sync_wait(engine_->get_item(std::move(request)));
        EXPECT_TRUE(got.ok());
        if (!got.ok() || !got->item.has_value()) return std::nullopt;
        return got->item->decode();
    }
    api::QueryRequest query_request(std::string condition, AttributeMap values) {
        api::QueryRequest request;
        request.table_name = "Tab";
        request.key_condition_expression = std::move(condition);
        request.expression_attribute_values = Item(values);
        return request;
    }
    std::string sort_keys(const api::PageResponse& page) {
        std::string keys;
        for (const Item& found : *page.items)
            keys += std::string(found.find("SK")->payload()) + " ";
        return keys;
    }

    ManualClock clock_{1'700'000'000'123};
    SeededRandom random_{1};
    storage::TestDirectory directory_;
    std::unique_ptr<Engine> engine_;
};

TEST_F(EngineTest, PutsGetsAndDeletesItems) {
    ASSERT_TRUE(put(item("a", "1", 5)).ok());
    EXPECT_EQ(get("a", "1"), item("a", "1", 5));
    EXPECT_EQ(get("a", "2"), std::nullopt);
    api::DeleteItemRequest request{.table_name = "Tab", .key = Item(key("a", "1"))};
    request.return_values = api::ReturnValue::kAllOld;
    auto deleted = sync_wait(engine_->delete_item(request));
    ASSERT_TRUE(deleted.ok());
    EXPECT_EQ(deleted->attributes->decode(), item("a", "1", 5));
    EXPECT_EQ(get("a", "1"), std::nullopt);
    auto again = sync_wait(engine_->delete_item(request));
    ASSERT_TRUE(again.ok());
    EXPECT_FALSE(again->attributes.has_value());
}

TEST_F(EngineTest, AFailedConditionChangesNothingAndGivesTheItemWhenAsked) {
    ASSERT_TRUE(put(item("a", "1", 5), "attribute_not_exists(PK)").ok());
    auto refused = put(item("a", "1", 6), "attribute_not_exists(PK)");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kConditionalCheckFailed);
    EXPECT_EQ(refused.error().message, "The conditional request failed");
    EXPECT_FALSE(refused.error().item.has_value());
    EXPECT_EQ(get("a", "1"), item("a", "1", 5));

    api::PutItemRequest request{.table_name = "Tab", .item = Item(item("a", "1", 7))};
    request.condition_expression = "attribute_not_exists(PK)";
    request.return_values_on_condition_check_failure =
        api::ReturnValuesOnConditionCheckFailure::kAllOld;
    auto with_item = sync_wait(engine_->put_item(request));
    EXPECT_EQ(with_item.error().item->decode(), item("a", "1", 5));
}

TEST_F(EngineTest, OfManyConditionalCreatesOfOneKeyExactlyOneSucceeds) {
    std::atomic<int> created = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int n = 0; n < 20; ++n)
                if (put(item("a", std::to_string(n), i), "attribute_not_exists(PK)").ok())
                    ++created;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(created, 20);
}

TEST_F(EngineTest, UpdatesInPlaceAndReturnsWhatIsAskedFor) {
    api::UpdateItemRequest request{.table_name = "Tab", .key = Item(key("a", "1"))};
    request.update_expression = "SET n = if_not_exists(n, :zero) + :one";
    request.expression_attribute_values = Item(AttributeMap{{":zero", 0}, {":one", 1}});
    request.return_values = api::ReturnValue::kUpdatedNew;
    for (int expected = 1; expected <= 3; ++expected) {
        auto updated = sync_wait(engine_->update_item(request));
        ASSERT_TRUE(updated.ok()) << updated.error().message;
        EXPECT_EQ(updated->attributes->decode(), (AttributeMap{{"n", expected}}));
    }
    EXPECT_EQ(get("a", "1"), item("a", "1", 3));
    request.update_expression = "SET SK = :one";
    request.expression_attribute_values = Item(AttributeMap{{":one", 1}});
    EXPECT_EQ(sync_wait(engine_->update_item(request)).error().message,
              "One or more parameter values were invalid: Cannot update attribute SK. This "
              "attribute is part of the key");
}

TEST_F(EngineTest, QueriesRangesOfSortKeysInBothDirections) {
    for (const char* sort : {"a1", "a2", "a3", "b1"}) ASSERT_TRUE(put(item("p", sort)).ok());
    ASSERT_TRUE(put(item("q", "a1")).ok());
    const auto keys = [&](const std::string& condition, AttributeMap values, bool forward = true) {
        values.emplace(":p", "p");
        api::QueryRequest request = query_request("PK = :p" + condition, std::move(values));
        request.scan_index_forward = forward;
        auto page = sync_wait(engine_->query(request));
        return page.ok() ? sort_keys(*page) : page.error().message;
    };
    EXPECT_EQ(keys("", {}), "a1 a2 a3 b1 ");
    EXPECT_EQ(keys("", {}, false), "b1 a3 a2 a1 ");
    EXPECT_EQ(keys(" AND SK = :s", {{":s", "a2"}}), "a2 ");
    EXPECT_EQ(keys(" AND SK < :s", {{":s", "a2"}}), "a1 ");
    EXPECT_EQ(keys(" AND SK <= :s", {{":s", "a2"}}), "a1 a2 ");
    EXPECT_EQ(keys(" AND SK > :s", {{":s", "a2"}}), "a3 b1 ");
    EXPECT_EQ(keys(" AND SK >= :s", {{":s", "a2"}}), "a2 a3 b1 ");
    EXPECT_EQ(keys(" AND SK BETWEEN :s AND :t", {{":s", "a2"}, {":t", "a3"}}), "a2 a3 ");
    EXPECT_EQ(keys(" AND begins_with(SK, :s)", {{":s", "a"}}, false), "a3 a2 a1 ");
    EXPECT_EQ(keys(" AND SK = :s", {{":s", 5}}),
              "One or more parameter values were invalid: Condition parameter type does not match "
              "schema type");
}

TEST_F(EngineTest, PagesByLimitMeetEveryItemOnceInBothDirections) {
    for (int i = 0; i < 25; ++i)
        ASSERT_TRUE(put(item("p", std::string(1, static_cast<char>('a' + i)))).ok());
    for (const bool forward : {true, false}) {
        api::QueryRequest request = query_request("PK = :p", {{":p", "p"}});
        request.limit = 7;
        request.scan_index_forward = forward;
        std::string seen;
        int pages = 0;
        do {
            auto page = sync_wait(engine_->query(request));
            ASSERT_TRUE(page.ok());
            seen += sort_keys(*page);
            request.exclusive_start_key = page->last_evaluated_key;
            ASSERT_LT(++pages, 10);
        } while (request.exclusive_start_key.has_value());
        EXPECT_EQ(pages, 4);
        std::string expected;
        for (int i = 0; i < 25; ++i)
            expected += std::string(1, static_cast<char>('a' + (forward ? i : 24 - i))) + " ";
        EXPECT_EQ(seen, expected);
    }
}

TEST_F(EngineTest, APageHoldsAtMostOneMegabyte) {
    for (int i = 0; i < 4; ++i) {
        AttributeMap large = item("p", std::to_string(i));
        large.emplace("x", std::string(300'000, 'x'));
        ASSERT_TRUE(put(large).ok());
    }
    api::QueryRequest request = query_request("PK = :p", {{":p", "p"}});
    auto first = sync_wait(engine_->query(request));
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(sort_keys(*first), "0 1 2 ");
    EXPECT_EQ(first->last_evaluated_key->decode(), key("p", "2"));
    request.exclusive_start_key = first->last_evaluated_key;
    auto second = sync_wait(engine_->query(request));
    EXPECT_EQ(sort_keys(*second), "3 ");
    EXPECT_FALSE(second->last_evaluated_key.has_value());
}

TEST_F(EngineTest, FiltersAfterTheLimitAndCountsBoth) {
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(put(item("p", std::to_string(i), i % 2)).ok());
    api::QueryRequest request = query_request("PK = :p", {{":p", "p"}, {":one", 1}});
    request.filter_expression = "n = :one";
    request.limit = 4;
    auto page = sync_wait(engine_->query(request));
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(sort_keys(*page), "1 3 ");
    EXPECT_EQ(page->count, 2);
    EXPECT_EQ(page->scanned_count, 4);
    EXPECT_TRUE(page->last_evaluated_key.has_value());
    request.filter_expression = "SK = :one";
    EXPECT_EQ(sync_wait(engine_->query(request)).error().message,
              "Filter Expression can only contain non-primary key attributes: Primary key "
              "attribute: SK");
}

TEST_F(EngineTest, ScanSegmentsDivideTheTable) {
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(put(item("p" + std::to_string(i), "s")).ok());
    for (const std::int64_t total : {1, 4, 7}) {
        std::int64_t seen = 0;
        int used = 0;
        for (std::int64_t segment = 0; segment < total; ++segment) {
            api::ScanRequest request{.table_name = "Tab"};
            request.segment = segment;
            request.total_segments = total;
            auto page = sync_wait(engine_->scan(request));
            ASSERT_TRUE(page.ok());
            seen += page->count;
            if (page->count > 0) ++used;
        }
        EXPECT_EQ(seen, 100);
        EXPECT_EQ(used, total);
    }
}

TEST_F(EngineTest, DescribesTablesWithCountsThatFollowTheItems) {
    ASSERT_TRUE(put(item("a", "1", 5)).ok());
    ASSERT_TRUE(put(item("a", "2", 5)).ok());
    ASSERT_TRUE(put(item("a", "2", 6)).ok());
    auto described = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    ASSERT_TRUE(described.ok());
    EXPECT_EQ(described->table.item_count, 2);
    EXPECT_EQ(described->table.table_size_bytes,
              2 * static_cast<std::int64_t>(item_size_bytes(Item(item("a", "1", 5)))));
    EXPECT_EQ(described->table.table_status, api::TableStatus::kActive);
    EXPECT_EQ(described->table.creation_date_time, 1'700'000'000.123);
    EXPECT_EQ(described->table.table_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/Tab");
}

TEST_F(EngineTest, ADeletedTableIsGoneWithItsItems) {
    ASSERT_TRUE(put(item("a", "1")).ok());
    auto twice = sync_wait(engine_->create_table(table_request("Tab")));
    EXPECT_EQ(twice.error().code, ErrorCode::kResourceInUse);
    ASSERT_TRUE(sync_wait(engine_->delete_table({.table_name = "Tab"})).ok());
    EXPECT_EQ(put(item("a", "1")).error().code, ErrorCode::kResourceNotFound);
    EXPECT_EQ(sync_wait(engine_->delete_table({.table_name = "Tab"})).error().message,
              "Requested resource not found: Table: Tab not found");
    create("Tab");
    EXPECT_EQ(get("a", "1"), std::nullopt);
    auto described = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    EXPECT_EQ(described->table.item_count, 0);
}

TEST_F(EngineTest, ADeletedTableLeavesNothingInTheStore) {
    open({.directory = directory_.path()});
    api::CreateTableRequest request = table_request("Tab");
    request.attribute_definitions.push_back({"n", api::ScalarAttributeType::kN});
    api::LocalSecondaryIndex local;
    local.index_name = "ByN";
    local.key_schema = {{"PK", api::KeyType::kHash}, {"n", api::KeyType::kRange}};
    local.projection.projection_type = api::ProjectionType::kAll;
    request.local_secondary_indexes = {local};
    ASSERT_TRUE(sync_wait(engine_->create_table(request)).ok());
    ASSERT_TRUE(put(item("a", "1")).ok());
    ASSERT_TRUE(put(item("b", "1")).ok());
    const auto rows = [&](storage::Keyspace keyspace, std::string_view prefix = "") {
        engine_.reset();
        std::size_t count = 0;
        {
            auto store = storage::Store::open({.directory = directory_.path()}).value();
            const std::string end = prefix.empty() ? "" : storage::after_prefix(prefix);
            storage::Cursor cursor = store->cursor(keyspace, prefix, end, storage::ReadTier::kAll);
            for (cursor.seek_first(); cursor.valid(); cursor.next()) ++count;
        }
        open({.directory = directory_.path()});
        return count;
    };
    EXPECT_EQ(rows(storage::Keyspace::kItems), 2u);
    EXPECT_EQ(rows(storage::Keyspace::kIndexes), 2u);
    EXPECT_EQ(rows(storage::Keyspace::kMeta, "collection_bytes/"), 2u);
    ASSERT_TRUE(sync_wait(engine_->delete_table({.table_name = "Tab"})).ok());
    for (const auto keyspace :
         {storage::Keyspace::kCatalog, storage::Keyspace::kItems, storage::Keyspace::kIndexes})
        EXPECT_EQ(rows(keyspace), 0u);
    for (const char* counters : {"item_count/", "size_bytes/", "collection_bytes/"})
        EXPECT_EQ(rows(storage::Keyspace::kMeta, counters), 0u) << counters;
}

TEST_F(EngineTest, ListsTablesInPages) {
    for (const char* name : {"Aaa", "Bbb", "Ccc"}) create(name);
    api::ListTablesRequest request{.limit = 3};
    auto first = sync_wait(engine_->list_tables(request));
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->table_names, (std::vector<std::string>{"Aaa", "Bbb", "Ccc"}));
    EXPECT_EQ(first->last_evaluated_table_name, "Ccc");
    request.exclusive_start_table_name = first->last_evaluated_table_name;
    auto second = sync_wait(engine_->list_tables(request));
    EXPECT_EQ(second->table_names, std::vector<std::string>{"Tab"});
    EXPECT_FALSE(second->last_evaluated_table_name.has_value());
}

TEST_F(EngineTest, ItemsHaveAtMost400Kilobytes) {
    AttributeMap large = item("a", "1");
    const std::size_t rest = item_size_bytes(Item(large)) + 1;
    large.emplace("x", std::string(limits::kItemBytesMax - rest, 'x'));
    EXPECT_TRUE(put(large).ok());
    large.insert_or_assign("x", std::string(limits::kItemBytesMax - rest + 1, 'x'));
    EXPECT_EQ(put(large).error().message, "Item size has exceeded the maximum allowed size");
}

TEST_F(EngineTest, TablesAndItemsSurviveReopening) {
    open({.directory = directory_.path()});
    api::CreateTableRequest request = table_request("Tab");
    request.tags = std::vector<api::Tag>{{.key = "team", .value = "notes"}};
    request.deletion_protection_enabled = true;
    ASSERT_TRUE(sync_wait(engine_->create_table(request)).ok());
    ASSERT_TRUE(put(item("a", "1", 5)).ok());
    const auto before = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    open({.directory = directory_.path()});
    EXPECT_EQ(get("a", "1"), item("a", "1", 5));
    const auto after = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    ASSERT_TRUE(after.ok());
    EXPECT_EQ(after->table.table_id, before->table.table_id);
    EXPECT_EQ(after->table.item_count, 1);
    EXPECT_EQ(after->table.deletion_protection_enabled, true);
    EXPECT_EQ(sync_wait(engine_->delete_table({.table_name = "Tab"})).error().code,
              ErrorCode::kValidation);
}

}  // namespace
}  // namespace tabella::engine
