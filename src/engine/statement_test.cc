#include <gmock/gmock.h>

#include <set>

#include "engine/engine.h"
#include "storage/test_directory.h"

namespace tabella::engine {
namespace {

using api::ErrorCode;
using ::testing::ElementsAre;

/// PartiQL on a table with the keys PK and SK.
class StatementTest : public testing::Test {
 protected:
    void SetUp() override {
        auto opened = Engine::open({.store = {.in_memory = true}}, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        engine_ = std::move(opened).value();
        api::CreateTableRequest request;
        request.table_name = "Tab";
        request.attribute_definitions = {{"PK", api::ScalarAttributeType::kS},
                                         {"SK", api::ScalarAttributeType::kN}};
        request.key_schema = {{"PK", api::KeyType::kHash}, {"SK", api::KeyType::kRange}};
        request.billing_mode = api::BillingMode::kPayPerRequest;
        ASSERT_TRUE(sync_wait(engine_->create_table(request)).ok());
    }

    api::Result<api::ExecuteStatementResponse> ask(api::ExecuteStatementRequest request) {
        return sync_wait(engine_->execute_statement(std::move(request)));
    }
    std::vector<AttributeMap> run(const std::string& statement) {
        auto answer = ask({.statement = statement});
        EXPECT_TRUE(answer.ok()) << statement << ": " << answer.error().message;
        std::vector<AttributeMap> items;
        if (answer.ok())
            for (const Item& item : *answer->items) items.push_back(item.decode());
        return items;
    }
    ErrorCode error(const std::string& statement) {
        const auto answer = ask({.statement = statement});
        EXPECT_FALSE(answer.ok()) << statement;
        return answer.ok() ? ErrorCode::kOther : answer.error().code;
    }
    void insert(const std::string& pk, int sk) {
        run("INSERT INTO Tab VALUE {'PK': '" + pk + "', 'SK': " + std::to_string(sk) +
            ", 'n': " + std::to_string(sk) + "}");
    }

    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    std::unique_ptr<Engine> engine_;
};

TEST_F(StatementTest, AnItemLivesAndDies) {
    insert("a", 1);
    EXPECT_EQ(error("INSERT INTO Tab VALUE {'PK': 'a', 'SK': 1}"), ErrorCode::kDuplicateItem);
    EXPECT_THAT(run("SELECT n FROM Tab WHERE PK = 'a'"), ElementsAre(AttributeMap{{"n", 1}}));
    EXPECT_THAT(run("UPDATE Tab SET n = n + 1 WHERE PK = 'a' AND SK = 1 RETURNING MODIFIED NEW *"),
                ElementsAre(AttributeMap{{"n", 2}}));
    EXPECT_EQ(error("UPDATE Tab SET n = 1 WHERE PK = 'a' AND SK = 2"),
              ErrorCode::kConditionalCheckFailed);
    EXPECT_EQ(error("DELETE FROM Tab WHERE PK = 'a' AND SK = 1 AND n = 1"),
              ErrorCode::kConditionalCheckFailed);
    EXPECT_EQ(run("DELETE FROM Tab WHERE PK = 'a' AND SK = 1 RETURNING ALL OLD *").size(), 1U);
    EXPECT_EQ(run("DELETE FROM Tab WHERE PK = 'a' AND SK = 1 AND n = 1").size(), 0U);
    EXPECT_EQ(run("SELECT * FROM Tab").size(), 0U);
}

TEST_F(StatementTest, PagesMeetAllItemsOnce) {
    for (int sk = 0; sk < 5; ++sk)
        for (const char* pk : {"a", "b"}) insert(pk, sk);
    for (const char* where : {"", " WHERE PK IN ['b', 'a']", " WHERE PK = 'a' OR PK = 'b'",
                              " WHERE PK IN ['a', 'b'] AND SK BETWEEN 0 AND 4 ORDER BY SK DESC",
                              " WHERE PK IN ['a', 'b'] AND SK IN [0, 1, 2, 3, 4, 5]"})
        for (std::int64_t limit = 1; limit < 11; ++limit) {
            api::ExecuteStatementRequest request{
                .statement = std::string("SELECT * FROM Tab") + where, .limit = limit};
            std::set<std::string> seen;
            int pages = 0;
            do {
                auto answer = ask(request);
                ASSERT_TRUE(answer.ok()) << answer.error().message;
                EXPECT_LE(answer->items->size(), static_cast<std::size_t>(limit));
                for (const Item& item : *answer->items)
                    EXPECT_TRUE(seen.insert(item.encoded()).second) << where;
                request.next_token = answer->next_token;
            } while (request.next_token.has_value() && ++pages < 20);
            EXPECT_EQ(seen.size(), 10U) << where << " limit " << limit;
        }
}

TEST_F(StatementTest, ATokenGoesWithItsStatement) {
    insert("a", 1);
    insert("a", 2);
    const std::string select = "SELECT * FROM Tab WHERE PK = 'a'";
    const auto first = ask({.statement = select, .limit = 1});
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(ask({.statement = select, .next_token = first->next_token})->items->size(), 1U);
    const auto other = ask({.statement = select + " AND n > 0", .next_token = first->next_token});
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.error().message, "Invalid NextToken");
}

TEST_F(StatementTest, BatchesFailOneByOne) {
    insert("a", 1);
    api::BatchExecuteStatementRequest request;
    for (const char* statement :
         {"UPDATE Tab SET n = 7 WHERE PK = 'a' AND SK = 1 RETURNING ALL NEW *",
          "INSERT INTO Tab VALUE {'PK': 'b', 'SK': 1}", "UPDATE Tab SET n = 7 WHERE PK = 'c'",
          "DELETE FROM Tab WHERE PK = 'none' AND SK = 1", "foo"})
        request.statements.push_back({.statement = statement});
    const auto written = sync_wait(engine_->batch_execute_statement(request));
    ASSERT_TRUE(written.ok()) << written.error().message;
    std::vector<bool> failed;
    for (const auto& response : *written->responses) failed.push_back(response.error.has_value());
    EXPECT_THAT(failed, ElementsAre(false, false, true, false, true));
    EXPECT_TRUE((*written->responses)[0].item.has_value());
    request.statements = {{.statement = "SELECT * FROM Tab WHERE PK = 'b' AND SK = 1"},
                          {.statement = "SELECT * FROM Tab"}};
    const auto read = sync_wait(engine_->batch_execute_statement(request));
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE((*read->responses)[0].item.has_value());
    EXPECT_TRUE((*read->responses)[1].error.has_value());
}

TEST_F(StatementTest, TransactionsAreAllOrNothing) {
    insert("a", 1);
    api::ExecuteTransactionRequest request;
    request.client_request_token = "token";
    request.transact_statements = {
        {.statement = "UPDATE Tab SET n = n + 1 WHERE PK = 'a' AND SK = 1"},
        {.statement = "INSERT INTO Tab VALUE {'PK': 'b', 'SK': 1}"},
        {.statement = "EXISTS(SELECT * FROM Tab WHERE PK = 'c' AND SK = 1 AND n = 1)"}};
    const auto cancelled = sync_wait(engine_->execute_transaction(request));
    ASSERT_FALSE(cancelled.ok());
    EXPECT_EQ(cancelled.error().code, ErrorCode::kTransactionCanceled);
    EXPECT_EQ(run("SELECT * FROM Tab").size(), 1U);
    insert("c", 1);
    for (int times = 0; times < 2; ++times)
        ASSERT_TRUE(sync_wait(engine_->execute_transaction(request)).ok());
    EXPECT_THAT(run("SELECT n FROM Tab WHERE PK = 'a'"), ElementsAre(AttributeMap{{"n", 2}}));
    request = {};
    request.transact_statements = {{.statement = "SELECT n FROM Tab WHERE PK = 'a' AND SK = 1"},
                                   {.statement = "SELECT n FROM Tab WHERE PK = 'x' AND SK = 1"}};
    const auto read = sync_wait(engine_->execute_transaction(request));
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE((*read->responses)[0].item.has_value());
    EXPECT_FALSE((*read->responses)[1].item.has_value());
}

}  // namespace
}  // namespace tabella::engine
