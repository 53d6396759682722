#include "notes/notes_handler.h"

#include <gtest/gtest.h>

#include "notes/cursor.h"
#include "notes/memory_dynamo.h"
#include "notes/notes_service.h"

namespace tabella::notes {
namespace {

class NotesHandlerTest : public testing::Test {
 protected:
    http::Response call(std::string method, std::string target, std::string body = "") {
        http::Request request{.method = std::move(method), .target = target};
        const std::size_t question = target.find('?');
        request.path = target.substr(0, question);
        if (question != std::string::npos) request.query = target.substr(question + 1);
        request.body = std::move(body);
        request.headers.add("X-Request-Id", "test");
        return sync_wait(handler_.handle(std::move(request)));
    }

    ManualClock clock_{1'700'000'000'000};
    MemoryDynamo dynamo_;
    NotesService service_{dynamo_, clock_, {.cursor_secret = "secret"}};
    OpenGate gate_{UserKey("USER#demo")};
    NotesHandler handler_{service_, gate_};
};

TEST_F(NotesHandlerTest, AnswersTheSeedsFiveRequests) {
    const http::Response healthy = call("GET", "/health");
    EXPECT_EQ(healthy.status, 200);
    EXPECT_EQ(healthy.body, R"({"status":"ok"})");
    EXPECT_EQ(healthy.headers.find("Content-Type"), "application/json");

    const http::Response created = call("POST", "/notes", R"({"title":"Hello","content":"World"})");
    EXPECT_EQ(created.status, 201);
    EXPECT_EQ(created.body, R"({"id":"1700000000000"})");
    EXPECT_EQ(created.headers.find("Location"), "/notes/1700000000000");

    const std::string note =
        R"({"PK":"USER#demo","SK":"NOTE#1700000000000","content":"World","title":"Hello"})";
    EXPECT_EQ(call("GET", "/notes").body, "[" + note + "]");
    const http::Response got = call("GET", "/notes/1700000000000");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, note);

