#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "json/document.h"
#include "notes/engine_test_support.h"
#include "notes/notes_handler.h"
#include "notes/notes_service.h"

namespace tabella::notes {

inline http::Request request_of(std::string method, const std::string& target,
                                std::string body = "", http::Headers headers = {}) {
    http::Request request{.method = std::move(method), .target = target};
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    request.headers = std::move(headers);
    if (!request.headers.find("X-Request-Id")) request.headers.add("X-Request-Id", "test");
    request.body = std::move(body);
    return request;
}

/// The Notes API on the embedded engine in memory, at a time that the test moves.
class NotesOnEngine : public testing::Test {
 protected:
    http::Response call(std::string method, const std::string& target, std::string body = "",
                        http::Headers headers = {}) {
        return sync_wait(handler_.handle(
            request_of(std::move(method), target, std::move(body), std::move(headers))));
    }
    std::string create(const std::string& title, const std::string& more = "") {
        std::string body = R"({"title":)";
        json::append_json_string(body, title);
        const http::Response created = call("POST", "/notes", body + more + "}");
        EXPECT_EQ(created.status, 201) << created.body;
        return *json::parse(created.body)->find("id")->string();
    }
    /// The titles of a listing, page by page, in order.
    std::vector<std::string> titles(std::string target) {
        std::vector<std::string> titles;
        for (pages = 0; !target.empty(); ++pages) {
            const http::Response page = call("GET", target);
            EXPECT_EQ(page.status, 200) << target << page.body;
            if (page.status != 200) break;
            const auto notes = json::parse(page.body);
            for (const json::Value& note : *notes->array())
                titles.push_back(*note.find("title")->string());
            const std::string link(page.headers.find("Link").value_or(""));
            target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
        }
        return titles;
    }

    ManualClock clock_{1'700'000'000'000};
    CountingDynamo dynamo_{clock_};
    NotesService service_{dynamo_, clock_, {.cursor_secret = "secret"}};
    OpenGate gate_{UserKey("USER#demo")};
    NotesHandler handler_{service_, gate_};
    int pages = 0;
};

}  // namespace tabella::notes
