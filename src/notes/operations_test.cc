#include "notes/handler_test_support.h"

namespace tabella::notes {
namespace {

class OperationsTest : public NotesOnEngine {
 protected:
    http::Response ask(NotesHandler& handler, const std::string& method, const std::string& target,
                       http::Headers headers = {}) {
        return sync_wait(handler.handle(request_of(method, target, "{}", std::move(headers))));
    }
};

TEST_F(OperationsTest, MetricsCountWhatHappened) {
    create("a");
    titles("/notes");
    call("GET", "/notes/1");
    call("GET", "/nope");
    const http::Response metrics = call("GET", "/metrics");
    EXPECT_EQ(metrics.status, 200);
    for (const char* line :
         {"tabella_notes_requests_total{method=\"POST\",route=\"/notes\",status=\"201\"} 1\n",
          "tabella_notes_requests_total{method=\"GET\",route=\"/notes/<id>\",status=\"404\"} 1\n",
          "tabella_notes_requests_total{method=\"other\",route=\"other\",status=\"404\"} 1\n",
          "tabella_notes_request_seconds_count{method=\"GET\",route=\"/notes\"} 1\n",
          "tabella_notes_requests_in_flight 1\n",
          "tabella_notes_store_calls_total{operation=\"PutItem\",outcome=\"answer\"} 1\n",
          "tabella_notes_store_calls_total{operation=\"Query\",outcome=\"failure\"} 0\n",
          // Half a unit for the listing, and half for the note that was not there.
          "tabella_notes_read_capacity_units_total 1.000\n"})
        EXPECT_NE(metrics.body.find(line), std::string::npos) << line << metrics.body;
    EXPECT_EQ(metrics.body.find("tabella_commit_queue_depth"), std::string::npos);
}

TEST_F(OperationsTest, MetricsTellWhatWritesConsumed) {
    const auto total = [&] {
        const std::string text = call("GET", "/metrics").body;
        const std::string name = "\ntabella_notes_write_capacity_units_total ";
        return std::stod(text.substr(text.find(name) + name.size()));
    };
    // Each 1 KB costs a unit, in the table and in each of the two indexes.
    const std::string id = create("a");
    EXPECT_EQ(total(), 3);
    EXPECT_EQ(call("PATCH", "/notes/" + id, R"({"content":"b"})").status, 200);
    const double changed = total();
    EXPECT_GT(changed, 3);
    EXPECT_EQ(call("PATCH", "/notes/" + id, R"({"content":"c"})", {{"If-Match", "\"9\""}}).status,
              412);
    EXPECT_EQ(total(), changed) << "a refusal does not tell";
    EXPECT_EQ(call("DELETE", "/notes/" + id).status, 204);
    EXPECT_EQ(total(), changed + 3);
    EXPECT_EQ(call("POST", "/notes", R"({"title":"b"})", {{"Idempotency-Key", "k"}}).status, 201);
    EXPECT_GE(total(), changed + 3 + 8) << "a transaction costs twice";
}

TEST_F(OperationsTest, MetricsTellTheDepthOfTheCommitQueue) {
    NotesHandler handler(service_, gate_, {.commit_queue_depth = [] { return std::size_t{7}; }});
    EXPECT_NE(ask(handler, "GET", "/metrics").body.find("\ntabella_commit_queue_depth 7\n"),
              std::string::npos);
}

TEST_F(OperationsTest, MetricsTellWhatOthersCountToo) {
    NotesHandler handler(service_, gate_, {.more_metrics = [] { return std::string("more 1\n"); }});
    EXPECT_TRUE(ask(handler, "GET", "/metrics").body.ends_with("\nmore 1\n"));
}

TEST_F(OperationsTest, EveryCallToTheStoreCarriesTheTraceOn) {
    const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const http::Headers sent{{"traceparent", parent},
                             {"tracestate", "a=1"},
                             {"tracestate", "b=2"},
                             {"X-Amzn-Trace-Id", "Root=1-5"}};
    const std::string id = create("a");
    dynamo_.begin_traces();
    const std::vector<std::pair<const char*, std::string>> requests{
        {"GET", "/notes"},       {"GET", "/notes/" + id},      {"POST", "/notes"},
        {"PUT", "/notes/" + id}, {"PATCH", "/notes/" + id},    {"DELETE", "/notes/" + id},
        {"GET", "/notes?q=x"},   {"GET", "/notes?sort=title"}, {"GET", "/ready"}};
    for (const auto& [method, target] : requests) {
        dynamo_.untraced_calls = dynamo_.traced_calls = 0;
        EXPECT_LT(call(method, target, "{}", sent).status, 300) << method << target;
        EXPECT_EQ(dynamo_.untraced_calls, 0) << method << target;
        EXPECT_GT(dynamo_.traced_calls, 0) << method << target;
        EXPECT_EQ(dynamo_.last_trace.parent, parent);
        EXPECT_EQ(dynamo_.last_trace.state, "a=1,b=2");
        EXPECT_EQ(dynamo_.last_trace.amzn_id, "Root=1-5");
    }
    http::Headers once = sent;
    once.add("Idempotency-Key", "k");
    dynamo_.untraced_calls = 0;
    EXPECT_EQ(call("POST", "/notes", "{}", once).status, 201);
    EXPECT_EQ(dynamo_.untraced_calls, 0);
    // What goes with no valid traceparent means nothing.
    EXPECT_EQ(call("GET", "/notes", "", {{"traceparent", "x"}, {"tracestate", "a=1"}}).status, 200);
    EXPECT_EQ(dynamo_.untraced_calls, 1);
}

TEST_F(OperationsTest, ReadyMeansThatTheTableIsThere) {
    EXPECT_EQ(call("GET", "/ready").status, 200);
    NotesService lost(dynamo_, clock_, {.table_name = "NoSuchTable"});
    NotesHandler handler(lost, gate_);
    const http::Response response = ask(handler, "GET", "/ready");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body, R"({"error":"The table of the notes is missing"})");
    EXPECT_EQ(ask(handler, "GET", "/health").status, 200);
}

TEST_F(OperationsTest, EachUserHasARateOfTheirOwn) {
    NotesHandler limited(service_, gate_, {.requests_per_second = 2});
    EXPECT_EQ(ask(limited, "GET", "/notes").status, 200);
    EXPECT_EQ(ask(limited, "GET", "/notes").status, 200);
    const http::Response refused = ask(limited, "GET", "/notes");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.find("Retry-After"), "1");
    EXPECT_EQ(ask(limited, "GET", "/health").status, 200);
    clock_.advance_ms(500);
    EXPECT_EQ(ask(limited, "GET", "/notes").status, 200);
    EXPECT_EQ(ask(limited, "GET", "/notes").status, 429);
    RateLimit limit(clock_, 1);
    for (int i = 0; i < 5'000; ++i) {
        EXPECT_FALSE(limit.take(std::to_string(i)).has_value());
        clock_.advance_ms(10);
    }
    EXPECT_TRUE(limit.take("4999").has_value());
    EXPECT_FALSE(limit.take("0").has_value());
}

