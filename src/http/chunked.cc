#include "http/chunked.h"

#include <algorithm>

#include "http/ascii.h"

namespace tabella::http {
namespace {

/// A chunk's size and its extensions: more than any client sends.
constexpr std::size_t kSizeLineBytesMax = 1024;
constexpr std::size_t kSizeDigitsMax = 16;
constexpr std::size_t kBlankLineBytes = 2;

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

ChunkedDecoder::Outcome ChunkedDecoder::refuse(int status, std::string_view reason) {
    refusal_ = {status, reason};
    return Outcome::kRefused;
}

std::optional<Refusal> ChunkedDecoder::read_size(std::string_view line, std::size_t body_bytes) {
    std::size_t digits = 0;
    chunk_left_ = 0;
    while (digits < line.size() && hex_digit(line[digits]) >= 0) {
        if (digits == kSizeDigitsMax) return Refusal{400, "malformed chunk size"};
        chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(hex_digit(line[digits++]));
    }
    const std::string_view extension = line.substr(digits);
    if (digits == 0 || (!extension.empty() && extension.front() != ';') ||
        !all_field_chars(extension))
        return Refusal{400, "malformed chunk size"};
    if (chunk_left_ > body_bytes_max_ - body_bytes) return Refusal{413, "request body too large"};
    return std::nullopt;
}

ChunkedDecoder::Outcome ChunkedDecoder::decode(std::string_view& unread, std::string& body) {
    while (true) {
        if (state_ == State::kData) {
            const auto count =
                static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, unread.size()));
            body.append(unread.substr(0, count));
            unread.remove_prefix(count);
            chunk_left_ -= count;
            if (chunk_left_ > 0) return Outcome::kMore;
            state_ = State::kDataEnd;
        }
        const std::size_t line_feed = unread.find('\n');
        const std::size_t line_bytes_max =
            state_ == State::kTrailer ? trailer_bytes_max_ - trailer_bytes_ + kBlankLineBytes
                                      : kSizeLineBytesMax;
        if (std::min(line_feed, unread.size()) > line_bytes_max) {
            if (state_ == State::kTrailer) return refuse(431, "trailer fields too large");
            return refuse(400, "malformed chunk size");
        }
        if (state_ == State::kDataEnd && !std::string_view("\r\n").starts_with(unread.substr(0, 2)))
            return refuse(400, "chunk does not end in CRLF");
        if (line_feed == std::string_view::npos) return Outcome::kMore;
        if (line_feed == 0 || unread[line_feed - 1] != '\r')
            return refuse(400, "line does not end in CRLF");
        const std::string_view line = unread.substr(0, line_feed - 1);
        unread.remove_prefix(line_feed + 1);
        switch (state_) {
            case State::kSize:
                if (auto refusal = read_size(line, body.size())) {
                    refusal_ = *refusal;
                    return Outcome::kRefused;
                }
                state_ = chunk_left_ > 0 ? State::kData : State::kTrailer;
                break;
            case State::kTrailer:
                if (line.empty()) return Outcome::kDone;
                trailer_bytes_ += line_feed + 1;
                if (trailer_bytes_ > trailer_bytes_max_)
                    return refuse(431, "trailer fields too large");
                if (!all_field_chars(line) || !is_token_char(line.front()) ||
                    line.find(':') == std::string_view::npos)
                    return refuse(400, "malformed trailer field");
                break;
            case State::kDataEnd:
            case State::kData:
                state_ = State::kSize;
                break;
        }
    }
}

}  // namespace tabella::http
