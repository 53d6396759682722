#include "client/update.h"

#include <array>
#include <utility>

namespace tabella::client {

namespace {
Expression& next_action(Expression& clause, std::string_view path) {
    if (!clause.parts().empty()) clause.text(", ");
    return clause.append(Expression::path(path));
}
}  // namespace

Update& Update::set(std::string_view path, AttributeValue value) {
    next_action(set_, path).text(" = ").append(Expression::value(std::move(value)));
    return *this;
}

Update& Update::set_if_missing(std::string_view path, AttributeValue value) {
    next_action(set_, path)
        .text(" = if_not_exists(")
        .append(Expression::path(path))
        .text(", ")
        .append(Expression::value(std::move(value)))
        .text(")");
    return *this;
}

Update& Update::append(std::string_view path, AttributeValue::List elements) {
    next_action(set_, path)
        .text(" = list_append(")
        .append(Expression::path(path))
        .text(", ")
        .append(Expression::value(std::move(elements)))
        .text(")");
    return *this;
}

Update& Update::remove(std::string_view path) {
    next_action(remove_, path);
    return *this;
}

Update& Update::add(std::string_view path, AttributeValue number_or_set) {
    next_action(add_, path).text(" ").append(Expression::value(std::move(number_or_set)));
    return *this;
}

Update& Update::remove_members(std::string_view path, AttributeValue set) {
    next_action(delete_, path).text(" ").append(Expression::value(std::move(set)));
    return *this;
}

Expression Update::expression() const {
    Expression whole;
    const std::array<std::pair<std::string_view, const Expression*>, 4> clauses{
        {{"SET ", &set_}, {"REMOVE ", &remove_}, {"ADD ", &add_}, {"DELETE ", &delete_}}};
    for (const auto& [word, clause] : clauses) {
        if (clause->parts().empty()) continue;
        if (!whole.parts().empty()) whole.text(" ");
        whole.text(word).append(*clause);
    }
    return whole;
}

}  // namespace tabella::client
