#include "notes/notes_service.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "notes/memory_dynamo.h"

namespace tabella::notes {
namespace {

constexpr EpochMs kNow = 1'700'000'000'000;

class NotesServiceTest : public testing::Test {
 protected:
    std::string create(NotesService& service, const std::string& title = "t") {
        auto id = sync_wait(service.create(title, "c"));
        EXPECT_TRUE(id.ok());
        return id.ok() ? id->value : "";
    }

    ManualClock clock_{kNow};
    MemoryDynamo dynamo_;
    NotesService service_{dynamo_, clock_, {}};
};

TEST_F(NotesServiceTest, StoresTheSeedsItem) {
    EXPECT_EQ(create(service_, "Hello"), std::to_string(kNow));
    const AttributeMap expected{{"PK", "USER#demo"},
                                {"SK", "NOTE#" + std::to_string(kNow)},
                                {"title", "Hello"},
                                {"content", "c"}};
    EXPECT_EQ(dynamo_.items.at("NOTE#1700000000000").decode(), expected);
}

TEST_F(NotesServiceTest, NotesOfOneMillisecondAllExist) {
    EXPECT_EQ(create(service_), "1700000000000");
    EXPECT_EQ(create(service_), "1700000000001");
    clock_.advance_ms(1);
    EXPECT_EQ(create(service_), "1700000000002");
    EXPECT_EQ(dynamo_.items.size(), 3u);
}

TEST_F(NotesServiceTest, TakesTheNextMillisecondWhereAnotherProcessWasFirst) {
    NotesService other(dynamo_, clock_, {});
    EXPECT_EQ(create(other, "other"), "1700000000000");
    EXPECT_EQ(create(service_, "mine"), "1700000000001");
    EXPECT_EQ(dynamo_.items.at("NOTE#1700000000000").decode().at("title"), AttributeValue("other"));
}

TEST_F(NotesServiceTest, SkipsIdsThatRunAheadOfTheClock) {
    NotesService busy(dynamo_, clock_, {});
    for (int i = 0; i < 5'000; ++i) create(busy);
    dynamo_.puts = 0;
    EXPECT_EQ(create(service_), std::to_string(kNow + 5'000));
    EXPECT_LE(dynamo_.puts, 4);
}

TEST_F(NotesServiceTest, ConcurrentCreatorsOfTwoProcessesLoseNothing) {
    NotesService other(dynamo_, clock_, {});
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::set<std::string> ids;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int n = 0; n < 50; ++n) {
                const std::string id = create(i % 2 == 0 ? service_ : other);
                std::lock_guard lock(mutex);
                ids.insert(id);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(ids.size(), 400u);
    EXPECT_EQ(dynamo_.items.size(), 400u);
}

TEST_F(NotesServiceTest, ListsByQueryPageByPage) {
    dynamo_.page_items = 3;
    for (int i = 0; i < 7; ++i) create(service_, std::to_string(i));
    std::string titles;
    std::optional<ListPosition> position;
    int pages = 0;
    do {
        auto page = sync_wait(service_.list(position));
        ASSERT_TRUE(page.ok());
        for (const AttributeMap& note : page->notes) titles += *note.at("title").as<std::string>();
        position = page->next;
        ++pages;
    } while (position.has_value());
    EXPECT_EQ(titles, "0123456");
    EXPECT_EQ(pages, 3);
    // StrictMock: a Scan would have failed the test.
    EXPECT_NE(dynamo_.last_query.key_condition_expression->find("begins_with"), std::string::npos);
}

TEST_F(NotesServiceTest, AnIdTooLongForAKeyIsNotFound) {
    const NoteId longest{std::string(1'024 - 5, 'x')};
    const NoteId too_long{std::string(1'024 - 4, 'x')};
    dynamo_.fail_with = api::Error{.code = api::ErrorCode::kUnreachable};
    EXPECT_FALSE(sync_wait(service_.get(longest)).ok());
    auto got = sync_wait(service_.get(too_long));
    ASSERT_TRUE(got.ok());
    EXPECT_FALSE(got->has_value());
    EXPECT_TRUE(sync_wait(service_.remove(too_long)).ok());
}

TEST_F(NotesServiceTest, ErrorsOfTheStoreSayWhatTheUserCanDo) {
    using Kind = NotesError::Kind;
    const auto kind_of = [&](api::ErrorCode code, std::string message) {
        dynamo_.fail_with = api::Error{.code = code, .message = std::move(message)};
        auto id = sync_wait(service_.create("t", "c"));
        EXPECT_FALSE(id.ok());
        EXPECT_EQ(id.error().message.find("secret"), std::string::npos);
        return id.error().kind;
    };
    EXPECT_EQ(kind_of(api::ErrorCode::kUnreachable, "secret"), Kind::kStoreUnavailable);
    EXPECT_EQ(kind_of(api::ErrorCode::kThrottling, "secret"), Kind::kStoreUnavailable);
    EXPECT_EQ(
        kind_of(api::ErrorCode::kValidation, "Item size has exceeded the maximum allowed size"),
        Kind::kTooLarge);
    EXPECT_EQ(kind_of(api::ErrorCode::kInternalServerError, "secret"), Kind::kInternal);
    EXPECT_EQ(kind_of(api::ErrorCode::kAccessDenied, "secret"), Kind::kInternal);
}

}  // namespace
}  // namespace tabella::notes
