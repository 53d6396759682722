#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "storage/test_directory.h"

namespace tabella::engine {

/// An engine whose background steps when the test says so, and a table "Tab" with the key PK:S.
class ControlTest : public testing::Test {
 protected:
    static constexpr EpochMs kNowMs = 1'700'000'000'000;

    void SetUp() override {
        open();
        create_table();
    }

    void create_table() {
        api::CreateTableRequest request;
        request.table_name = "Tab";
        request.attribute_definitions = {{"PK", api::ScalarAttributeType::kS}};
        request.key_schema = {{"PK", api::KeyType::kHash}};
        request.billing_mode = api::BillingMode::kPayPerRequest;
        auto created = sync_wait(engine_->create_table(std::move(request)));
        ASSERT_TRUE(created.ok()) << created.error().message;
    }

    /// Again, with what is on disk.
    void open() {
        engine_.reset();
        options_.store.directory = directory_.path();
        auto opened = Engine::open(options_, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        engine_ = std::move(opened).value();
    }

    bool step() {
        auto more = engine_->background_step();
        EXPECT_TRUE(more.ok());
        return more.ok() && *more;
    }
    int steps_until_done() {
        int steps = 1;
        while (step()) ++steps;
        return steps;
    }

    void put(std::string pk, AttributeMap attributes = {}) {
        attributes.insert_or_assign("PK", AttributeValue(std::move(pk)));
        api::PutItemRequest request{.table_name = "Tab", .item = Item(attributes)};
        auto put = sync_wait(engine_->put_item(std::move(request)));
        EXPECT_TRUE(put.ok()) << put.error().message;
    }
    void erase(const std::string& pk) {
        api::DeleteItemRequest request{.table_name = "Tab",
                                       .key = Item(AttributeMap{{"PK", AttributeValue(pk)}})};
        EXPECT_TRUE(sync_wait(engine_->delete_item(std::move(request))).ok());
    }

    /// Primary keys to the attribute g, of the table or of an index.
    api::Result<std::map<std::string, std::string>> scan(std::optional<std::string> index = {}) {
        api::ScanRequest request{.table_name = "Tab", .index_name = std::move(index)};
        auto page = sync_wait(engine_->scan(std::move(request)));
        if (!page.ok()) return page.error();
        std::map<std::string, std::string> found;
        for (const Item& item : *page->items) {
            const auto g = item.find("g");
            found.emplace(item.find("PK")->payload(), g.has_value() ? g->payload() : "");
        }
        return found;
    }

    api::Result<api::UpdateTableResponse> update(api::UpdateTableRequest request) {
        request.table_name = "Tab";
        return sync_wait(engine_->update_table(std::move(request)));
    }
    /// A global index "ByG" on g:S.
    api::Result<api::UpdateTableResponse> create_index(const std::string& name = "ByG") {
        api::CreateGlobalSecondaryIndexAction action;
        action.index_name = name;
        action.key_schema = {{"g", api::KeyType::kHash}};
        action.projection.projection_type = api::ProjectionType::kAll;
        api::UpdateTableRequest request;
        request.attribute_definitions = {{{"g", api::ScalarAttributeType::kS}}};
        request.global_secondary_index_updates.emplace().emplace_back().create = action;
        return update(std::move(request));
    }
    api::Result<api::UpdateTableResponse> delete_index(const std::string& name = "ByG") {
        api::UpdateTableRequest request;
        request.global_secondary_index_updates.emplace().emplace_back().delete_index =
            api::DeleteGlobalSecondaryIndexAction{name};
        return update(std::move(request));
    }

    std::optional<api::TableDescription> described() {
        api::DescribeTableRequest request{.table_name = "Tab"};
        auto answer = sync_wait(engine_->describe_table(std::move(request)));
        return answer.ok() ? std::optional(answer->table) : std::nullopt;
    }
    /// Of the table's only global index; nothing when it has none.
    std::optional<api::GlobalSecondaryIndexDescription> described_index() {
        const auto table = described();
        if (!table.has_value() || !table->global_secondary_indexes.has_value()) return std::nullopt;
        EXPECT_EQ(table->global_secondary_indexes->size(), 1U);
        return table->global_secondary_indexes->front();
    }
    void expect_index_is_whole(const std::map<std::string, std::string>& expected) {
        const auto found = scan("ByG");
        ASSERT_TRUE(found.ok()) << found.error().message;
        EXPECT_EQ(*found, expected);
        EXPECT_EQ(described_index()->item_count, static_cast<std::int64_t>(expected.size()));
    }

    storage::TestDirectory directory_;
    ManualClock clock_{kNowMs};
    SeededRandom random_{1};
    EngineOptions options_{.background = {.thread = false, .chunk_rows = 3}};
    std::unique_ptr<Engine> engine_;
};

}  // namespace tabella::engine
