#pragma once

#include <simdjson.h>

#include <string_view>

namespace tabella::json {

/// This thread's JSON parser for as long as the object lives; one at a time. Values that it has
/// parsed are valid until then or until the next text.
class ThreadParser {
 public:
    ThreadParser();
    /// Gives back the memory of an unusually large text: a parser holds about ten bytes for each of
    /// the largest text it has met, in every thread.
    ~ThreadParser();
    ThreadParser(const ThreadParser&) = delete;
    ThreadParser& operator=(const ThreadParser&) = delete;

    simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view text);
};

}  // namespace tabella::json
