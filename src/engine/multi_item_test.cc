#include <gtest/gtest.h>

#include "engine/engine.h"
#include "model/limits.h"
#include "storage/test_directory.h"

namespace tabella::engine {
namespace {

using api::ErrorCode;

class MultiItemTest : public testing::Test {
 protected:
    void SetUp() override {
        open({.in_memory = true});
        create("Tab");
        create("Two");
    }

    void open(storage::StoreOptions store) {
        engine_.reset();
        auto opened = Engine::open({.store = std::move(store)}, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        engine_ = std::move(opened).value();
    }
    void create(const std::string& name) {
        api::CreateTableRequest request;
        request.table_name = name;
        request.attribute_definitions = {{"PK", api::ScalarAttributeType::kS}};
        request.key_schema = {{"PK", api::KeyType::kHash}};
        request.billing_mode = api::BillingMode::kPayPerRequest;
        auto created = sync_wait(engine_->create_table(request));
        ASSERT_TRUE(created.ok()) << created.error().message;
    }
    static Item key(const std::string& pk) {
        return Item(AttributeMap{{"PK", AttributeValue(pk)}});
    }
    static Item item(const std::string& pk, int n) {
        return Item(AttributeMap{{"PK", AttributeValue(pk)}, {"n", AttributeValue(n)}});
    }
    std::optional<int> number(const std::string& pk, const std::string& table = "Tab") {
        auto got = sync_wait(engine_->get_item({.table_name = table, .key = key(pk)}));
        EXPECT_TRUE(got.ok());
        if (!got->item.has_value()) return std::nullopt;
        return std::stoi(got->item->find("n")->number().to_string());
    }
    static api::TransactWriteItem put(const std::string& pk, int n, std::string condition = "") {
        api::TransactPut action{.item = item(pk, n), .table_name = "Tab"};
        if (!condition.empty()) action.condition_expression = std::move(condition);
        return {.put = std::move(action)};
    }
    static api::TransactWriteItem add(const std::string& pk, int n) {
        api::TransactUpdate action{.key = key(pk), .table_name = "Tab"};
        action.update_expression = "ADD n :n";
        action.expression_attribute_values = Item(AttributeMap{{":n", AttributeValue(n)}});
        return {.update = std::move(action)};
    }
    api::Result<api::TransactWriteItemsResponse> transact(std::vector<api::TransactWriteItem> items,
                                                          std::optional<std::string> token = {}) {
        api::TransactWriteItemsRequest request{.transact_items = std::move(items)};
        request.client_request_token = std::move(token);
        return sync_wait(engine_->transact_write_items(std::move(request)));
    }

    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    storage::TestDirectory directory_;
    std::unique_ptr<Engine> engine_;
};

TEST_F(MultiItemTest, ABatchWritesToSeveralTables) {
    api::BatchWriteItemRequest request;
    request.request_items["Tab"] = {{.put_request = api::PutRequest{item("a", 1)}},
                                    {.put_request = api::PutRequest{item("b", 2)}}};
    request.request_items["Two"] = {{.put_request = api::PutRequest{item("a", 3)}}};
    auto written = sync_wait(engine_->batch_write_item(request));
    ASSERT_TRUE(written.ok()) << written.error().message;
    EXPECT_TRUE(written->unprocessed_items.empty());
    request.request_items["Tab"] = {{.delete_request = api::DeleteRequest{key("a")}}};
    request.request_items.erase("Two");
    ASSERT_TRUE(sync_wait(engine_->batch_write_item(request)).ok());
    EXPECT_EQ(number("a"), std::nullopt);
    EXPECT_EQ(number("b"), 2);
    EXPECT_EQ(number("a", "Two"), 3);
}

TEST_F(MultiItemTest, ABatchOfTwentySixOrWithDuplicatesIsRefusedWhole) {
    const auto of = [](int count) {
        api::BatchWriteItemRequest request;
        for (int i = 0; i < count; ++i)
            request.request_items["Tab"].push_back(
                {.put_request = api::PutRequest{item(std::to_string(i), i)}});
        return request;
    };
    EXPECT_EQ(sync_wait(engine_->batch_write_item(of(26))).error().message,
              "Too many items requested for the BatchWriteItem call");
    EXPECT_EQ(number("0"), std::nullopt);
    EXPECT_TRUE(sync_wait(engine_->batch_write_item(of(25))).ok());
    api::BatchWriteItemRequest twice = of(1);
    twice.request_items["Tab"].push_back({.delete_request = api::DeleteRequest{key("0")}});
    EXPECT_EQ(sync_wait(engine_->batch_write_item(twice)).error().message,
              "Provided list of item keys contains duplicates");
}

TEST_F(MultiItemTest, ABatchGetStopsAtSixteenMegabytesAndNamesTheRest) {
    api::BatchGetItemRequest request;
    for (int i = 0; i < 45; ++i) {
        const std::string pk = std::to_string(100 + i);
        api::PutItemRequest put{.table_name = "Tab"};
        put.item = Item(AttributeMap{{"PK", pk}, {"x", std::string(390'000, 'x')}});
        ASSERT_TRUE(sync_wait(engine_->put_item(put)).ok());
        request.request_items["Tab"].keys.push_back(key(pk));
    }
    auto got = sync_wait(engine_->batch_get_item(request));
    ASSERT_TRUE(got.ok());
    const std::size_t answered = got->responses.at("Tab").size();
    EXPECT_EQ(answered, limits::kBatchBytesMax / 390'006);
    EXPECT_EQ(got->unprocessed_keys.at("Tab").keys.size(), 45 - answered);
    request.request_items.clear();
    for (int i = 0; i < 101; ++i)
        request.request_items["Tab"].keys.push_back(key(std::to_string(i)));
    EXPECT_EQ(sync_wait(engine_->batch_get_item(request)).error().message,
              "Too many items requested for the BatchGetItem call");
    request.request_items["Tab"].keys.pop_back();
    EXPECT_TRUE(sync_wait(engine_->batch_get_item(request)).ok());
}

TEST_F(MultiItemTest, ATransactionWritesAllOrNothing) {
    ASSERT_TRUE(transact({put("a", 1), put("b", 2)}).ok());
    auto cancelled = transact({add("a", 10), put("b", 9, "attribute_not_exists(PK)"), put("c", 3)});
    ASSERT_FALSE(cancelled.ok());
    EXPECT_EQ(cancelled.error().code, ErrorCode::kTransactionCanceled);
    EXPECT_EQ(cancelled.error().message,
              "Transaction cancelled, please refer cancellation reasons for specific reasons "
              "[None, ConditionalCheckFailed, None]");
    ASSERT_EQ(cancelled.error().cancellation_reasons.size(), 3u);
    EXPECT_EQ(cancelled.error().cancellation_reasons[1].message, "The conditional request failed");
    EXPECT_EQ(number("a"), 1);
    EXPECT_EQ(number("b"), 2);
    EXPECT_EQ(number("c"), std::nullopt);
}

TEST_F(MultiItemTest, AConditionCheckGuardsWithoutWriting) {
    ASSERT_TRUE(transact({put("a", 1)}).ok());
    api::ConditionCheck check{.key = key("a"), .table_name = "Tab"};
    check.condition_expression = "n = :one";
    check.expression_attribute_values = Item(AttributeMap{{":one", AttributeValue(1)}});
    EXPECT_TRUE(transact({{.condition_check = check}, put("b", 2)}).ok());
    ASSERT_TRUE(transact({add("a", 1)}).ok());
    EXPECT_FALSE(transact({{.condition_check = check}, put("c", 3)}).ok());
    EXPECT_EQ(number("c"), std::nullopt);
}

TEST_F(MultiItemTest, OneItemMayOccurOnceInATransaction) {
    EXPECT_EQ(transact({put("a", 1), add("a", 1)}).error().message,
              "Transaction request cannot include multiple operations on one item");
    EXPECT_EQ(
        transact({api::TransactWriteItem{}}).error().message,
        "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
}

TEST_F(MultiItemTest, ATransactionHasAtMostOneHundredActions) {
    std::vector<api::TransactWriteItem> items;
    for (int i = 0; i < 100; ++i) items.push_back(put(std::to_string(i), i));
    EXPECT_TRUE(transact(items).ok());
    items.push_back(put("100", 100));
    EXPECT_FALSE(transact(items).ok());
    EXPECT_FALSE(transact({}).ok());
}

TEST_F(MultiItemTest, ATokenMakesATransactionHappenOnceForTenMinutesAlsoAcrossARestart) {
    open({.directory = directory_.path()});
    create("Tab");
    ASSERT_TRUE(transact({add("a", 1)}, "token").ok());
    ASSERT_TRUE(transact({add("a", 1)}, "token").ok());
    EXPECT_EQ(number("a"), 1);
    EXPECT_EQ(transact({add("a", 2)}, "token").error().code,
              ErrorCode::kIdempotentParameterMismatch);
    ASSERT_TRUE(transact({put("b", 1)}, "of a put").ok());
    EXPECT_EQ(transact({put("b", 2)}, "of a put").error().code,
              ErrorCode::kIdempotentParameterMismatch);
    open({.directory = directory_.path()});
    clock_.advance_ms(limits::kTransactionTokenMs - 1);
    ASSERT_TRUE(transact({add("a", 1)}, "token").ok());
    EXPECT_EQ(number("a"), 1);
    clock_.advance_ms(1);
    ASSERT_TRUE(transact({add("a", 1)}, "token").ok());
    EXPECT_EQ(number("a"), 2);
    // The expired record is erased on the way of a later token; the one in force stays.
    ASSERT_TRUE(transact({add("b", 1)}, "other").ok());
    ASSERT_TRUE(transact({add("a", 1)}, "token").ok());
    EXPECT_EQ(number("a"), 2);
}

TEST_F(MultiItemTest, ATransactionalReadAnswersInOrder) {
    ASSERT_TRUE(transact({put("a", 1), put("b", 2)}).ok());
    api::TransactGetItemsRequest request;
    for (const char* pk : {"b", "nope", "a"})
        request.transact_items.push_back({.get = {.key = key(pk), .table_name = "Tab"}});
    auto got = sync_wait(engine_->transact_get_items(request));
    ASSERT_TRUE(got.ok());
    ASSERT_EQ(got->responses.size(), 3u);
    EXPECT_EQ(got->responses[0].item, item("b", 2));
    EXPECT_FALSE(got->responses[1].item.has_value());
    EXPECT_EQ(got->responses[2].item, item("a", 1));
}

}  // namespace
}  // namespace tabella::engine
