#include "http/response_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <limits>
#include <optional>

namespace tabella::http {

namespace beast = boost::beast;

struct ResponseReader::Parser {
    std::optional<beast::http::response_parser<beast::http::string_body>> parser;
};

ResponseReader::ResponseReader(std::size_t header_bytes_max, std::size_t body_bytes_max)
    : header_bytes_max_(header_bytes_max),
      body_bytes_max_(body_bytes_max),
      parser_(std::make_unique<Parser>()) {}

ResponseReader::~ResponseReader() = default;

void ResponseReader::begin(bool answers_head) {
    answers_head_ = answers_head;
    auto& parser = parser_->parser.emplace();
    constexpr std::size_t kMax = std::numeric_limits<std::uint32_t>::max();
    parser.header_limit(static_cast<std::uint32_t>(std::min(header_bytes_max_, kMax)));
    parser.body_limit(body_bytes_max_);
    parser.eager(true);
    parser.skip(answers_head);
}

ResponseReader::Outcome ResponseReader::conclude() {
    const int status = static_cast<int>(parser_->parser->get().result_int());
    if (status >= 100 && status < 200 && status != 101) {
        begin(answers_head_);
        return Outcome::kMore;
    }
    keep_alive_ = parser_->parser->keep_alive();
    return Outcome::kDone;
}

ResponseReader::Outcome ResponseReader::feed(std::string_view& unread) {
    while (!unread.empty()) {
        beast::error_code error;
        const std::size_t used =
            parser_->parser->put(boost::asio::buffer(unread.data(), unread.size()), error);
        unread.remove_prefix(used);
        if (error && error != beast::http::error::need_more) {
            failure_ = error.message();
            return Outcome::kFailed;
        }
        if (parser_->parser->is_done()) {
            const Outcome outcome = conclude();
            if (outcome == Outcome::kDone) return outcome;
            continue;
        }
        if (error || used == 0) return Outcome::kMore;
    }
    return Outcome::kMore;
}

ResponseReader::Outcome ResponseReader::feed_end() {
    beast::error_code error;
    if (parser_->parser->got_some()) parser_->parser->put_eof(error);
    if (!error && parser_->parser->is_done()) {
        const Outcome outcome = conclude();
        keep_alive_ = false;
        if (outcome == Outcome::kDone) return outcome;
    }
    failure_ = "the server closed the connection before its answer was complete";
    return Outcome::kFailed;
}

Response ResponseReader::take() {
    auto message = parser_->parser->release();
    parser_->parser.reset();
    Response response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
        response.headers.add(std::string(field.name_string()), std::string(field.value()));
    response.body = std::move(message.body());
    return response;
}

}  // namespace tabella::http
