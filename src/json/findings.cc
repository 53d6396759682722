#include "json/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tabella::json {

namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

bool is_hexadecimal_character(char c) {
    return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9');
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_name_character);
}

bool is_hexadecimal(std::string_view text) {
    constexpr std::size_t kGroup = 16;
    return !text.empty() && text.size() % kGroup == 0 &&
           std::all_of(text.begin(), text.end(), is_hexadecimal_character);
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xc0U) != 0x80U;
    }));
}

}  // namespace

const Pattern kNamePattern{.text = "[a-zA-Z0-9_.-]+", .matches = is_name};
const Pattern kHexadecimalPattern{.text = "([0-9a-f]{16})+", .matches = is_hexadecimal};

std::string Path::text() const {
    std::string out = parent == nullptr ? std::string() : parent->text();
    if (!out.empty()) out += '.';
    if (position != 0) return out + fmt::format("{}.member", position);
    const std::size_t start = out.size();
    out += member;
    if (is_map_key) return out + ".member";
    if (out[start] >= 'A' && out[start] <= 'Z')
        out[start] = static_cast<char>(out[start] - 'A' + 'a');
    return out;
}

void Findings::add_malformed(std::string message) {
    if (!serialization_)
        serialization_ =
            api::Error{.code = api::ErrorCode::kSerialization, .message = std::move(message)};
}

void Findings::add_value(std::string_view member, api::Error error) {
    if (error.code == api::ErrorCode::kSerialization)
        return add_malformed(std::move(error.message));
    if (!first_value_) first_value_ = error;
    values_.add(member, std::move(error));
}

void Findings::add_null(const Path& path) {
    violations_.push_back(fmt::format(
        "Value null at '{}' failed to satisfy constraint: Member must not be null", path.text()));
}

void Findings::add_violation(const Path& path, std::string_view shown,
                             std::string_view constraint) {
    violations_.push_back(fmt::format("Value '{}' at '{}' failed to satisfy constraint: {}", shown,
                                      path.text(), constraint));
}

void Findings::check_length(const Path& path, std::size_t length, std::string_view shown,
                            const MemberLimits& limits) {
    if (length > limits.length_max)
        add_violation(
            path, shown,
            fmt::format("Member must have length less than or equal to {}", limits.length_max));
    if (length < limits.length_min)
        add_violation(
            path, shown,
            fmt::format("Member must have length greater than or equal to {}", limits.length_min));
}

void Findings::add_list_in_map(const Path& path, std::string_view shown,
                               const MemberLimits& limits) {
    add_violation(path, shown,
                  fmt::format("Map value must satisfy constraint: [Member must have length less "
                              "than or equal to {}, Member must have length greater than or equal "
                              "to {}]",
                              limits.length_max, limits.length_min));
}

void Findings::check_text(const Path& path, std::string_view text, const MemberLimits& limits) {
    if (limits.pattern != nullptr && !limits.pattern->matches(text))
        add_violation(path, text,
                      fmt::format("Member must satisfy regular expression pattern: {}",
                                  limits.pattern->text));
    check_length(path, count_characters(text), text, limits);
}

void Findings::check_integer(const Path& path, std::int64_t value, const MemberLimits& limits) {
    if (value > limits.value_max)
        add_violation(
            path, fmt::format("{}", value),
            fmt::format("Member must have value less than or equal to {}", limits.value_max));
    if (value < limits.value_min)
        add_violation(
            path, fmt::format("{}", value),
            fmt::format("Member must have value greater than or equal to {}", limits.value_min));
}

std::optional<api::Error> Findings::take() {
    if (serialization_) return std::move(serialization_);
    if (!violations_.empty())
        return api::validation_error(
            fmt::format("{} validation error{} detected: {}", violations_.size(),
                        violations_.size() == 1 ? "" : "s", fmt::join(violations_, "; ")));
    return std::nullopt;
}

std::optional<api::Error> Findings::take_value() {
    return std::move(first_value_);
}

}  // namespace tabella::json
