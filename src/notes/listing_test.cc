#include <set>

#include "notes/handler_test_support.h"

namespace tabella::notes {
namespace {

using Titles = std::vector<std::string>;

class ListingTest : public NotesOnEngine {};

TEST_F(ListingTest, PagesAreBoundedAndLinkedInBothOrders) {
    for (const char* title : {"a", "b", "c", "d", "e"}) create(title);
    EXPECT_EQ(titles("/notes?limit=2"), (Titles{"a", "b", "c", "d", "e"}));
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(titles("/notes?limit=2&order=desc"), (Titles{"e", "d", "c", "b", "a"}));
    EXPECT_EQ(titles("/notes?order=asc"), (Titles{"a", "b", "c", "d", "e"}));
    EXPECT_EQ(titles("/notes?limit=1000"), (Titles{"a", "b", "c", "d", "e"}));
}

TEST_F(ListingTest, WrongParametersAreNamed) {
    for (const char* wrong :
         {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "order=up", "sort=size",
          "title_prefix=", "q=", "q=%FF", "day=2026-13-01", "day=x", "day=2026-11-22x",
          "created_after=yesterday", "created_before=", "cursor="}) {
        const http::Response response = call("GET", std::string("/notes?") + wrong);
        EXPECT_EQ(response.status, 400) << wrong;
        const std::string name = std::string(wrong).substr(0, std::string(wrong).find('='));
        EXPECT_NE(response.body.find("\"" + name + " "), std::string::npos) << response.body;
    }
    for (const char* together : {"day=2026-11-22&sort=title", "sort=title&created_after=1",
                                 "title_prefix=a&created_before=1", "sort=created&title_prefix=a",
                                 "created_after=2&created_before=1"})
        EXPECT_EQ(call("GET", std::string("/notes?") + together).status, 400) << together;
    EXPECT_EQ(dynamo_.queries, 0);
}

TEST_F(ListingTest, TimesAreKeyRangesWithBothEnds) {
    for (const char* title : {"a", "b", "c", "d"}) {
        create(title);
        clock_.advance_ms(1'000);
    }
    EXPECT_EQ(titles("/notes?created_after=1700000001000"), (Titles{"b", "c", "d"}));
    EXPECT_EQ(titles("/notes?created_before=1700000001000"), (Titles{"a", "b"}));
    EXPECT_EQ(titles("/notes?created_after=2023-11-14T22:13:21Z&created_before=1700000002999"),
              (Titles{"b", "c"}));
    EXPECT_EQ(titles("/notes?created_after=2023-11-14&created_before=2023-11-15"),
              (Titles{"a", "b", "c", "d"}));
    EXPECT_EQ(titles("/notes?created_before=2023-11-14"), Titles{});
    EXPECT_EQ(titles("/notes?created_after=99999999999999"), Titles{});
    EXPECT_EQ(titles("/notes?created_after=1700000001000&order=desc&limit=1"),
              (Titles{"d", "c", "b"}));
    // A range of keys, not a filter: what is outside is not even read.
    EXPECT_EQ(titles("/notes?created_after=1700000003000"), (Titles{"d"}));
    EXPECT_NE(dynamo_.last_query->key_condition_expression->find("BETWEEN"), std::string::npos);
}

TEST_F(ListingTest, TitlesComeFromTheirIndex) {
    for (const char* title : {"pear", "apple", "", "apricot", "Banana", "apple"}) create(title);
    EXPECT_EQ(titles("/notes?sort=title&limit=2"),
              (Titles{"", "Banana", "apple", "apple", "apricot", "pear"}));
    EXPECT_EQ(dynamo_.last_query->index_name, "by-title");
    EXPECT_EQ(titles("/notes?sort=title&order=desc&limit=4"),
              (Titles{"pear", "apricot", "apple", "apple", "Banana", ""}));
    EXPECT_EQ(titles("/notes?title_prefix=ap"), (Titles{"apple", "apple", "apricot"}));
    EXPECT_EQ(titles("/notes?title_prefix=zebra"), Titles{});
}

TEST_F(ListingTest, TitlesOfAnyLengthAreIndexed) {
    const std::string umlauts = [] {
        std::string text;
        for (int i = 0; i < 1'000; ++i) text += "ü";
        return text;
    }();
    for (const std::string& title :
         {std::string(1'018, 'x'), std::string(1'019, 'x'), umlauts, "x" + umlauts, "xx" + umlauts})
        create(title);
    EXPECT_EQ(titles("/notes?sort=title").size(), 5u);
}

TEST_F(ListingTest, AChangedTitleMovesInItsIndex) {
    const std::string id = create("old");
    EXPECT_EQ(call("PATCH", "/notes/" + id, R"({"title":"new"})").status, 200);
    EXPECT_EQ(titles("/notes?title_prefix=old"), Titles{});
    EXPECT_EQ(titles("/notes?title_prefix=new"), (Titles{"new"}));
}

TEST_F(ListingTest, ADayHasTheNotesOfEveryone) {
    create("mine");
    EXPECT_TRUE(sync_wait(service_.create(UserKey("USER#other"), NewNote{.title = "theirs"})).ok());
    clock_.advance_ms(24 * 3'600'000);
    create("of the day after");
    EXPECT_EQ(titles("/notes?day=2023-11-14&limit=1"), (Titles{"mine", "theirs"}));
    EXPECT_EQ(dynamo_.last_query->index_name, "by-day");
    EXPECT_EQ(titles("/notes?day=2023-11-15"), (Titles{"of the day after"}));
    EXPECT_EQ(titles("/notes?day=2023-11-14&created_after=1700000000001"), (Titles{"theirs"}));
    EXPECT_EQ(titles("/notes"), (Titles{"mine", "of the day after"}));
}

TEST_F(ListingTest, ATextFiltersWhatIsReadAndSaysWhatThatTook) {
    for (int i = 0; i < 20; ++i)
        create("note " + std::to_string(i), R"(,"content":")" + std::string(4'000, 'x') + '"');
    create("needle");
    create("plain", R"(,"content":"a needle too")");
    EXPECT_EQ(titles("/notes?q=needle&limit=1"), (Titles{"needle", "plain"}));
    EXPECT_EQ(titles("/notes?q=NEEDLE"), Titles{});
    const http::Response found = call("GET", "/notes?q=needle");
    // 20 notes of 4 KB, read eventually consistently: half a unit for each 4 KB.
    EXPECT_EQ(found.headers.find("X-Read-Capacity"), "10.5") << found.body;
    EXPECT_EQ(call("GET", "/notes?limit=1").headers.find("X-Read-Capacity"), "0.5");
}

TEST_F(ListingTest, CursorsAreGoodForTheirQueryOnly) {
    for (const char* title : {"a", "b", "c"}) create(title);
    const http::Response first = call("GET", "/notes?limit=1");
    const std::string link(first.headers.find("Link").value_or(""));
    const std::string cursor =
        link.substr(link.find("cursor="), link.find('>') - link.find("cursor="));
    EXPECT_EQ(call("GET", "/notes?limit=2&" + cursor).status, 200);
    for (const char* other :
         {"order=desc&", "sort=title&", "q=a&", "created_after=1&", "created_before=9999999999999&",
          "day=2023-11-14&", "title_prefix=a&"})
        EXPECT_EQ(call("GET", std::string("/notes?") + other + cursor).status, 400) << other;
    OpenGate gate(UserKey("USER#other"));
    NotesHandler other(service_, gate);
    EXPECT_EQ(sync_wait(other.handle(request_of("GET", "/notes?" + cursor))).status, 400);
}

// Each note exactly once, also those that are written between the pages.
TEST_F(ListingTest, NoNoteIsMissingOrTwiceWhileOthersAreWritten) {
    std::set<std::string> before;
    for (int i = 0; i < 200; ++i) before.insert(create(std::to_string(i)));
    for (const char* listing : {"/notes?limit=7", "/notes?limit=7&order=desc"}) {
        std::multiset<std::string> seen;
        std::string target = listing;
        while (!target.empty()) {
            const http::Response page = call("GET", target);
            ASSERT_EQ(page.status, 200);
            const auto notes = json::parse(page.body);
            for (const json::Value& note : *notes->array())
                seen.insert(note.find("SK")->string()->substr(5));
            create("written meanwhile");
            const std::string link(page.headers.find("Link").value_or(""));
            target = link.empty() || seen.size() > 1'000 ? "" : link.substr(1, link.find('>') - 1);
        }
        for (const std::string& id : before) EXPECT_EQ(seen.count(id), 1u) << id;
        for (const std::string& id : seen) EXPECT_EQ(seen.count(id), 1u) << id;
    }
}

TEST_F(ListingTest, ExpiredNotesAreNotShownAndPagesAreFilledUp) {
    for (int i = 0; i < 6; ++i) {
        create("short " + std::to_string(i), R"(,"expires_in":10)");
        create("long " + std::to_string(i), R"(,"expires_in":1000)");
    }
    create("for ever");
    clock_.advance_ms(10'000);
    EXPECT_EQ(titles("/notes?limit=3"),
              (Titles{"long 0", "long 1", "long 2", "long 3", "long 4", "long 5", "for ever"}));
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(titles("/notes?sort=title&title_prefix=short"), Titles{});
}

TEST_F(ListingTest, ItemsOfOtherProgramsStayVisible) {
    dynamo_.plant({{"PK", "USER#demo"}, {"SK", "NOTE#1"}, {"title", "t"}, {"expires_at", "never"}});
    EXPECT_EQ(titles("/notes"), (Titles{"t"}));
}

TEST(ListingWithoutIndexes, SaysSoAndStoresTheSeedsItem) {
    ManualClock clock(1'700'000'000'000);
    CountingDynamo dynamo(clock, false);
    NotesService service(dynamo, clock, {});
    OpenGate gate(UserKey("USER#demo"));
    NotesHandler handler(service, gate);
    ASSERT_EQ(sync_wait(handler.handle(request_of("POST", "/notes", R"({"title":"t"})"))).status,
              201);
    for (const char* target : {"/notes?sort=title", "/notes?day=2023-11-14"}) {
        const http::Response response = sync_wait(handler.handle(request_of("GET", target)));
        EXPECT_EQ(response.status, 501) << target;
        EXPECT_NE(response.body.find("index"), std::string::npos);
    }
    auto note = sync_wait(service.get(UserKey("USER#demo"), NoteId("1700000000000")));
    const AttributeMap expected{
        {"PK", "USER#demo"}, {"SK", "NOTE#1700000000000"}, {"title", "t"}, {"content", ""}};
    EXPECT_EQ(note.value(), expected);
}

}  // namespace
}  // namespace tabella::notes
