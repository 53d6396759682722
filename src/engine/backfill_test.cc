#include <atomic>
#include <random>
#include <thread>

#include "engine/control_test_support.h"

namespace tabella::engine {
namespace {

using api::ErrorCode;
using api::IndexStatus;
using api::TableStatus;

std::string name_of(int n) {
    return "item" + std::to_string(n);
}

class BackfillTest : public ControlTest {
 protected:
    void put_ten() {
        for (int n = 0; n < 10; ++n) put(name_of(n), {{"g", "old"}});
    }
};

TEST_F(BackfillTest, GoesThroughCreatingToActive) {
    put_ten();
    const auto answer = create_index();
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->table_description.table_status, TableStatus::kUpdating);
    EXPECT_EQ(answer->table_description.global_secondary_indexes->front().backfilling, false);
    EXPECT_EQ(described_index()->index_status, IndexStatus::kCreating);
    EXPECT_EQ(described_index()->backfilling, true);
    EXPECT_EQ(described()->table_status, TableStatus::kUpdating);
    EXPECT_EQ(scan("ByG").error().message,
              "Cannot read from backfilling global secondary index: ByG");
    EXPECT_EQ(steps_until_done(), 6);  // Four chunks of at most three rows, the end, nothing.
    EXPECT_EQ(described_index()->index_status, IndexStatus::kActive);
    EXPECT_FALSE(described_index()->backfilling.has_value());
    EXPECT_EQ(described()->table_status, TableStatus::kActive);
    expect_index_is_whole(*scan());
}

TEST_F(BackfillTest, KeepsWhatIsWrittenMeanwhile) {
    put_ten();
    ASSERT_TRUE(create_index().ok());
    for (int n = 0; n < 4; ++n) {
        put(name_of(2 * n), {{"g", "moved"}});
        put(name_of(2 * n + 1), {{"other", "left the index"}});
        step();
        put(name_of(2 * n), {{"g", "again"}});
        erase(name_of(2 * n + 1));
        put("new" + std::to_string(n), {{"g", "new"}});
    }
    steps_until_done();
    EXPECT_EQ(scan("ByG")->size(), 10U);
    expect_index_is_whole(*scan());
}

TEST_F(BackfillTest, AgreesWithTheTableAfterAnyInterleavingOfWrites) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        const auto write = [&] {
            const std::string pk = name_of(static_cast<int>(random() % 20));
            if (random() % 4 == 0)
                erase(pk);
            else
                put(pk, {{"g", "g" + std::to_string(random() % 3)}});
        };
        for (int n = 0; n < 20; ++n) write();
        ASSERT_TRUE(create_index().ok());
        do
            for (unsigned n = random() % 4; n > 0; --n) write();
        while (step());
        expect_index_is_whole(*scan());
        ASSERT_TRUE(delete_index().ok());
        steps_until_done();
    }
}

TEST_F(BackfillTest, LeavesOutWhatCannotBeAKey) {
    put("good", {{"g", "x"}});
    put("longest", {{"g", std::string(2'048, 'x')}});
    put("too long", {{"g", std::string(2'049, 'x')}});
    put("empty", {{"g", ""}});
    put("number", {{"g", 1}});
    put("missing");
    ASSERT_TRUE(create_index().ok());
    steps_until_done();
    const auto found = scan("ByG");
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->size(), 2U);
    EXPECT_TRUE(found->contains("good") && found->contains("longest"));
    // From now on such items are refused, but those that are there can be mended and deleted.
    erase("number");
    put("empty", {{"g", "mended"}});
    EXPECT_EQ(scan("ByG")->size(), 3U);
}

TEST_F(BackfillTest, GoesOnAfterARestart) {
    put_ten();
    ASSERT_TRUE(create_index().ok());
    step();
    step();
    put(name_of(3), {{"g", "between"}});
    open();
    EXPECT_EQ(described_index()->index_status, IndexStatus::kCreating);
    erase(name_of(4));
    EXPECT_EQ(steps_until_done(), 4);  // Two chunks are done already.
    expect_index_is_whole(*scan());
    open();
    expect_index_is_whole(*scan());
}

TEST_F(BackfillTest, EndsWhenTheIndexIsDeleted) {
    put_ten();
    ASSERT_TRUE(create_index().ok());
    step();
    ASSERT_TRUE(delete_index().ok());
    EXPECT_EQ(described_index()->index_status, IndexStatus::kDeleting);
    EXPECT_EQ(scan("ByG").error().message, "The table does not have the specified index: ByG");
    put(name_of(1), {{"g", "meanwhile"}});
    open();
    steps_until_done();
    EXPECT_FALSE(described_index().has_value());
    EXPECT_EQ(described()->attribute_definitions.size(), 1U);
    ASSERT_TRUE(create_index().ok());
    steps_until_done();
    expect_index_is_whole(*scan());
}

TEST_F(BackfillTest, AnIndexOfAnEmptyTableIsActiveAtOnce) {
    ASSERT_TRUE(create_index().ok());
    step();
    EXPECT_EQ(described_index()->index_status, IndexStatus::kActive);
    expect_index_is_whole({});
}

TEST_F(BackfillTest, OneIndexAtATime) {
    ASSERT_TRUE(create_index().ok());
    EXPECT_EQ(create_index("Other").error().code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(delete_index("Other").error().code, ErrorCode::kLimitExceeded);
    api::DeleteTableRequest request{.table_name = "Tab"};
    EXPECT_EQ(sync_wait(engine_->delete_table(request)).error().code, ErrorCode::kResourceInUse);
    steps_until_done();
    ASSERT_TRUE(delete_index().ok());
    EXPECT_EQ(create_index("Other").error().code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(create_index().error().code, ErrorCode::kLimitExceeded);
    steps_until_done();
    ASSERT_TRUE(create_index("Other").ok());
}

TEST_F(BackfillTest, AgreesWithTheTableUnderConcurrentWriters) {
    options_.background = {.chunk_rows = 16};
    open();
    for (int n = 0; n < 300; ++n) put(name_of(n), {{"g", "old"}});
    std::atomic<bool> active{false};
    std::vector<std::thread> writers;
    for (unsigned writer = 0; writer < 3; ++writer)
        writers.emplace_back([&, writer] {
            std::mt19937 random(writer);
            for (int n = 0; n < 2'000 && !active; ++n) {
                const std::string pk = name_of(static_cast<int>(random() % 400));
                if (random() % 4 == 0)
                    erase(pk);
                else
                    put(pk, {{"g", "g" + std::to_string(random() % 3)}});
            }
        });
    ASSERT_TRUE(create_index().ok());
    while (described_index()->index_status != IndexStatus::kActive) std::this_thread::yield();
    active = true;
    for (std::thread& writer : writers) writer.join();
    expect_index_is_whole(*scan());
}

}  // namespace
}  // namespace tabella::engine
