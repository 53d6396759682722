#include "engine/index.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/engine.h"
#include "storage/test_directory.h"

namespace tabella::engine {
namespace {

constexpr auto kS = api::ScalarAttributeType::kS;
constexpr auto kN = api::ScalarAttributeType::kN;
constexpr auto kHash = api::KeyType::kHash;
constexpr auto kRange = api::KeyType::kRange;

api::GlobalSecondaryIndex global(std::string name, std::vector<api::KeySchemaElement> keys,
                                 api::ProjectionType projection = api::ProjectionType::kAll) {
    api::GlobalSecondaryIndex index;
    index.index_name = std::move(name);
    index.key_schema = std::move(keys);
    index.projection.projection_type = projection;
    return index;
}

class IndexTest : public testing::Test {
 protected:
    void SetUp() override {
        open({.in_memory = true});
        request_.table_name = "Tab";
        request_.attribute_definitions = {{"PK", kS}, {"SK", kS}, {"g", kS}, {"n", kN}};
        request_.key_schema = {{"PK", kHash}, {"SK", kRange}};
        request_.billing_mode = api::BillingMode::kPayPerRequest;
        api::LocalSecondaryIndex local;
        local.index_name = "ByN";
        local.key_schema = {{"PK", kHash}, {"n", kRange}};
        local.projection.projection_type = api::ProjectionType::kKeysOnly;
        request_.local_secondary_indexes = {local};
        request_.global_secondary_indexes = {
            global("ByG", {{"g", kHash}, {"n", kRange}}),
            global("KeysOfG", {{"g", kHash}}, api::ProjectionType::kKeysOnly)};
    }

