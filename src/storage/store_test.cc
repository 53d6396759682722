#include <fmt/format.h>

#include "storage/store_test_support.h"

namespace tabella::storage {
namespace {

TEST(Store, KeepsWhatWasWrittenAcrossReopening) {
    TestDirectory directory;
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", "1").ok());
        ASSERT_TRUE(put(*store, "b", "2").ok());
        EXPECT_EQ(store->commit_number(), 3u);  // The first one wrote the format version.
    }
    auto store = open_ok({.directory = directory.path()});
    EXPECT_EQ(get(*store, "a"), "1");
    EXPECT_EQ(get(*store, "b"), "2");
    EXPECT_EQ(get(*store, "c"), std::nullopt);
    EXPECT_EQ(store->commit_number(), 3u);
}

TEST(Store, InMemoryForgetsAndLeavesNoFiles) {
    for (int i = 0; i < 2; ++i) {
        auto store = open_ok({.in_memory = true});
        EXPECT_EQ(get(*store, "a"), std::nullopt);
        ASSERT_TRUE(put(*store, "a", "1").ok());
        EXPECT_EQ(get(*store, "a"), "1");
    }
    EXPECT_FALSE(std::filesystem::exists("/tabella"));
}

TEST(Store, CursorsStayWithinTheirRangeInBothDirections) {
    auto store = open_ok({.in_memory = true});
    for (const char* key : {"a", "b1", "b2", "b3", "c"}) ASSERT_TRUE(put(*store, key, key).ok());
    Cursor cursor = store->cursor(Keyspace::kItems, "b", "c", ReadTier::kAll);
    std::string seen;
    for (cursor.seek_first(); cursor.valid(); cursor.next()) seen += cursor.key();
    EXPECT_EQ(seen, "b1b2b3");
    EXPECT_EQ(cursor.end(), Cursor::End::kFinished);
    seen.clear();
    for (cursor.seek_last(); cursor.valid(); cursor.prev()) seen += cursor.value();
    EXPECT_EQ(seen, "b3b2b1");
    cursor.seek_for_prev("b2x");
    EXPECT_EQ(cursor.key(), "b2");
    cursor.seek("b2x");
    EXPECT_EQ(cursor.key(), "b3");
}

TEST(Store, RefusesADirectoryThatIsInUse) {
    TestDirectory directory;
    auto store = open_ok({.directory = directory.path()});
    auto second = Store::open({.directory = directory.path()});
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().kind, ErrorKind::kUnavailable);
    EXPECT_NE(second.error().message.find("in use by another process"), std::string::npos);
}

TEST(Store, MemoryOnlyReadsFindWhatIsInMemory) {
    TestDirectory directory;
    auto store = open_ok({.directory = directory.path()});
    ASSERT_TRUE(put(*store, "a", "1").ok());
    const auto lookup = store->get(Keyspace::kItems, "a", ReadTier::kMemoryOnly);
    ASSERT_TRUE(lookup.ok());
    EXPECT_FALSE(lookup->needs_disk);
    EXPECT_EQ(lookup->value, "1");
}

}  // namespace
}  // namespace tabella::storage
