#include "fuzz.h"
#include "http/request_head.h"
#include "wire/authenticator.h"

// Requests with signatures: none that a fuzzer can think of verifies.

TABELLA_FUZZ(signatures) {
    using namespace tabella;
    http::RequestHeadParser parser(16 * 1024);
    if (parser.parse(input) != http::RequestHeadParser::Outcome::kDone) return;
    const http::Request& request = parser.head().request;
    const auto authorization = wire::read_authorization(request);
    if (!authorization.ok()) return;
    static const ManualClock clock(1'440'938'160'000);  // 2015-08-30T12:36:00Z
    static const wire::Authenticator authenticator({{"AKIDEXAMPLE", {"AKIDEXAMPLE", "secret", ""}}},
                                                   clock, {.region = "us-east-1"});
    fuzz::require(!authenticator.verify(request, *authorization).ok(), "nobody knows the secret");
}
