#include "notes/notes_service.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "model/limits.h"
#include "notes/memory_dynamo.h"

namespace tabella::notes {
namespace {

const UserKey kUser("USER#demo");
constexpr EpochMs kNow = 1'700'000'000'000;

std::string sort_key(EpochMs id) {
    return "NOTE#" + std::to_string(id);
}

class NotesServiceTest : public testing::Test {
 protected:
    std::string create(NotesService& service, const std::string& title = "t") {
        auto id = sync_wait(service.create(kUser, NewNote{.title = title, .content = "c"}));
        EXPECT_TRUE(id.ok());
        return id.ok() ? id->value : "";
    }

    AttributeValue title_at(const std::string& key) {
        return dynamo_.notes().at(key).decode().at("title");
    }

    ManualClock clock_{kNow};
    MemoryDynamo dynamo_;
    NotesService service_{dynamo_, clock_, {}};
};

TEST_F(NotesServiceTest, StoresTheSeedsItem) {
    EXPECT_EQ(create(service_, "Hello"), std::to_string(kNow));
    const AttributeMap expected{
        {"PK", "USER#demo"}, {"SK", "NOTE#1700000000000"}, {"title", "Hello"}, {"content", "c"}};
    EXPECT_EQ(dynamo_.notes().at("NOTE#1700000000000").decode(), expected);
}

TEST_F(NotesServiceTest, NotesOfOneMillisecondAllExist) {
    EXPECT_EQ(create(service_), "1700000000000");
    EXPECT_EQ(create(service_), "1700000000001");
    clock_.advance_ms(1);
    EXPECT_EQ(create(service_), "1700000000002");
    EXPECT_EQ(dynamo_.notes().size(), 3u);
    EXPECT_EQ(dynamo_.puts, 3);
}

TEST_F(NotesServiceTest, TakesTheNextMillisecondWhereAnotherProcessWasFirst) {
    NotesService other(dynamo_, clock_, {});
    EXPECT_EQ(create(other, "other"), "1700000000000");
    EXPECT_EQ(create(service_, "mine"), "1700000000001");
    EXPECT_EQ(title_at("NOTE#1700000000000"), AttributeValue("other"));
}

TEST_F(NotesServiceTest, AClockThatGoesBackTakesNoNoteWithIt) {
    create(service_, "first");
    clock_.advance_ms(-5'000);
    EXPECT_EQ(create(service_, "second"), "1700000000001");
    EXPECT_EQ(title_at("NOTE#1700000000000"), AttributeValue("first"));
}

TEST_F(NotesServiceTest, SkipsIdsThatRunAheadOfTheClock) {
    for (int i = 0; i < 5'000; ++i) dynamo_.plant(sort_key(kNow + i));
    EXPECT_EQ(create(service_), std::to_string(kNow + 5'000));
    EXPECT_LE(dynamo_.puts, 4);
}

TEST_F(NotesServiceTest, SkipsRunsOfAnyLengthInFewSteps) {
    for (int i = 0; i < 100'000; ++i) dynamo_.plant(sort_key(kNow + i));
    EXPECT_EQ(create(service_), std::to_string(kNow + 100'000));
    EXPECT_LE(dynamo_.puts, 10);
}

TEST_F(NotesServiceTest, StrayItemsOfTheFutureCarryNoIdsAway) {
    for (int i = 0; i < 5; ++i) dynamo_.plant(sort_key(kNow + i));
    dynamo_.plant("NOTE#9223372036854775807");
    dynamo_.plant("NOTE#9999999999999");
    dynamo_.plant(sort_key(kNow + 3600 * 1000));
    dynamo_.plant("NOTE#zzz");
    dynamo_.plant("NOTE#1700000000009x");
    dynamo_.plant("NOTE#17000000000099");
    EXPECT_EQ(create(service_), std::to_string(kNow + 5));
}

// The refusal may be the echo of our own success, or meet an equal note of another process: it
// cannot be told, and the second would be lost.
TEST_F(NotesServiceTest, AfterALostAnswerTheNoteExistsAtLeastOnce) {
    dynamo_.answers_to_lose = 1;
    const std::string id = create(service_, "mine");
    EXPECT_EQ(title_at("NOTE#" + id), AttributeValue("mine"));
    EXPECT_EQ(dynamo_.notes().size(), 2u);
}

TEST_F(NotesServiceTest, EqualNotesOfTwoProcessesBothExist) {
    NotesService other(dynamo_, clock_, {});
    EXPECT_NE(create(other, "same"), create(service_, "same"));
    EXPECT_EQ(dynamo_.notes().size(), 2u);
}

TEST_F(NotesServiceTest, ConcurrentCreatorsOfOneProcessMeetNoConflict) {
    constexpr int kThreads = 32;
    constexpr int kNotesEach = 20;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < kNotesEach; ++n) create(service_);
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(dynamo_.notes().size(), std::size_t{kThreads * kNotesEach});
    EXPECT_EQ(dynamo_.puts, kThreads * kNotesEach);
    EXPECT_EQ(dynamo_.notes().rbegin()->first, sort_key(kNow + kThreads * kNotesEach - 1));
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
    EXPECT_EQ(dynamo_.notes().size(), 400u);
}

TEST_F(NotesServiceTest, ListsByQueryPageByPage) {
    dynamo_.page_items = 3;
    for (int i = 0; i < 7; ++i) create(service_, std::to_string(i));
    dynamo_.partitions["USER#other"] = dynamo_.notes();
    dynamo_.plant("NOTD#9");
    dynamo_.plant("NOTF#0");
    std::string titles;
    std::optional<Cursor> cursor;
    do {
        auto page = sync_wait(service_.list(kUser, NoteQuery{.cursor = cursor}));
        ASSERT_TRUE(page.ok());
        for (const AttributeMap& note : page->notes) titles += *note.at("title").as<std::string>();
        cursor = page->next;
    } while (cursor.has_value());
    EXPECT_EQ(titles, "0123456");
    EXPECT_EQ(dynamo_.queries, 3);  // And no Scan: of those, the fake fails the test.
}

TEST_F(NotesServiceTest, APageGoesOnWhereItsLastNoteWasDeleted) {
    dynamo_.page_items = 2;
    for (int i = 0; i < 4; ++i) create(service_);
    auto first = sync_wait(service_.list(kUser, NoteQuery{}));
    ASSERT_TRUE(first.ok() && first->next.has_value());
    dynamo_.notes().erase(sort_key(kNow + 1));
    auto second = sync_wait(service_.list(kUser, NoteQuery{.cursor = first->next}));
    ASSERT_TRUE(second.ok());
    ASSERT_EQ(second->notes.size(), 2u);
    EXPECT_EQ(second->notes.front().at("SK"), AttributeValue(sort_key(kNow + 2)));
}

TEST_F(NotesServiceTest, AnIdTooLongForAKeyIsNotFound) {
    const NoteId longest(std::string(1'024 - 5, 'x'));
    const NoteId too_long(std::string(1'024 - 4, 'x'));
    dynamo_.fail_with = api::Error{.code = api::ErrorCode::kUnreachable};
    EXPECT_FALSE(sync_wait(service_.get(kUser, longest)).ok());
    auto got = sync_wait(service_.get(kUser, too_long));
    ASSERT_TRUE(got.ok());
    EXPECT_FALSE(got->has_value());
    EXPECT_TRUE(sync_wait(service_.remove(kUser, too_long, std::nullopt)).ok());
}

TEST_F(NotesServiceTest, RefusesANoteOfOneByteTooManyBeforeTheStoreDoes) {
    const std::size_t overhead =
        std::string_view("PKUSER#demoSKNOTE#1700000000000titlecontent").size();
    const std::string fits(limits::kItemBytesMax - overhead, 'x');
    EXPECT_TRUE(sync_wait(service_.create(kUser, NewNote{.content = fits})).ok());
    auto refused = sync_wait(service_.create(kUser, NewNote{.title = "x", .content = fits}));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, NotesError::Kind::kTooLarge);
    EXPECT_EQ(dynamo_.puts, 1);
}

TEST_F(NotesServiceTest, ErrorsOfTheStoreSayWhatTheUserCanDo) {
    using Kind = NotesError::Kind;
    using enum api::ErrorCode;
    const auto kind_of = [&](api::ErrorCode code, std::string message) {
        dynamo_.fail_with = api::Error{.code = code, .message = std::move(message)};
        auto id = sync_wait(service_.create(kUser, NewNote{.title = "t", .content = "c"}));
        EXPECT_FALSE(id.ok());
        EXPECT_EQ(id.error().message.find("secret"), std::string::npos);
        return id.error().kind;
    };
    for (const auto code : {kUnreachable, kThrottling, kProvisionedThroughputExceeded,
                            kRequestLimitExceeded, kServiceUnavailable, kTransactionConflict})
        EXPECT_EQ(kind_of(code, "secret"), Kind::kStoreUnavailable);
    EXPECT_EQ(kind_of(kValidation, "Item size has exceeded the maximum allowed size"),
              Kind::kTooLarge);
    EXPECT_EQ(kind_of(kRequestEntityTooLarge, "secret"), Kind::kTooLarge);
    for (const auto code :
         {kInternalServerError, kAccessDenied, kResourceNotFound, kValidation, kOther})
        EXPECT_EQ(kind_of(code, "secret"), Kind::kInternal);
}

}  // namespace
}  // namespace tabella::notes
