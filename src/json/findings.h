#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "api/value_problems.h"
#include "json/member_limits.h"

namespace tabella::json {

/// Where a member stands in a request, as error messages name it: keySchema.1.member.keyType.
/// Lives on the stack of the decoder, and becomes text only for a message.
struct Path {
    const Path* parent = nullptr;
    std::string_view member;   ///< As on the wire; empty for an element of a list.
    std::size_t position = 0;  ///< From 1, for an element of a list.
    bool is_map_key = false;   ///< Keys keep their case, and are told as a member each.

    std::string text() const;
    /// The member of the request in which it stands, as on the wire.
    std::string_view root() const { return parent == nullptr ? member : parent->root(); }
};

/// What is wrong with a text that is being decoded. Collected, since the order in which problems
/// are told is not that in which they stand: the form of the JSON, then all violated constraints,
/// then attribute values.
class Findings {
 public:
    /// True once it makes no sense to go on.
    bool malformed() const { return serialization_.has_value(); }
    void add_malformed(std::string message);
    /// The error of an attribute value somewhere in this member of the request.
    void add_value(std::string_view member, api::Error error);

    void add_null(const Path& path);
    void add_violation(const Path& path, std::string_view shown, std::string_view constraint);

    void check_length(const Path& path, std::size_t length, std::string_view shown,
                      const MemberLimits& limits);
    /// A list in a map, at `path`, is too short or too long: `shown` is the whole map.
    void add_list_in_map(const Path& path, std::string_view shown, const MemberLimits& limits);
    void check_text(const Path& path, std::string_view text, const MemberLimits& limits);
    void check_integer(const Path& path, std::int64_t value, const MemberLimits& limits);

    /// What there is to tell besides attribute values; absent when all is well.
    std::optional<api::Error> take();
    /// The first error of an attribute value, in the order of the service model.
    std::optional<api::Error> take_value();
    api::ValueProblems take_values() { return std::move(values_); }

 private:
    std::optional<api::Error> serialization_;
    std::vector<std::string> violations_;
    std::optional<api::Error> first_value_;
    api::ValueProblems values_;
};

}  // namespace tabella::json
