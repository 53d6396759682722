#include "notes/upgrade.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>

#include "client/table.h"
#include "notes/engine_test_support.h"
#include "notes/note_attributes.h"

namespace tabella::notes {
namespace {

constexpr EpochMs kFirst = 1'700'000'000'000;

/// The seed's table, with what an upgrade asks for besides.
class OldTable : public CountingDynamo {
 public:
    using CountingDynamo::CountingDynamo;

    Task<api::Result<api::ScanResponse>> scan(api::ScanRequest request) override {
        auto page = co_await engine().scan(std::move(request));
        if (on_page) on_page();
        co_return page;
    }
    Task<api::Result<api::UpdateItemResponse>> update_item(
        api::UpdateItemRequest request) override {
        if (before_update) before_update(request);
        auto updated = co_await CountingDynamo::update_item(std::move(request));
        co_return updated;
    }
    Task<api::Result<api::UpdateTableResponse>> update_table(
        api::UpdateTableRequest request) override {
        ++table_updates;
        return engine().update_table(std::move(request));
    }
    Task<api::Result<api::DescribeTimeToLiveResponse>> describe_time_to_live(
        api::DescribeTimeToLiveRequest request) override {
        return engine().describe_time_to_live(std::move(request));
    }
    Task<api::Result<api::UpdateTimeToLiveResponse>> update_time_to_live(
        api::UpdateTimeToLiveRequest request) override {
        return engine().update_time_to_live(std::move(request));
    }

    std::function<void()> on_page;
    std::function<void(const api::UpdateItemRequest&)> before_update;
    std::atomic<int> table_updates = 0;
};

/// Waits a little, as an index of the engine's is built in a thread of its own, and remembers for
/// how long it was asked.
class ShortSleeper final : public client::Sleeper {
 public:
    Task<Nothing> sleep_for(std::chrono::milliseconds delay) override {
        longest = std::max(longest, delay);
        total += delay;
        std::this_thread::yield();
        co_return Nothing{};
    }
    TimePoint now() const override { return TimePoint(total); }
    std::chrono::milliseconds longest{0};
    std::chrono::milliseconds total{0};
};

class UpgradeTest : public testing::Test {
 protected:
    AttributeMap seed_note(int n, AttributeMap more = {}) {
        AttributeMap note{{"PK", "USER#" + std::to_string(n % 3)},
                          {"SK", "NOTE#" + std::to_string(kFirst + n)},
                          {"title", "title " + std::to_string(n)},
                          {"content", "c"}};
        for (auto& [name, value] : more) note.insert_or_assign(name, value);
        return note;
    }
    UpgradeReport run(UpgradeOptions options = {.table_name = "DemoTable"}) {
        const auto report =
            upgrade(dynamo_, sleeper_, options, [&](std::string line) { told_ += line + "\n"; });
        EXPECT_TRUE(report.ok()) << report.error().message;
        return report.ok() ? *report : UpgradeReport{};
    }
    AttributeMap get(const AttributeMap& note) {
        const AttributeMap key{{"PK", note.at("PK")}, {"SK", note.at("SK")}};
        return sync_wait(table_.get_item(key)).value().value_or(AttributeMap{});
    }
    /// Of an index, whatever partition they are in.
    std::size_t notes_in(std::string_view index, client::KeyCondition condition) {
        const client::QueryOptions options{.key_condition = condition, .index = std::string(index)};
        return sync_wait(table_.query(options)).value().items.size();
    }

