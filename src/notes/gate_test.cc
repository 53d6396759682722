#include "notes/gate.h"

#include "notes/handler_test_support.h"

namespace tabella::notes {
namespace {

const std::string kSecret(32, 's');

class GateTest : public NotesOnEngine {
 protected:
    static std::string token(const std::string& subject, const std::string& scope) {
        std::string claims = R"({"exp":1700000001,"sub":)";
        json::append_json_string(claims, subject);
        claims += R"(,"scope":)";
        json::append_json_string(claims, scope);
        return "Bearer " + jwt::make_hs256_token(claims + "}", kSecret);
    }
    http::Response ask(const std::string& authorization, std::string method,
                       const std::string& target, std::string body = "") {
        http::Headers headers;
        if (!authorization.empty()) headers.add("Authorization", authorization);
        return sync_wait(tokens_handler_.handle(
            request_of(std::move(method), target, std::move(body), headers)));
    }

    jwt::Verifier verifier_{{.secret = kSecret}, nullptr, clock_};
    TokenGate tokens_gate_{verifier_};
    NotesHandler tokens_handler_{service_, tokens_gate_};
};

TEST_F(GateTest, AUserHasNotesOfTheirOwn) {
    const std::string alice = token("alice", "notes:read notes:write");
    const std::string bob = token("bob", "notes:read notes:write");
    ASSERT_EQ(ask(alice, "POST", "/notes", R"({"title":"of alice"})").status, 201);
    EXPECT_NE(ask(alice, "GET", "/notes").body.find(R"("PK":"USER#alice")"), std::string::npos);
    EXPECT_EQ(ask(bob, "GET", "/notes").body, "[]");
    const std::string note = "/notes/1700000000000";
    EXPECT_EQ(ask(bob, "GET", note).status, 404);
    EXPECT_EQ(ask(bob, "PUT", note, "{}").status, 404);
    EXPECT_EQ(ask(bob, "DELETE", note).status, 204);
    EXPECT_EQ(ask(alice, "GET", note).status, 200);
}

TEST_F(GateTest, SubjectsThatLookLikeKeysAreSubjects) {
    for (const char* subject : {"demo#NOTE#1", "USER#demo", "../demo", "demo\u0000x", " demo"}) {
        const std::string someone = token(subject, "notes:read");
        EXPECT_EQ(ask(someone, "GET", "/notes").body, "[]") << subject;
        EXPECT_EQ(ask(someone, "GET", "/notes/1700000000000").status, 404) << subject;
    }
}

TEST_F(GateTest, WhoIsNobodyIsAskedForAToken) {
    const http::Response nobody = ask("", "GET", "/notes");
    EXPECT_EQ(nobody.status, 401);
    EXPECT_EQ(nobody.headers.find("WWW-Authenticate"), "Bearer realm=\"notes\"");
    const std::string good = token("alice", "notes:read");
    for (const std::string& bad :
         {std::string("Bearer"), std::string("Bearer "), std::string("Basic YTpi"), good.substr(7),
          good + "x", "Bearer " + good, "Bearer\t" + good.substr(7)}) {
        const http::Response refused = ask(bad, "GET", "/notes");
        EXPECT_EQ(refused.status, 401) << bad;
        EXPECT_NE(refused.headers.find("WWW-Authenticate")->find("invalid_token"),
                  std::string::npos);
    }
    EXPECT_EQ(ask("bearer " + good.substr(7), "GET", "/notes").status, 200);
    http::Headers twice{{"Authorization", good}, {"Authorization", good}};
    EXPECT_EQ(sync_wait(tokens_handler_.handle(request_of("GET", "/notes", "", twice))).status,
              401);
    clock_.advance_ms(1'000);
    EXPECT_EQ(ask(good, "GET", "/notes").status, 401);
    EXPECT_EQ(ask("", "GET", "/health").status, 200);
    EXPECT_EQ(ask("", "GET", "/nope").status, 404);
}

TEST_F(GateTest, EachScopeAllowsWhatItSays) {
    struct Case {
        const char* method;
        const char* target;
        std::string_view scope;
    };
    const Case cases[] = {{"GET", "/notes", kReadScope},      {"HEAD", "/notes", kReadScope},
                          {"GET", "/notes/1", kReadScope},    {"POST", "/notes", kWriteScope},
                          {"PUT", "/notes/1", kWriteScope},   {"PATCH", "/notes/1", kWriteScope},
                          {"DELETE", "/notes/1", kWriteScope}};
    for (const Case& each : cases)
        for (const std::string_view scope : {kReadScope, kWriteScope, kAdminScope}) {
            const int status =
                ask(token("alice", std::string(scope)), each.method, each.target, "{}").status;
            EXPECT_EQ(status == 403, scope != each.scope) << each.method << each.target << scope;
        }
    for (const char* scope : {"", "notes", "notes:*", "NOTES:READ", "notes:readx", "notes:read,x"})
        EXPECT_EQ(ask(token("alice", scope), "GET", "/notes").status, 403) << scope;
}

TEST_F(GateTest, OnlyTheOwnerOfAllSeesADayOfEveryone) {
    const char* day = "/notes?day=2023-11-14";
    EXPECT_EQ(ask(token("alice", "notes:read notes:write"), "GET", day).status, 403);
    EXPECT_EQ(ask(token("alice", "notes:admin"), "GET", day).status, 403);
    EXPECT_EQ(ask(token("alice", "notes:read notes:admin"), "GET", day).status, 200);
}

TEST_F(GateTest, ACursorIsItsOwnersOnly) {
    const std::string alice = token("alice", "notes:read notes:write");
    for (int i = 0; i < 3; ++i) ask(alice, "POST", "/notes", "{}");
    const http::Response first = ask(alice, "GET", "/notes?limit=1");
    const std::string link(first.headers.find("Link").value_or(""));
    const std::string target = link.substr(1, link.find('>') - 1);
    EXPECT_EQ(ask(alice, "GET", target).status, 200);
    EXPECT_EQ(ask(token("bob", "notes:read"), "GET", target).status, 400);
}

}  // namespace
}  // namespace tabella::notes