TEST_F(OperationsTest, AnswersCarryTraceAndSecurityHeaders) {
    const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const http::Response response =
        call("GET", "/health", "",
             {{"X-Request-Id", "mine"}, {"traceparent", parent}, {"X-Amzn-Trace-Id", "Root=1-5"}});
    EXPECT_EQ(response.headers.find("X-Request-Id"), "mine");
    EXPECT_EQ(response.headers.find("traceparent"), parent);
    EXPECT_EQ(response.headers.find("X-Amzn-Trace-Id"), "Root=1-5");
    EXPECT_EQ(response.headers.find("X-Content-Type-Options"), "nosniff");
    for (const char* odd : {"a b", "\"x\"", "a\\b"}) {
        const http::Response own = call("GET", "/health", "", {{"X-Request-Id", odd}});
        EXPECT_EQ(own.headers.find("X-Request-Id")->size(), 16u) << odd;
    }
}

TEST_F(OperationsTest, ATraceParentIsTakenOverOnlyWhereItIsOne) {
    const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const std::string parent = "00f067aa0ba902b7";
    const auto answered = [&](const std::string& sent) {
        const auto response = call("GET", "/health", "", {{"traceparent", sent}});
        return std::string(response.headers.find("traceparent").value_or("-"));
    };
    const std::string good = "00-" + id + "-" + parent + "-01";
    EXPECT_EQ(answered(good), good);
    // Later versions: what this one knows of them.
    EXPECT_EQ(answered("cc-" + id + "-" + parent + "-02"), "00-" + id + "-" + parent + "-00");
    EXPECT_EQ(answered("cc-" + id + "-" + parent + "-03-more"), good);
    const std::string upper_id = "4BF92F3577B34DA6A3CE929D0E0E4736";
    for (const std::string& bad : std::vector<std::string>{
             "x", "ff-" + id + "-" + parent + "-01", good + "-more",
             "cc-" + id + "-" + parent + "-01more", "00-" + upper_id + "-" + parent + "-01",
             "00-" + std::string(32, '0') + "-" + parent + "-01",
             "00-" + id + "-" + std::string(16, '0') + "-01", "00-" + id + "-" + parent + "-0"})
        EXPECT_EQ(answered(bad), "-") << bad;
    const auto twice = call("GET", "/health", "", {{"traceparent", good}, {"traceparent", good}});
    EXPECT_FALSE(twice.headers.find("traceparent").has_value());
}

