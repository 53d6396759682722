#include <algorithm>
#include <string>

#include "fuzz.h"
#include "http/chunked.h"

// Chunked bodies: the same body, and the same end of it, however the bytes come in.

namespace {

using namespace tabella;
using Outcome = http::ChunkedDecoder::Outcome;

struct Decoded {
    Outcome outcome = Outcome::kMore;
    std::string body;
    std::string rest;
};

Decoded decode(std::string_view input, std::size_t piece) {
    http::ChunkedDecoder decoder(1'024, 256);
    Decoded decoded;
    std::string unread;
    for (std::size_t at = 0; at < input.size(); at += piece) {
        unread += input.substr(at, piece);
        if (decoded.outcome != Outcome::kMore) continue;
        std::string_view left = unread;
        decoded.outcome = decoder.decode(left, decoded.body);
        unread = std::string(left);
    }
    decoded.rest = unread;
    return decoded;
}

}  // namespace

TABELLA_FUZZ(chunks) {
    if (input.empty()) return;
    const Decoded whole = decode(input, input.size());
    const Decoded dripping = decode(input, 1);
    fuzz::require(whole.outcome == dripping.outcome, "dripping in changes nothing");
    fuzz::require(whole.body.size() <= 1'024, "a body is bounded");
    if (whole.outcome != Outcome::kDone) return;
    fuzz::require(whole.body == dripping.body, "nor the body");
    fuzz::require(whole.rest == dripping.rest, "nor where the next request begins");
}