    EXPECT_EQ(call("DELETE", "/notes/1700000000000").status, 204);
    EXPECT_EQ(call("DELETE", "/notes/1700000000000").status, 204);
    const http::Response gone = call("GET", "/notes/1700000000000");
    EXPECT_EQ(gone.status, 404);
    EXPECT_EQ(gone.body, R"({"error":"Not found"})");
    EXPECT_EQ(call("GET", "/notes").body, "[]");
}

TEST_F(NotesHandlerTest, TitleAndContentAreOptional) {
    EXPECT_EQ(call("POST", "/notes", "{}").status, 201);
    EXPECT_NE(call("GET", "/notes").body.find(R"("content":"","title":"")"), std::string::npos);
}

TEST_F(NotesHandlerTest, OnlyTitleAndContentAreKept) {
    const http::Response created =
        call("POST", "/notes",
             R"({"PK":"USER#other","SK":"NOTE#1","id":7,"title":"Grüße\n\"\u0000\""})");
    EXPECT_EQ(created.status, 201);
    EXPECT_EQ(
        call("GET", "/notes/1700000000000").body,
        R"({"PK":"USER#demo","SK":"NOTE#1700000000000","content":"","title":"Grüße\n\"\u0000\""})");
    EXPECT_EQ(dynamo_.partitions.count("USER#other"), 0u);
}

TEST_F(NotesHandlerTest, BadBodiesAreNamedAndStoreNothing) {
    for (const char* body : {"", "{", "nope", "{\"title\":\"x\"} trailing"}) {
        const http::Response response = call("POST", "/notes", body);
        EXPECT_EQ(response.status, 400) << body;
        EXPECT_NE(response.body.find("not valid JSON"), std::string::npos) << response.body;
    }
    for (const char* body : {"[]", "\"x\"", "5", "null"})
        EXPECT_EQ(call("POST", "/notes", body).body,
                  R"({"error":"The body must be a JSON object"})");
    EXPECT_EQ(call("POST", "/notes", R"({"title":5})").body,
              R"({"error":"title must be a string"})");
    EXPECT_EQ(call("POST", "/notes", R"({"content":null})").body,
              R"({"error":"content must be a string"})");
    EXPECT_TRUE(dynamo_.notes().empty());
}

TEST_F(NotesHandlerTest, UnknownRoutesAndMethods) {
    for (const char* path :
         {"/", "/nope", "/notes/", "/health/", "/notes/1/2", "/notes/%ZZ", "/notes/%FF"})
        EXPECT_EQ(call("GET", path).status, 404) << path;
    const http::Response wrong = call("PUT", "/notes");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.find("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(call("POST", "/notes/1").headers.find("Allow"),
              "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
    EXPECT_EQ(call("OPTIONS", "/health").headers.find("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(call("HEAD", "/health").status, 200);
}

TEST_F(NotesHandlerTest, IdsInPathsAreDecoded) {
    dynamo_.plant("NOTE#a b/ü");
    EXPECT_EQ(call("GET", "/notes/a%20b%2F%C3%BC").status, 200);
}

// A NoteId was once freed twice on its way to the service; a long one, on the heap, shows it best.
TEST_F(NotesHandlerTest, LongIdsAreOrdinaryIds) {
    for (const std::size_t id_bytes : {14u, 15u, 16u, 100u, 1'019u, 1'020u, 8'000u}) {
        const std::string path = "/notes/" + std::string(id_bytes, 'x');
        EXPECT_EQ(call("GET", path).status, 404) << id_bytes;
        EXPECT_EQ(call("DELETE", path).status, 204) << id_bytes;
    }
}

TEST_F(NotesHandlerTest, ItemsOfOtherProgramsAreShownWhole) {
    dynamo_.plant("NOTE#1", {{"n", Number(3)},
                             {"l", AttributeValue::List{"a", true, AttributeValue::Null{}}},
                             {"b", AttributeValue::Binary{"\x01\x02"}},
                             {"ss", AttributeValue::StringSet{"x", "y"}},
                             {"m", AttributeMap{{"k", "v"}}}});
    EXPECT_EQ(call("GET", "/notes/1").body,
              R"({"PK":"USER#demo","SK":"NOTE#1","b":"AQI=","l":["a",true,null],)"
              R"("m":{"k":"v"},"n":3,"ss":["x","y"]})");
}

TEST_F(NotesHandlerTest, HeadAnswersLikeGet) {
    call("POST", "/notes", "{}");
    for (const char* target : {"/health", "/notes", "/notes/1700000000000", "/notes/1", "/nope"}) {
        const http::Response get = call("GET", target);
        const http::Response head = call("HEAD", target);
        EXPECT_EQ(head.status, get.status) << target;
        EXPECT_EQ(head.headers.fields(), get.headers.fields()) << target;
    }
}

TEST_F(NotesHandlerTest, DeletesAnswerWithoutABody) {
    call("POST", "/notes", "{}");
    const http::Response deleted = call("DELETE", "/notes/1700000000000");
    EXPECT_EQ(deleted.status, 204);
    EXPECT_EQ(deleted.body, "");
    EXPECT_TRUE(dynamo_.notes().empty());
}

TEST_F(NotesHandlerTest, LongListsAreLinked) {
    dynamo_.page_items = 2;
    for (int i = 0; i < 3; ++i) call("POST", "/notes", "{}");
    const http::Response first = call("GET", "/notes");
    const std::string link(first.headers.find("Link").value_or(""));
    ASSERT_TRUE(link.starts_with("</notes?cursor=")) << link;
    ASSERT_TRUE(link.ends_with(">; rel=\"next\"")) << link;
    const http::Response second = call("GET", link.substr(1, link.find('>') - 1));
    EXPECT_EQ(second.status, 200);
    EXPECT_NE(second.body.find("NOTE#1700000000002"), std::string::npos);
    EXPECT_EQ(second.body.find("NOTE#1700000000001"), std::string::npos);
    EXPECT_FALSE(second.headers.find("Link").has_value());
}

TEST_F(NotesHandlerTest, CursorsThatNobodyGaveAreRefused) {
    const auto cursor_of = [](const char* user) {
        const UserKey key(user);
        const std::string listing = listing_of(key, NoteQuery{});
        return CursorCodec("secret").encode(listing, key_of(key, "1700000000000")).text;
    };
    const std::string good = cursor_of("USER#demo");
    EXPECT_EQ(call("GET", "/notes?cursor=" + good).status, 200);
    const std::string foreign = cursor_of("USER#other");
    for (const std::string& bad :
         {std::string(), std::string("x"), std::string("%41"), std::string("AAAA"),
          std::string(3'000, 'A'), good + "=", good + "A", good.substr(1), foreign}) {
        const http::Response response = call("GET", "/notes?cursor=" + bad);
        EXPECT_EQ(response.status, 400) << bad;
        EXPECT_EQ(response.body, R"({"error":"cursor is not valid"})");
    }
    EXPECT_EQ(dynamo_.queries, 1);
}

TEST_F(NotesHandlerTest, AStoreThatCannotBeReachedIs503) {
    dynamo_.fail_with = api::Error{.code = api::ErrorCode::kUnreachable, .message = "10.0.0.1:80"};
    for (const auto& [method, path] : {std::pair{"GET", "/notes"},
                                       {"POST", "/notes"},
                                       {"GET", "/notes/1"},
                                       {"DELETE", "/notes/1"}}) {
        const http::Response response = call(method, path, "{}");
        EXPECT_EQ(response.status, 503) << method << path;
        EXPECT_EQ(response.headers.find("Retry-After"), "1");
        EXPECT_EQ(response.body.find("10.0.0.1"), std::string::npos);
    }
    EXPECT_EQ(call("GET", "/health").status, 200);
}

TEST_F(NotesHandlerTest, OtherErrorsOfTheStoreAre500AndTellNothing) {
    dynamo_.fail_with = api::Error{.code = api::ErrorCode::kResourceNotFound,
                                   .message = "Requested resource not found: arn:aws:secret"};
    for (const auto& [method, path] : {std::pair{"GET", "/notes"},
                                       {"POST", "/notes"},
                                       {"GET", "/notes/1"},
                                       {"DELETE", "/notes/1"}}) {
        const http::Response response = call(method, path, "{}");
        EXPECT_EQ(response.status, 500) << method << path;
        EXPECT_EQ(response.body, R"({"error":"Internal server error"})");
        EXPECT_FALSE(response.headers.find("Retry-After").has_value());
    }
}

TEST_F(NotesHandlerTest, NotesThatNoItemCanHoldAre413) {
    const std::string body = R"({"content":")" + std::string(410'000, 'x') + R"("})";
    const http::Response response = call("POST", "/notes", body);
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(response.body, R"({"error":"The note is larger than 400 KB"})");
}

TEST_F(NotesHandlerTest, RefusalsOfTheServerAreJson) {
    const http::Response response = handler_.refuse(413, "The body is too large");
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(response.body, R"({"error":"The body is too large"})");
    EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
    EXPECT_EQ(handler_.refuse(503, "Overloaded").headers.find("Retry-After"), "1");
}

}  // namespace
}  // namespace tabella::notes
