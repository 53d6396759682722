#include <string>

#include "fuzz.h"
#include "http/request_head.h"

// Request heads: the same verdict whole and byte by byte, and no framing that could be read twice.

namespace {

using namespace tabella;
using Outcome = http::RequestHeadParser::Outcome;

std::string fields_of(const http::Request& request, std::string_view wanted) {
    std::string values;
    for (const auto& [name, value] : request.headers.fields()) {
        std::string lower = name;
        for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (lower == wanted) values += "<" + value + ">";
    }
    return values;
}

}  // namespace

TABELLA_FUZZ(heads) {
    constexpr std::size_t kBytesMax = 4'096;
    http::RequestHeadParser whole(kBytesMax);
    const Outcome outcome = whole.parse(input);
    http::RequestHeadParser dripping(kBytesMax);
    Outcome last = Outcome::kMore;
    for (std::size_t size = 1; size <= input.size() && last == Outcome::kMore; ++size)
        last = dripping.parse(input.substr(0, size));
    if (!input.empty()) fuzz::require(last == outcome, "dripping in changes nothing");
    if (outcome == Outcome::kRefused)
        fuzz::require(whole.refusal().status >= 400 && whole.refusal().status < 600,
                      "a refusal has a status");
    if (outcome != Outcome::kDone) return;
    fuzz::require(whole.head_bytes() == dripping.head_bytes(), "nor where the head ends");
    const http::RequestHead& head = whole.head();
    const std::string lengths = fields_of(head.request, "content-length");
    const std::string codings = fields_of(head.request, "transfer-encoding");
    fuzz::require(lengths.empty() || codings.empty(), "one framing");
    fuzz::require(head.chunked == !codings.empty(), "a transfer coding is obeyed");
    if (!lengths.empty() && head.content_length < ~std::uint64_t{0})
        fuzz::require(lengths.find_first_not_of("<>0123456789") == lengths.npos &&
                          lengths.find('<', 1) == lengths.npos,
                      "a length is one number");
    for (const auto& [name, value] : head.request.headers.fields())
        fuzz::require(value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos,
                      "no field hides another");
}
