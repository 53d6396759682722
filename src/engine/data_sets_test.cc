#include "engine/data_sets.h"

#include <gtest/gtest.h>

#include "storage/test_directory.h"

namespace tabella::engine {
namespace {

class DataSetsTest : public testing::Test {
 protected:
    void open() {
        sets_.reset();
        auto opened = DataSets::open({.store = {.directory = directory_.path()}}, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        sets_ = std::move(opened).value();
    }

    api::CreateTableRequest definition(const std::string& name) {
        api::CreateTableRequest request;
        request.table_name = name;
        request.attribute_definitions = {{"PK", api::ScalarAttributeType::kS}};
        request.key_schema = {{"PK", api::KeyType::kHash}};
        request.billing_mode = api::BillingMode::kPayPerRequest;
        return request;
    }
    std::string arn_of_new(const DataSet& data_set, const std::string& name) {
        auto request = definition(name);
        auto created = sync_wait(sets_->find(data_set)->create_table(std::move(request)));
        EXPECT_TRUE(created.ok());
        return created.ok() ? created->table_description.table_arn.value_or("") : "";
    }
    void put(const DataSet& data_set, const std::string& value) {
        api::PutItemRequest request;
        request.table_name = "Tab";
        request.item = Item(AttributeMap{{"PK", AttributeValue(value)}});
        ASSERT_TRUE(sync_wait(sets_->find(data_set)->put_item(std::move(request))).ok());
    }
    std::size_t count(const DataSet& data_set) {
        api::ScanRequest request{.table_name = "Tab"};
        auto page = sync_wait(sets_->find(data_set)->scan(std::move(request)));
        EXPECT_TRUE(page.ok());
        return page.ok() ? static_cast<std::size_t>(page->count) : 0;
    }
    std::vector<std::string> names(const DataSet& data_set) {
        api::ListTablesRequest request;
        return sync_wait(sets_->find(data_set)->list_tables(std::move(request)))->table_names;
    }

    storage::TestDirectory directory_;
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    std::unique_ptr<DataSets> sets_;
};

TEST_F(DataSetsTest, KeepTablesOfOneNameApartAlsoAfterAReopening) {
    open();
    const std::vector<DataSet> sets{DataSet(), DataSet("a", "us-east-1"), DataSet("a", "us-east-2"),
                                    DataSet("ab", "us-east-1"), DataSet("Z", "ap-south-1")};
    for (std::size_t i = 0; i < sets.size(); ++i) {
        EXPECT_TRUE(names(sets[i]).empty());
        arn_of_new(sets[i], "Tab");
        for (std::size_t n = 0; n <= i; ++n) put(sets[i], std::to_string(n));
    }
    arn_of_new(sets[1], "Only-Here");
    for (const bool reopened : {false, true}) {
        if (reopened) open();
        for (std::size_t i = 0; i < sets.size(); ++i) EXPECT_EQ(count(sets[i]), i + 1);
        EXPECT_EQ(names(sets[1]), (std::vector<std::string>{"Only-Here", "Tab"}));
        EXPECT_EQ(names(sets[2]), std::vector<std::string>{"Tab"});
        EXPECT_EQ(names(DataSet("a", "eu-west-1")), std::vector<std::string>{});
    }
}

TEST_F(DataSetsTest, ADeletionLeavesTheOthersTables) {
    open();
    const DataSet mine("a", "us-east-1");
    for (const DataSet& set : {mine, DataSet()}) {
        arn_of_new(set, "Tab");
        put(set, "x");
    }
    api::DeleteTableRequest request{.table_name = "Tab"};
    ASSERT_TRUE(sync_wait(sets_->find(mine)->delete_table(std::move(request))).ok());
    EXPECT_TRUE(names(mine).empty());
    EXPECT_EQ(count(DataSet()), 1U);
    open();
    EXPECT_TRUE(names(mine).empty());
    EXPECT_EQ(count(DataSet()), 1U);
}

TEST_F(DataSetsTest, StreamsStayInTheirDataSetAlsoWithoutATable) {
    const std::vector<DataSet> sets{DataSet("a", "us-east-1"), DataSet("b", "us-east-1"),
                                    DataSet()};
    const auto streams = [&](const DataSet& set) {
        api::ListStreamsRequest request;
        return sync_wait(sets_->find(set)->list_streams(std::move(request)))->streams;
    };
    open();
    for (const DataSet& set : sets) {
        auto request = definition("Tab");
        request.stream_specification = api::StreamSpecification{
            .stream_enabled = true, .stream_view_type = api::StreamViewType::kKeysOnly};
        ASSERT_TRUE(sync_wait(sets_->find(set)->create_table(std::move(request))).ok());
    }
    api::DeleteTableRequest request{.table_name = "Tab"};
    ASSERT_TRUE(sync_wait(sets_->find(sets[0])->delete_table(std::move(request))).ok());
    for (const bool reopened : {false, true}) {
        if (reopened) open();
        for (const DataSet& set : sets) {
            ASSERT_EQ(streams(set).size(), 1U);
            api::DescribeStreamRequest asked{.stream_arn = *streams(set)[0].stream_arn};
            const auto described = sync_wait(sets_->find(set)->describe_stream(std::move(asked)));
            EXPECT_EQ(described->stream_description.stream_status,
                      set == sets[0] ? api::StreamStatus::kDisabled : api::StreamStatus::kEnabled);
        }
        EXPECT_TRUE(streams(DataSet("c", "us-east-1")).empty());
    }
}

TEST_F(DataSetsTest, ArnsNameTheRegionOfTheDataSet) {
    open();
    EXPECT_EQ(arn_of_new(DataSet("a", "eu-west-1"), "Tab"),
              "arn:aws:dynamodb:eu-west-1:000000000000:table/Tab");
    EXPECT_EQ(arn_of_new(DataSet(), "Tab"), "arn:aws:dynamodb:us-east-1:000000000000:table/Tab");
}

TEST_F(DataSetsTest, ARequestTokenIsItsDataSetsOwn) {
    open();
    for (const DataSet& set : {DataSet(), DataSet("a", "us-east-1")}) {
        arn_of_new(set, "Tab");
        api::TransactWriteItem action;
        action.put.emplace();
        action.put->table_name = "Tab";
        action.put->item = Item(AttributeMap{{"PK", AttributeValue("x")}});
        api::TransactWriteItemsRequest request;
        request.transact_items = {action};
        request.client_request_token = "once";
        ASSERT_TRUE(sync_wait(sets_->find(set)->transact_write_items(std::move(request))).ok());
        EXPECT_EQ(count(set), 1U);
    }
}

TEST(DataSet, IsReadBackFromItsKeys) {
    const DataSet set("AKIA", "us-east-1");
    EXPECT_EQ(set.prefix(), std::string("\0AKIA\0us-east-1\0", 16));
    EXPECT_EQ(set.region(), "us-east-1");
    EXPECT_TRUE(DataSet::of_record_key(set.prefix() + "Tab").value() == set);
    EXPECT_TRUE(DataSet::of_record_key("Tab").value().is_shared());
    EXPECT_FALSE(DataSet::of_record_key(std::string("\0AKIA\0", 6)).ok());
}

}  // namespace
}  // namespace tabella::engine
