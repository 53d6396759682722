#include "notes/handler_test_support.h"

namespace tabella::notes {
namespace {

class SafeUpdatesTest : public NotesOnEngine {
 protected:
    std::string etag(const std::string& id) {
        return std::string(call("GET", "/notes/" + id).headers.find("ETag").value_or("none"));
    }
    int put(const std::string& id, const std::string& if_match) {
        return call("PUT", "/notes/" + id, R"({"title":"x"})", {{"If-Match", if_match}}).status;
    }
};

TEST_F(SafeUpdatesTest, PutReplacesAndPatchKeeps) {
    const std::string id = create("a", R"(,"content":"b")");
    EXPECT_EQ(etag(id), "\"0\"");
    const http::Response patched = call("PATCH", "/notes/" + id, R"({"title":"c"})");
    EXPECT_EQ(patched.status, 200);
    EXPECT_EQ(patched.headers.find("ETag"), "\"1\"");
    EXPECT_EQ(patched.body,
              R"({"PK":"USER#demo","SK":"NOTE#1700000000000","content":"b","title":"c"})");
    const http::Response put = call("PUT", "/notes/" + id, R"({"title":"d"})");
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.body, R"({"PK":"USER#demo","SK":"NOTE#1700000000000","content":"","title":"d"})");
    EXPECT_EQ(call("GET", "/notes/" + id).body, put.body);
    EXPECT_EQ(call("GET", "/notes").body, "[" + put.body + "]");
    EXPECT_EQ(etag(id), "\"2\"");
    EXPECT_EQ(call("PATCH", "/notes/" + id, "{}").headers.find("ETag"), "\"3\"");
}

TEST_F(SafeUpdatesTest, NotesOfTheSeedAreChangedAsOthers) {
    dynamo_.plant({{"PK", "USER#demo"},
                   {"SK", "NOTE#1600000000000"},
                   {"title", "old"},
                   {"content", "c"},
                   {"colour", "red"}});
    EXPECT_EQ(etag("1600000000000"), "\"0\"");
    EXPECT_EQ(put("1600000000000", "\"0\""), 200);
    EXPECT_EQ(put("1600000000000", "\"0\""), 412);
    // What other programs have stored with it stays, and from now on the indexes know it.
    EXPECT_EQ(
        call("GET", "/notes/1600000000000").body,
        R"({"PK":"USER#demo","SK":"NOTE#1600000000000","colour":"red","content":"","title":"x"})");
    EXPECT_EQ(titles("/notes?sort=title"), std::vector<std::string>{"x"});
    EXPECT_EQ(titles("/notes?day=2020-09-13"), std::vector<std::string>{"x"});
}

TEST_F(SafeUpdatesTest, NoNoteIsCreatedByAChange) {
    for (const char* method : {"PUT", "PATCH"}) {
        const http::Response response = call(method, "/notes/1", R"({"title":"x"})");
        EXPECT_EQ(response.status, 404) << method;
        EXPECT_EQ(response.body, R"({"error":"Not found"})");
        EXPECT_EQ(call(method, "/notes/" + std::string(1'020, 'x'), "{}").status, 404);
    }
    EXPECT_EQ(call("GET", "/notes").body, "[]");
}

TEST_F(SafeUpdatesTest, OfTwoWhoReadTheSameVersionOneWins) {
    const std::string id = create("a");
    EXPECT_EQ(put(id, "\"0\""), 200);
    const http::Response late =
        call("PUT", "/notes/" + id, R"({"title":"late"})", {{"If-Match", "\"0\""}});
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(late.headers.find("ETag"), "\"1\"");
    EXPECT_EQ(call("DELETE", "/notes/" + id, "", {{"If-Match", "\"0\""}}).status, 412);
    EXPECT_EQ(call("DELETE", "/notes/" + id, "", {{"If-Match", "\"1\""}}).status, 204);
    EXPECT_EQ(call("DELETE", "/notes/" + id, "", {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(call("DELETE", "/notes/" + id).status, 204);
}

TEST_F(SafeUpdatesTest, IfMatchIsAListOfTags) {
    const std::string id = create("a");
    EXPECT_EQ(put(id, "*"), 200);
    EXPECT_EQ(put(id, "\"0\", \"1\""), 200);
    EXPECT_EQ(put(id, "\"7\",\"nobody's\" , \"2\""), 200);
    for (const char* other : {"\"0\"", "W/\"3\"", "\"\"", "\"03\"", "\"-1\"", "\"3 \""})
        EXPECT_EQ(put(id, other), 412) << other;
    for (const char* wrong : {"", "3", "\"3", "\"3\" \"4\"", "\"3\",", "*,\"3\"", "'3'"})
        EXPECT_EQ(put(id, wrong), 400) << wrong;
    EXPECT_EQ(put("1", "*"), 412);
    EXPECT_EQ(etag(id), "\"3\"");
}

TEST_F(SafeUpdatesTest, WhoHasTheNoteAlreadyIsToldSo) {
    const std::string id = create("a");
    const auto get = [&](const char* tags) {
        return call("GET", "/notes/" + id, "", {{"If-None-Match", tags}});
    };
    const http::Response known = get("\"0\"");
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.body, "");
    EXPECT_EQ(known.headers.find("ETag"), "\"0\"");
    EXPECT_EQ(get("W/\"0\"").status, 304);
    EXPECT_EQ(get("*").status, 304);
    EXPECT_EQ(get("\"1\"").status, 200);
    EXPECT_EQ(get("0").status, 400);
    EXPECT_EQ(call("PUT", "/notes/" + id, "{}", {{"If-None-Match", "*"}}).status, 400);
}

// The client repeats a write whose answer was lost, and is refused by its own first attempt.
TEST_F(SafeUpdatesTest, TheEchoOfOurOwnSuccessIsASuccess) {
    const std::string id = create("a");
    dynamo_.lose_answer = true;
    EXPECT_EQ(put(id, "\"0\""), 200);
    EXPECT_EQ(call("DELETE", "/notes/" + id, "", {{"If-Match", "\"1\""}}).status, 204);
    dynamo_.lose_answer = false;
    EXPECT_EQ(call("GET", "/notes/" + id).status, 404);
}

TEST_F(SafeUpdatesTest, BadBodiesChangeNothing) {
    const std::string id = create("a");
    for (const char* body : {"", "[]", R"({"title":1})", R"({"content":null})",
                             R"({"expires_in":0})", R"({"expires_at":1})"})
        for (const char* method : {"PUT", "PATCH"})
            EXPECT_EQ(call(method, "/notes/" + id, body).status, 400) << body;
    EXPECT_EQ(
        call("PUT", "/notes/" + id, R"({"content":")" + std::string(410'000, 'x') + R"("})").status,
        413);
    EXPECT_EQ(etag(id), "\"0\"");
}

TEST_F(SafeUpdatesTest, AnExpiredNoteIsNotThere) {
    const std::string id = create("a", R"(,"expires_in":5)");
    EXPECT_NE(call("GET", "/notes/" + id).body.find(R"("expires_at":1700000005)"),
              std::string::npos);
    clock_.advance_ms(4'999);
    EXPECT_EQ(call("GET", "/notes/" + id).status, 200);
    clock_.advance_ms(1);
    EXPECT_EQ(call("GET", "/notes/" + id).status, 404);
    EXPECT_EQ(call("PATCH", "/notes/" + id, "{}").status, 404);
    EXPECT_EQ(put(id, "\"0\""), 412);
    EXPECT_EQ(call("DELETE", "/notes/" + id, "", {{"If-Match", "*"}}).status, 412);
    EXPECT_EQ(call("DELETE", "/notes/" + id).status, 204);
}

TEST_F(SafeUpdatesTest, ExpiryIsSetMovedAndTakenAway) {
    const std::string id = create("a", R"(,"expires_at":"2023-11-14T22:13:30Z")");
    const auto patch = [&](const char* body) { return call("PATCH", "/notes/" + id, body).body; };
    EXPECT_NE(patch("{}").find(R"("expires_at":1700000010)"), std::string::npos);
    EXPECT_NE(patch(R"({"expires_in":60})").find(R"("expires_at":1700000060)"), std::string::npos);
    EXPECT_NE(patch(R"({"expires_at":1700000099})").find(R"("expires_at":1700000099)"),
              std::string::npos);
    EXPECT_EQ(patch(R"({"expires_at":null})").find("expires_at"), std::string::npos);
    patch(R"({"expires_in":60})");
    EXPECT_EQ(call("PUT", "/notes/" + id, "{}").body.find("expires_at"), std::string::npos);
}

TEST_F(SafeUpdatesTest, WrongExpiryIsNamed) {
    for (const auto& [member, value] : {std::pair{"expires_in", "0"},
                                        {"expires_in", "-1"},
                                        {"expires_in", "1.5"},
                                        {"expires_in", "\"5\""},
                                        {"expires_in", "1e18"},
                                        {"expires_in", "null"},
                                        {"expires_at", "1700000000"},
                                        {"expires_at", "\"soon\""},
                                        {"expires_at", "true"},
                                        {"expires_at", "1700000000000"},
                                        {"expires_at", "\"2023-11-14T22:13:20Z\""}}) {
        const http::Response response =
            call("POST", "/notes", std::string("{\"") + member + "\":" + value + "}");
        EXPECT_EQ(response.status, 400) << value;
        EXPECT_NE(response.body.find(member), std::string::npos) << response.body;
    }
    EXPECT_EQ(call("POST", "/notes", R"({"expires_in":5,"expires_at":1700000009})").status, 400);
    EXPECT_EQ(call("GET", "/notes").body, "[]");
}

TEST_F(SafeUpdatesTest, ErrorsAreProblemDetailsForWhoAccepts) {
    const http::Headers accepting{{"Accept", "text/html, application/problem+json;q=0.9"}};
    const http::Response missing = call("GET", "/notes/1", "", accepting);
    EXPECT_EQ(missing.headers.find("Content-Type"), "application/problem+json");
    EXPECT_EQ(missing.body,
              R"({"type":"about:blank","title":"Not Found","status":404,"detail":"Not found"})");
    const http::Response wrong = call("POST", "/notes", R"({"title":5})", accepting);
    EXPECT_EQ(wrong.body, R"({"type":"about:blank","title":"Bad Request","status":400,)"
                          R"("detail":"title must be a string","field":"title"})");
    EXPECT_EQ(call("GET", "/notes/1", "", {{"Accept", "application/problem+json;q=0"}}).body,
              R"({"error":"Not found"})");
    EXPECT_EQ(call("GET", "/notes/1", "", {{"Accept", "*/*"}}).body, R"({"error":"Not found"})");
}

}  // namespace
}  // namespace tabella::notes