TEST_F(OperationsTest, PagesOfListedOriginsMayUseIt) {
    NotesHandler handler(service_, gate_, {.cors_origins = {"https://a.example"}});
    const http::Headers from_a{{"Origin", "https://a.example"},
                               {"Access-Control-Request-Method", "PUT"}};
    const http::Headers from_b{{"Origin", "https://a.example.evil"},
                               {"Access-Control-Request-Method", "PUT"}};
    const http::Response allowed = ask(handler, "OPTIONS", "/notes/1", from_a);
    EXPECT_EQ(allowed.status, 204);
    EXPECT_EQ(allowed.headers.find("Access-Control-Allow-Origin"), "https://a.example");
    EXPECT_TRUE(allowed.headers.find("Access-Control-Allow-Methods").has_value());
    EXPECT_FALSE(ask(handler, "OPTIONS", "/notes/1", from_b)
                     .headers.find("Access-Control-Allow-Origin")
                     .has_value());
    const http::Response read = ask(handler, "GET", "/notes", from_a);
    EXPECT_EQ(read.headers.find("Access-Control-Allow-Origin"), "https://a.example");
    EXPECT_EQ(read.headers.find("Vary"), "Origin");
    EXPECT_FALSE(call("GET", "/notes", "", from_a).headers.find("Access-Control-Allow-Origin"));
}

TEST(AccessLog, NamesNoUser) {
    const AccessEntry entry{.method = "GET",
                            .path = "/notes",
                            .remote_address = "127.0.0.1",
                            .user = "USER#alice",
                            .status = 200,
                            .body_bytes = 2,
                            .took = std::chrono::microseconds(1'500)};
    const RequestTrace trace{.request_id = "r1"};
    EXPECT_EQ(access_line(entry, trace, LogFormat::kText).find("alice"), std::string::npos);
    const auto line = json::parse(access_line(entry, trace, LogFormat::kJson));
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(*line->find("status")->integer(), 200);
    EXPECT_EQ(*line->find("request_id")->string(), "r1");
    EXPECT_EQ(line->find("user")->string()->size(), 12u);
}

}  // namespace
}  // namespace tabella::notes