    ManualClock clock_{kFirst};
    OldTable dynamo_{clock_, false};
    client::Table table_{dynamo_, client::TableName{"DemoTable"}};
    ShortSleeper sleeper_;
    std::string told_;
};

TEST_F(UpgradeTest, GivesTheSeedsNotesIndexesAndKeys) {
    for (int n = 0; n < 30; ++n) dynamo_.plant(seed_note(n));
    dynamo_.plant({{"PK", "USER#0"}, {"SK", "IDEMPOTENCY#x"}, {"note_id", "1"}});
    const UpgradeReport report = run();
    EXPECT_EQ(report.indexes_made, 2);
    EXPECT_EQ(report.notes, 30);
    EXPECT_EQ(report.given, 30);
    EXPECT_EQ(report.refused, 0);
    AttributeMap expected = seed_note(7);
    expected.emplace("title_key", "TITLE#title 7");
    expected.emplace("created_day", "2023-11-14");
    EXPECT_EQ(get(seed_note(7)), expected) << "and no version: it says what it said";
    using client::Key;
    EXPECT_EQ(notes_in("by-day", Key("created_day").eq("2023-11-14")), 30U);
    EXPECT_EQ(notes_in("by-title", Key("PK").eq("USER#0")), 10U);
    EXPECT_FALSE(get({{"PK", "USER#0"}, {"SK", "IDEMPOTENCY#x"}}).contains("title_key"));
    const auto ttl = sync_wait(dynamo_.describe_time_to_live({.table_name = "DemoTable"}));
    EXPECT_EQ(ttl->time_to_live_description->attribute_name, "expires_at");
}

TEST_F(UpgradeTest, ASecondRunFindsNothingToDo) {
    for (int n = 0; n < 5; ++n) dynamo_.plant(seed_note(n));
    run();
    told_.clear();
    dynamo_.writes = dynamo_.table_updates = 0;
    sleeper_.longest = {};
    const UpgradeReport again = run();
    EXPECT_EQ(again.notes, 5);
    EXPECT_EQ(again.given + again.refused + again.indexes_made, 0);
    EXPECT_EQ(dynamo_.writes + dynamo_.table_updates, 0);
    EXPECT_LT(sleeper_.longest, std::chrono::seconds(60)) << "no new index, no pause";
    EXPECT_EQ(told_, "");
}

TEST_F(UpgradeTest, WaitsUntilServersHaveSeenANewIndex) {
    run();
    EXPECT_GT(sleeper_.longest, std::chrono::seconds(60)) << "NoteIndexWatch asks once a minute";
}

TEST_F(UpgradeTest, ADryRunChangesNothing) {
    for (int n = 0; n < 5; ++n) dynamo_.plant(seed_note(n));
    const UpgradeReport report = run({.table_name = "DemoTable", .dry_run = true});
    EXPECT_EQ(report.indexes_made, 2);
    EXPECT_EQ(report.given, 5);
    EXPECT_EQ(dynamo_.writes + dynamo_.table_updates, 0);
    EXPECT_EQ(get(seed_note(1)), seed_note(1));
    EXPECT_NE(told_.find("index by-day: would be made"), std::string::npos) << told_;
    EXPECT_EQ(run().given, 5);
}

TEST_F(UpgradeTest, KeysAreOfTheTitleAndTimeThatThereAre) {
    const AttributeMap wrong = seed_note(1, {{"title_key", "TITLE#old"}, {"note_version", 4}});
    const AttributeMap number = seed_note(2, {{"title", 5}});
    AttributeMap untitled = seed_note(3);
    untitled.erase("title");
    AttributeMap no_time = seed_note(4);
    no_time.insert_or_assign("SK", "NOTE#mine");
    const AttributeMap long_title = seed_note(5, {{"title", std::string(3'000, 'x')}});
    for (const AttributeMap& note : {wrong, number, untitled, no_time, long_title})
        dynamo_.plant(note);
    EXPECT_EQ(run().given, 5);
    EXPECT_EQ(get(wrong).at("title_key"), "TITLE#title 1");
    EXPECT_EQ(get(wrong).at("note_version"), AttributeValue(4));
    EXPECT_EQ(get(number).at("title_key"), "TITLE#");
    EXPECT_EQ(get(number).at("title"), AttributeValue(5));
    EXPECT_EQ(get(untitled).at("title_key"), "TITLE#");
    EXPECT_FALSE(get(untitled).contains("title"));
    EXPECT_EQ(get(no_time).at("title_key"), "TITLE#title 4");
    EXPECT_FALSE(get(no_time).contains("created_day"));
    EXPECT_EQ(get(long_title).at("title_key").as<std::string>()->size(), 1'024U);
    EXPECT_EQ(run().given, 0);
}

TEST_F(UpgradeTest, WhatOthersDoMeanwhileStands) {
    const AttributeMap renamed = seed_note(0);
    const AttributeMap deleted = seed_note(1);
    for (const AttributeMap& note : {renamed, deleted}) dynamo_.plant(note);
    std::mutex mutex;  // Several threads walk.
    std::set<std::string> met;
    dynamo_.before_update = [&](const api::UpdateItemRequest& request) {
        const AttributeMap key = request.key.decode();
        const std::lock_guard lock(mutex);
        if (!met.insert(*key.at("SK").as<std::string>()).second) return;
        // Between the reading and the writing of the note.
        if (key.at("SK") == renamed.at("SK")) dynamo_.plant(seed_note(0, {{"title", "new"}}));
        if (key.at("SK") == deleted.at("SK")) dynamo_.erase(key);
    };
    const UpgradeReport report = run();
    EXPECT_EQ(report.given, 1);
    EXPECT_EQ(report.refused, 0);
    EXPECT_EQ(get(renamed).at("title_key"), "TITLE#new");
    EXPECT_TRUE(get(deleted).empty()) << "it must not come back";
}

TEST_F(UpgradeTest, ANoteThatHasNoRoomForKeysIsToldOf) {
    const AttributeMap full = seed_note(0, {{"content", std::string(409'550, 'x')}});
    dynamo_.plant(full);
    dynamo_.plant(seed_note(1));
    const UpgradeReport report = run();
    EXPECT_EQ(report.refused, 1);
    EXPECT_EQ(report.given, 1);
    EXPECT_NE(told_.find("NOTE#1700000000000 stays as it is: "), std::string::npos) << told_;
    EXPECT_EQ(get(full), full);
}

TEST_F(UpgradeTest, GoesNoFasterThanItShould) {
    for (int n = 0; n < 100; ++n) dynamo_.plant(seed_note(n));
    run({.table_name = "DemoTable", .walkers = 1, .writes_per_second = 10, .pause = {}});
    // The last page needs no waiting behind it.
    EXPECT_GE(sleeper_.total, std::chrono::seconds(9));
}

TEST_F(UpgradeTest, ATableOfOthersIsLeftAlone) {
    const auto missing = upgrade(dynamo_, sleeper_, {.table_name = "Nope"}, [](std::string) {});
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, api::ErrorCode::kResourceNotFound);
    api::CreateTableRequest other = notes_table("Other");
    other.key_schema.resize(1);
    other.global_secondary_indexes = std::nullopt;
    other.attribute_definitions.resize(1);
    dynamo_.create(std::move(other));
    const auto refused = upgrade(dynamo_, sleeper_, {.table_name = "Other"}, [](std::string) {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, api::ErrorCode::kValidation);
    EXPECT_EQ(dynamo_.table_updates, 0);
}

}  // namespace
}  // namespace tabella::notes
