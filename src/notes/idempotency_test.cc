#include "notes/handler_test_support.h"

namespace tabella::notes {
namespace {

class IdempotencyTest : public NotesOnEngine {
 protected:
    http::Response post(const std::string& key, const std::string& body) {
        return call("POST", "/notes", body, {{"Idempotency-Key", key}});
    }
};

TEST_F(IdempotencyTest, TheSameKeyAndBodyMakeOneNote) {
    const http::Response first = post("key", R"({"title":"a","expires_in":90000})");
    EXPECT_EQ(first.status, 201);
    clock_.advance_ms(5'000);
    const http::Response again = post("key", R"({"title":"a","expires_in":90000})");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.headers.fields(), first.headers.fields());
    EXPECT_EQ(titles("/notes"), std::vector<std::string>{"a"});
    EXPECT_EQ(post("other", R"({"title":"a"})").status, 201);
    EXPECT_EQ(titles("/notes").size(), 2u);
}

TEST_F(IdempotencyTest, TheSameKeyWithAnotherBodyIs422) {
    EXPECT_EQ(post("key", R"({"title":"a"})").status, 201);
    EXPECT_EQ(post("key", R"({"title":"b"})").status, 422);
    EXPECT_EQ(titles("/notes"), std::vector<std::string>{"a"});
}

TEST_F(IdempotencyTest, AKeyIsKeptForADayAlsoWhenTheNoteIsGone) {
    const http::Response first = post("key", "{}");
    EXPECT_EQ(call("DELETE", "/notes/1700000000000").status, 204);
    clock_.advance_ms(86'399'999);
    EXPECT_EQ(post("key", "{}").body, first.body);
    EXPECT_EQ(titles("/notes").size(), 0u);
    clock_.advance_ms(1);
    EXPECT_NE(post("key", "{}").body, first.body);
    EXPECT_EQ(titles("/notes").size(), 1u);
}

TEST_F(IdempotencyTest, AKeyIsItsUsersOwn) {
    OpenGate gate(UserKey("USER#other"));
    NotesHandler other(service_, gate);
    const http::Response mine = post("key", R"({"title":"a"})");
    const http::Response theirs = sync_wait(other.handle(
        request_of("POST", "/notes", R"({"title":"b"})", {{"Idempotency-Key", "key"}})));
    EXPECT_EQ(theirs.status, 201);
    EXPECT_NE(theirs.body, mine.body);
}

TEST_F(IdempotencyTest, ARecordIsNoNote) {
    post("key", "{}");
    EXPECT_EQ(titles("/notes").size(), 1u);
    EXPECT_EQ(titles("/notes?sort=title").size(), 1u);
    EXPECT_EQ(titles("/notes?day=2023-11-14").size(), 1u);
}

TEST_F(IdempotencyTest, ATakenIdIsPassedOver) {
    dynamo_.plant({{"PK", "USER#demo"}, {"SK", "NOTE#1700000000000"}, {"title", "before"}});
    EXPECT_EQ(post("key", R"({"title":"a"})").body, R"({"id":"1700000000001"})");
    EXPECT_EQ(titles("/notes"), (std::vector<std::string>{"before", "a"}));
}

TEST_F(IdempotencyTest, WrongKeysAreNamed) {
    for (const std::string& key : {std::string(), std::string(256, 'x'), std::string("a\tb")}) {
        const http::Response response = post(key, "{}");
        EXPECT_EQ(response.status, 400) << key;
        EXPECT_NE(response.body.find("Idempotency-Key"), std::string::npos);
    }
    const http::Headers twice{{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}};
    EXPECT_EQ(call("POST", "/notes", "{}", twice).status, 400);
    EXPECT_EQ(post(std::string(255, 'x'), "{}").status, 201);
    EXPECT_EQ(post("wrong body", "[]").status, 400);
    EXPECT_EQ(post("wrong body", "{}").status, 201);
}

}  // namespace
}  // namespace tabella::notes
