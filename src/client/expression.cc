#include "client/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tabella::client {

namespace {

/// "[12]" at the front of `rest`, or nothing: only digits leave the builder as text, so a path from
/// outside cannot smuggle in other syntax.
std::string_view leading_index(std::string_view rest) {
    if (rest.empty() || rest.front() != '[') return {};
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos || close == 1) return {};
    const std::string_view digits = rest.substr(1, close - 1);
    const bool all_digits =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return all_digits ? rest.substr(0, close + 1) : std::string_view{};
}

}  // namespace

Expression Expression::path(std::string_view path) {
    Expression result;
    std::string name;
    bool after_index = false;
    while (!path.empty()) {
        if (const std::string_view index = leading_index(path);
            !index.empty() && (after_index || !name.empty())) {
            if (!name.empty()) result.append(Expression::name(std::exchange(name, {})));
            result.text(index);
            path.remove_prefix(index.size());
            after_index = true;
            continue;
        }
        if (path.front() == '.') {
            if (!after_index) result.append(Expression::name(std::exchange(name, {})));
            result.text(".");
        } else {
            name.push_back(path.front());
        }
        after_index = false;
        path.remove_prefix(1);
    }
    if (!after_index) result.append(Expression::name(std::move(name)));
    return result;
}

Expression Expression::name(std::string attribute) {
    Expression result;
    result.parts_.emplace_back(Name{std::move(attribute)});
    return result;
}

Expression Expression::value(AttributeValue value) {
    Expression result;
    result.parts_.emplace_back(std::move(value));
    return result;
}

Expression& Expression::text(std::string_view text) {
    if (!parts_.empty())
        if (auto* last = std::get_if<std::string>(&parts_.back())) {
            last->append(text);
            return *this;
        }
    parts_.emplace_back(std::string(text));
    return *this;
}

Expression& Expression::append(Expression other) {
    for (Part& part : other.parts_) {
        if (const auto* plain = std::get_if<std::string>(&part))
            text(*plain);
        else
            parts_.push_back(std::move(part));
    }
    return *this;
}

std::string ExpressionBuilder::render(const Expression& expression) {
    std::string out;
    for (const Expression::Part& part : expression.parts()) {
        if (const auto* plain = std::get_if<std::string>(&part)) {
            out += *plain;
        } else if (const auto* name = std::get_if<Expression::Name>(&part)) {
            std::string placeholder = fmt::format("#n{}", names_.size());
            out += placeholder;
            names_.emplace(std::move(placeholder), name->attribute);
        } else if (const auto* value = std::get_if<AttributeValue>(&part)) {
            std::string placeholder = fmt::format(":v{}", values_.size());
            out += placeholder;
            values_.emplace(std::move(placeholder), *value);
        }
    }
    return out;
}

std::string ExpressionBuilder::render_paths(const std::vector<std::string>& paths) {
    Expression list;
    for (const std::string& path : paths) {
        if (!list.parts().empty()) list.text(", ");
        list.append(Expression::path(path));
    }
    return render(list);
}

std::optional<api::ExpressionAttributeNames> ExpressionBuilder::names() const {
    if (names_.empty()) return std::nullopt;
    return names_;
}

std::optional<Item> ExpressionBuilder::values() const {
    if (values_.empty()) return std::nullopt;
    return Item(values_);
}

}  // namespace tabella::client