    void open(storage::StoreOptions store) {
        engine_.reset();
        auto opened = Engine::open({.store = std::move(store)}, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        engine_ = std::move(opened).value();
    }
    void create() {
        auto created = sync_wait(engine_->create_table(request_));
        ASSERT_TRUE(created.ok()) << created.error().message;
    }
    std::string create_error() {
        auto created = sync_wait(engine_->create_table(request_));
        return created.ok() ? "" : created.error().message;
    }
    api::Result<api::PutItemResponse> put(AttributeMap attributes) {
        api::PutItemRequest request{.table_name = "Tab", .item = Item(attributes)};
        return sync_wait(engine_->put_item(std::move(request)));
    }
    void put_note(const std::string& pk, const std::string& sk, const std::string& g, int n) {
        ASSERT_TRUE(put({{"PK", pk}, {"SK", sk}, {"g", g}, {"n", n}, {"x", "extra"}}).ok());
    }
    api::QueryRequest by(std::string index, std::string condition, AttributeMap values) {
        api::QueryRequest request;
        request.table_name = "Tab";
        request.index_name = std::move(index);
        request.key_condition_expression = std::move(condition);
        request.expression_attribute_values = Item(values);
        return request;
    }
    std::string sort_keys(const api::Result<api::QueryResponse>& page) {
        if (!page.ok()) return page.error().message;
        std::string keys;
        for (const Item& found : *page->items)
            keys += std::string(found.find("SK")->payload()) + " ";
        return keys;
    }
    std::string query(std::string index, std::string condition, AttributeMap values) {
        return sort_keys(
            sync_wait(engine_->query(by(std::move(index), std::move(condition), values))));
    }

    ManualClock clock_{1'700'000'000'123};
    SeededRandom random_{1};
    storage::TestDirectory directory_;
    std::unique_ptr<Engine> engine_;
    api::CreateTableRequest request_;
};

TEST_F(IndexTest, FollowsPutsReplacementsAndDeletions) {
    create();
    put_note("a", "1", "red", 3);
    put_note("a", "2", "red", 1);
    put_note("b", "3", "blue", 2);
    EXPECT_EQ(query("ByG", "g = :g", {{":g", "red"}}), "2 1 ");
    EXPECT_EQ(query("ByG", "g = :g AND n > :n", {{":g", "red"}, {":n", 1}}), "1 ");
    EXPECT_EQ(query("ByN", "PK = :p AND n < :n", {{":p", "a"}, {":n", 3}}), "2 ");
    put_note("a", "1", "blue", 9);
    EXPECT_EQ(query("ByG", "g = :g", {{":g", "red"}}), "2 ");
    EXPECT_EQ(query("ByG", "g = :g", {{":g", "blue"}}), "3 1 ");
    api::DeleteItemRequest gone{.table_name = "Tab",
                                .key = Item(AttributeMap{{"PK", "a"}, {"SK", "1"}})};
    ASSERT_TRUE(sync_wait(engine_->delete_item(gone)).ok());
    EXPECT_EQ(query("ByG", "g = :g", {{":g", "blue"}}), "3 ");
}

TEST_F(IndexTest, HoldsOnlyItemsWithItsKeys) {
    create();
    ASSERT_TRUE(put({{"PK", "a"}, {"SK", "1"}, {"g", "red"}}).ok());
    EXPECT_EQ(query("KeysOfG", "g = :g", {{":g", "red"}}), "1 ");
    EXPECT_EQ(query("ByG", "g = :g", {{":g", "red"}}), "");
    const auto described = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    ASSERT_TRUE(described.ok());
    EXPECT_EQ(described->table.global_secondary_indexes->at(0).item_count, 0);
    EXPECT_EQ(described->table.global_secondary_indexes->at(1).item_count, 1);
    EXPECT_EQ(described->table.local_secondary_indexes->at(0).item_count, 0);
}

TEST_F(IndexTest, RefusesItemsWhoseIndexKeysHaveTheWrongType) {
    create();
    EXPECT_EQ(put({{"PK", "a"}, {"SK", "1"}, {"g", 5}}).error().message,
              "One or more parameter values were invalid: Type mismatch for Index Key g Expected: "
              "S Actual: N IndexName: ByG");
    EXPECT_NE(put({{"PK", "a"}, {"SK", "1"}, {"g", ""}}).error().message.find("empty string"),
              std::string::npos);
}

TEST_F(IndexTest, EqualKeysPageOnceEachInBothDirections) {
    create();
    for (int i = 0; i < 23; ++i)
        put_note("p" + std::to_string(i % 5), std::to_string(100 + i), "red", 7);
    for (const bool forward : {true, false}) {
        api::QueryRequest request = by("ByG", "g = :g", {{":g", "red"}});
        request.limit = 4;
        request.scan_index_forward = forward;
        std::multiset<std::string> seen;
        int pages = 0;
        do {
            const auto page = sync_wait(engine_->query(request));
            ASSERT_TRUE(page.ok()) << page.error().message;
            for (const Item& item : *page->items)
                seen.insert(std::string(item.find("SK")->payload()));
            request.exclusive_start_key = page->last_evaluated_key;
            ASSERT_LT(++pages, 10);
        } while (request.exclusive_start_key.has_value());
        EXPECT_EQ(seen.size(), 23u);
        EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 23u);
    }
}

TEST_F(IndexTest, ALocalIndexFetchesWhatItDoesNotHoldAndAGlobalOneRefuses) {
    create();
    put_note("a", "1", "red", 3);
    api::QueryRequest local = by("ByN", "PK = :p", {{":p", "a"}});
    auto keys_only = sync_wait(engine_->query(local));
    ASSERT_TRUE(keys_only.ok());
    EXPECT_FALSE(keys_only->items->at(0).find("x").has_value());
    local.select = api::Select::kAllAttributes;
    auto whole = sync_wait(engine_->query(local));
    ASSERT_TRUE(whole.ok());
    EXPECT_TRUE(whole->items->at(0).find("x").has_value());
    api::QueryRequest other = by("KeysOfG", "g = :g", {{":g", "red"}});
    other.projection_expression = "x";
    EXPECT_EQ(sync_wait(engine_->query(other)).error().message,
              "One or more parameter values were invalid: Global secondary index KeysOfG does not "
              "project [x]");
    other.projection_expression.reset();
    other.consistent_read = true;
    EXPECT_EQ(sync_wait(engine_->query(other)).error().message,
              "Consistent reads are not supported on global secondary indexes");
}

TEST_F(IndexTest, KeysOfSeveralAttributesAreConditionedFromTheLeft) {
    request_.attribute_definitions = {{"PK", kS}, {"SK", kS}, {"a", kS},
                                      {"b", kN},  {"c", kS},  {"d", kN}};
    request_.local_secondary_indexes.reset();
    request_.global_secondary_indexes = {
        global("Multi", {{"a", kHash}, {"b", kHash}, {"c", kRange}, {"d", kRange}})};
    create();
    for (int i = 0; i < 8; ++i)
        ASSERT_TRUE(put({{"PK", "p"},
                         {"SK", std::to_string(i)},
                         {"a", "x"},
                         {"b", i % 2},
                         {"c", i < 4 ? "c1" : "c2"},
                         {"d", i}})
                        .ok());
    const AttributeMap ab{{":a", "x"}, {":b", 1}};
    const auto with = [&](AttributeMap more) {
        more.insert(ab.begin(), ab.end());
        return more;
    };
    EXPECT_EQ(query("Multi", "a = :a AND b = :b", ab), "1 3 5 7 ");
    EXPECT_EQ(query("Multi", "a = :a AND b = :b AND c = :c", with({{":c", "c2"}})), "5 7 ");
    EXPECT_EQ(
        query("Multi", "a = :a AND b = :b AND c = :c AND d > :d", with({{":c", "c2"}, {":d", 5}})),
        "7 ");
    EXPECT_EQ(query("Multi", "a = :a", {{":a", "x"}}),
              "Query condition missed key schema element: b");
    EXPECT_EQ(query("Multi", "a = :a AND b = :b AND d = :d", with({{":d", 5}})),
              "Query condition missed key schema element: c");
}

TEST_F(IndexTest, SurvivesReopening) {
    open({.directory = directory_.path()});
    create();
    put_note("a", "1", "red", 3);
    const auto before = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    open({.directory = directory_.path()});
    EXPECT_EQ(query("ByG", "g = :g", {{":g", "red"}}), "1 ");
    const auto after = sync_wait(engine_->describe_table({.table_name = "Tab"}));
    ASSERT_TRUE(after.ok());
    ASSERT_EQ(after->table.global_secondary_indexes->size(), 2u);
    EXPECT_EQ(after->table.global_secondary_indexes->at(0).index_name, "ByG");
    EXPECT_EQ(after->table.global_secondary_indexes->at(0).index_size_bytes,
              before->table.global_secondary_indexes->at(0).index_size_bytes);
}

TEST_F(IndexTest, ScansInSegmentsMeetEveryRowOnce) {
    create();
    for (int i = 0; i < 40; ++i) put_note("p", std::to_string(i), "g" + std::to_string(i % 10), i);
    std::int64_t seen = 0;
    for (std::int64_t segment = 0; segment < 3; ++segment) {
        api::ScanRequest request{.table_name = "Tab", .index_name = "ByG"};
        request.segment = segment;
        request.total_segments = 3;
        const auto page = sync_wait(engine_->scan(request));
        ASSERT_TRUE(page.ok()) << page.error().message;
        seen += page->count;
    }
    EXPECT_EQ(seen, 40);
}

TEST_F(IndexTest, DefinitionsAreChecked) {
    const api::CreateTableRequest good = request_;
    request_.global_secondary_indexes->at(0).key_schema = {{"nope", kHash}};
    EXPECT_NE(create_error().find("Some index key attributes are not defined"), std::string::npos);
    request_ = good;
    request_.global_secondary_indexes->at(1).index_name = "ByG";
    EXPECT_NE(create_error().find("Duplicate index name: ByG"), std::string::npos);
    request_ = good;
    request_.local_secondary_indexes->at(0).key_schema = {{"g", kHash}, {"n", kRange}};
    EXPECT_NE(create_error().find("same leading hash key"), std::string::npos);
    request_ = good;
    request_.global_secondary_indexes->at(0).projection.non_key_attributes = {"x"};
    EXPECT_NE(create_error().find("ProjectionType is ALL, but NonKeyAttributes is specified"),
              std::string::npos);
}

TEST_F(IndexTest, ATableHasAtMostTwentyGlobalAndFiveLocalIndexes) {
    const auto with = [&](std::size_t globals, std::size_t locals) {
        request_.global_secondary_indexes->clear();
        for (std::size_t i = 0; i < globals; ++i)
            request_.global_secondary_indexes->push_back(
                global("Global" + std::to_string(i), {{"g", kHash}}));
        const api::LocalSecondaryIndex local = request_.local_secondary_indexes->at(0);
        request_.local_secondary_indexes->clear();
        for (std::size_t i = 0; i < locals; ++i) {
            request_.local_secondary_indexes->push_back(local);
            request_.local_secondary_indexes->back().index_name = "Local" + std::to_string(i);
        }
        const std::string error = create_error();
        if (error.empty()) {
            EXPECT_TRUE(sync_wait(engine_->delete_table({.table_name = "Tab"})).ok());
        }
        return error;
    };
    EXPECT_EQ(with(20, 5), "");
    EXPECT_NE(with(21, 5).find("per-table limit of 20"), std::string::npos);
    EXPECT_NE(with(20, 6).find("per-table limit of 5"), std::string::npos);
}

}  // namespace
}  // namespace tabella::engine
