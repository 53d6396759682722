#include <algorithm>
#include <map>

#include "notes/documents.h"
#include "notes/handler_test_support.h"

namespace tabella::notes {
namespace {

/// "GET /notes/{id}" and the scope that is needed, for each; "" for none.
using Operations = std::map<std::string, std::string>;

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// A missing `security` is no scope that any route has: it must not pass for "none needed".
std::string scope_of(const json::Value& operation) {
    const json::Value* security = operation.find("security");
    if (security == nullptr || security->array() == nullptr) return "no security";
    if (security->array()->empty()) return "";
    const json::Value* scopes = security->array()->front().find("bearer");
    if (scopes == nullptr || scopes->array()->size() != 1) return "not one scope";
    return *scopes->array()->front().string();
}

Operations documented(const json::Value& document) {
    Operations operations;
    for (const auto& [path, item] : *document.find("paths")->object())
        for (const auto& [name, operation] : *item.object())
            if (name != "parameters") operations[upper(name) + " " + path] = scope_of(operation);
    return operations;
}

class OpenApiTest : public NotesOnEngine {};

TEST_F(OpenApiTest, NamesEachRouteAndItsScopeAndNoOther) {
    Operations served;
    for (const Route& route : handler_.routes()) {
        std::string path(route.path);
        std::replace(path.begin(), path.end(), '<', '{');
        std::replace(path.begin(), path.end(), '>', '}');
        served[std::string(route.method) + " " + path] = route.scope;
    }
    const auto document = json::parse(openapi_json());
    ASSERT_TRUE(document.ok()) << document.error().message;
    EXPECT_EQ(documented(*document), served);
}

TEST_F(OpenApiTest, IsServedToEveryone) {
    const http::Response document = call("GET", "/openapi.json");
    EXPECT_EQ(document.status, 200);
    EXPECT_EQ(document.body, openapi_json());
    EXPECT_EQ(document.headers.find("Content-Type"), "application/json");
}

TEST_F(OpenApiTest, ThePageMayRunItsOwnScriptOnly) {
    const http::Response page = call("GET", "/docs");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.headers.find("Content-Type"), "text/html; charset=utf-8");
    int policies = 0;
    for (const auto& [name, value] : page.headers.fields())
        if (name == "Content-Security-Policy") ++policies;
    EXPECT_EQ(policies, 1);
    const std::string policy(*page.headers.find("Content-Security-Policy"));
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'sha256-")) << policy;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

}  // namespace
}  // namespace tabella::notes
