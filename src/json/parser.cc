#include "json/parser.h"

#include <cstdlib>

namespace tabella::json {

namespace {

constexpr std::size_t kKeptCapacityBytes = 1024 * 1024;

thread_local simdjson::dom::parser parser;
thread_local bool in_use = false;

}  // namespace

ThreadParser::ThreadParser() {
    if (in_use) std::abort();
    in_use = true;
}

ThreadParser::~ThreadParser() {
    in_use = false;
    if (parser.capacity() > kKeptCapacityBytes) parser = simdjson::dom::parser();
}

simdjson::simdjson_result<simdjson::dom::element> ThreadParser::parse(std::string_view text) {
    return parser.parse(text.data(), text.size());
}

}  // namespace tabella::json
