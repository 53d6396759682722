#include "expr/parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/limits.h"

namespace tabella::expr {

namespace {

constexpr std::string_view kNames = "ExpressionAttributeNames";
constexpr std::string_view kValues = "ExpressionAttributeValues";

bool is_placeholder(std::string_view text, char mark) {
    const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    return text.size() > 1 && text[0] == mark && std::all_of(text.begin() + 1, text.end(), is_word);
}

template <class... Args>
api::Error error(fmt::format_string<Args...> format, Args&&... args) {
    return api::validation_error(fmt::format(format, std::forward<Args>(args)...));
}

api::Result<Nothing> check_placeholder(std::string_view parameter, std::string_view placeholder,
                                       char mark) {
    if (placeholder.empty())
        return error("{} contains invalid key: The expression attribute map contains an empty key;",
                     parameter);
    if (placeholder.size() > limits::kPlaceholderBytesMax)
        return error(
            "{} contains invalid key: The expression attribute map contains a key that is too "
            "long; size of key: {}",
            parameter, placeholder.size());
    if (!is_placeholder(placeholder, mark))
        return error("{} contains invalid key: Syntax error; key: \"{}\"", parameter, placeholder);
    return Nothing{};
}

api::Result<Nothing> check_names(const api::ExpressionAttributeNames& names) {
    if (names.empty()) return error("{} must not be empty", kNames);
    std::size_t bytes = 0;
    for (const auto& [placeholder, name] : names) {
        TABELLA_CHECK(check_placeholder(kNames, placeholder, '#'));
        if (name.empty())
            return error("{} contains invalid value: Empty attribute name for key {}", kNames,
                         placeholder);
        if (name.size() > limits::kAttributeNameBytesMax)
            return error(
                "{} contains invalid value: Attribute name is too large, must be less than {} "
                "bytes for key {}",
                kNames, limits::kAttributeNameBytesMax + 1, placeholder);
        bytes += placeholder.size() + name.size();
    }
    if (bytes > limits::kSubstitutionBytesMax) return error("{} exceeds max size", kNames);
    return Nothing{};
}

api::Result<Nothing> check_values(ItemView values) {
    if (values.empty()) return error("{} must not be empty", kValues);
    AttributeCursor cursor = values.attributes();
    while (const std::optional<AttributeView> entry = cursor.next())
        TABELLA_CHECK(check_placeholder(kValues, entry->name, ':'));
    if (item_size_bytes(values) > limits::kSubstitutionBytesMax)
        return error("{} exceeds max size", kValues);
    return Nothing{};
}

api::Error unused(std::string_view parameter, const std::string& keys) {
    return error("Value provided in {} unused in expressions: keys: {{{}}}", parameter, keys);
}

void add_key(std::string& keys, std::string_view key) {
    if (!keys.empty()) keys += ", ";
    keys += key;
}

}  // namespace

Parameters::Parameters(const api::ExpressionAttributeNames* names, const Item* values,
                       const api::ValueProblems& problems)
    : names_(names), values_(values), values_read_(problems.check({kValues})) {}

api::Result<Nothing> Parameters::check(bool has_expressions, std::string_view absent_expressions,
                                       bool has_value_expressions) const {
    if (!has_expressions && names_ != nullptr && !names_->empty())
        return error("{} can only be specified when using expressions", kNames);
    const bool has_values = values_ != nullptr && (!values_->empty() || !values_read_.ok());
    if (has_values && !(has_expressions && has_value_expressions)) {
        if (absent_expressions.empty())
            return error("{} can only be specified when using expressions", kValues);
        return error("{} can only be specified when using expressions: {}", kValues,
                     absent_expressions);
    }
    if (!has_expressions) return Nothing{};
    if (names_ != nullptr) TABELLA_CHECK(check_names(*names_));
    if (!values_read_.ok()) return values_read_.error();
    if (values_ != nullptr) TABELLA_CHECK(check_values(*values_));
    return Nothing{};
}

const std::string* Parameters::name(std::string_view placeholder) {
    if (names_ == nullptr) return nullptr;
    const auto found = names_->find(placeholder);
    if (found == names_->end()) return nullptr;
    used_names_.emplace(placeholder);
    return &found->second;
}

std::optional<ValueView> Parameters::value(std::string_view placeholder) {
    if (values_ == nullptr) return std::nullopt;
    const std::optional<ValueView> found = values_->find(placeholder);
    if (found) used_values_.emplace(placeholder);
    return found;
}

api::Result<Nothing> Parameters::check_all_used() const {
    std::string keys;
    if (names_ != nullptr)
        for (const auto& entry : *names_)
            if (!used_names_.contains(entry.first)) add_key(keys, entry.first);
    if (!keys.empty()) return unused(kNames, keys);
    if (values_ == nullptr) return Nothing{};
    AttributeCursor cursor = values_->view().attributes();
    while (const std::optional<AttributeView> entry = cursor.next())
        if (!used_values_.contains(entry->name)) add_key(keys, entry->name);
    if (!keys.empty()) return unused(kValues, keys);
    return Nothing{};
}

}  // namespace tabella::expr
