#include "wire/cors.h"

#include <gtest/gtest.h>

namespace tabella::wire {
namespace {

/// The Access-Control-Allow-Origin for a page of that origin; empty: it may not read the answer.
std::string allowed(const Cors& cors, const std::string& origin) {
    http::Response response;
    cors.allow(origin, response);
    return std::string(response.headers.find("Access-Control-Allow-Origin").value_or(""));
}

TEST(Cors, LetsPagesOfThisMachineInByDefault) {
    for (const char* origin :
         {"http://localhost:3000", "https://localhost", "http://127.0.0.1:80", "http://[::1]:5173"})
        EXPECT_EQ(allowed(Cors(), origin), origin);
    for (const char* origin : {"http://example.com", "http://localhost.example.com", "null",
                               "http://127.0.0.10", "ftp://localhost", "localhost"})
        EXPECT_EQ(allowed(Cors(), origin), "") << origin;
}

TEST(Cors, LetsInWhatIsListed) {
    const Cors cors("https://a.example, b.example:8080");
    EXPECT_EQ(allowed(cors, "https://a.example"), "https://a.example");
    EXPECT_EQ(allowed(cors, "http://a.example"), "");
    EXPECT_EQ(allowed(cors, "http://b.example:8080"), "http://b.example:8080");
    EXPECT_EQ(allowed(cors, "http://localhost"), "");
    EXPECT_EQ(allowed(Cors("*"), "http://any.example"), "*");
}

TEST(Cors, AnswersAPreflight) {
    http::Request request{.method = "OPTIONS"};
    request.headers.add("Origin", "http://localhost:3000");
    request.headers.add("Access-Control-Request-Method", "POST");
    request.headers.add("Access-Control-Request-Headers", "authorization,x-amz-target");
    const http::Response response = Cors().preflight(request);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.find("Access-Control-Allow-Methods"), "POST, GET, OPTIONS");
    EXPECT_EQ(response.headers.find("Access-Control-Allow-Headers"), "authorization,x-amz-target");
    EXPECT_FALSE(
        Cors("https://a.example").preflight(request).headers.find("Access-Control-Allow-Methods"));
}

TEST(Cors, SaysThatAnswersDependOnTheOrigin) {
    http::Response response;
    Cors().allow("http://evil.example", response);
    EXPECT_EQ(response.headers.find("Vary"), "Origin");
    http::Response plain;
    Cors().allow("", plain);
    EXPECT_TRUE(plain.headers.fields().empty());
}

}  // namespace
}  // namespace tabella::wire
