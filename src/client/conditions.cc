#include "client/conditions.h"

namespace tabella::client {

namespace {

Expression infix(const Expression& left, std::string_view operator_text, const Expression& right) {
    Expression result = left;
    return result.text(operator_text).append(right);
}

Expression call(std::string_view function, const Expression& argument) {
    return Expression().text(function).text("(").append(argument).text(")");
}

Expression call(std::string_view function, const Expression& first, const Expression& second) {
    return Expression().text(function).text("(").append(first).text(", ").append(second).text(")");
}

Expression range(const Expression& subject, const Expression& low, const Expression& high) {
    Expression result = subject;
    return result.text(" BETWEEN ").append(low).text(" AND ").append(high);
}

Expression joined(const Expression& left, std::string_view word, const Expression& right) {
    return Expression().text("(").append(left).text(word).append(right).text(")");
}

Expression membership(const Expression& subject, const std::vector<Operand>& values) {
    Expression result = subject;
    result.text(" IN (");
    bool first = true;
    for (const Operand& value : values) {
        if (!std::exchange(first, false)) result.text(", ");
        result.append(value.expression());
    }
    return result.text(")");
}

}  // namespace

Operand::Operand(const Attr& attribute) : expression_(attribute.expression()) {}
Operand::Operand(const Size& size) : expression_(size.expression()) {}

Condition operator&(const Condition& left, const Condition& right) {
    return Condition(joined(left.expression_, " AND ", right.expression_));
}
Condition operator|(const Condition& left, const Condition& right) {
    return Condition(joined(left.expression_, " OR ", right.expression_));
}
Condition operator!(const Condition& condition) {
    return Condition(Expression().text("(NOT ").append(condition.expression_).text(")"));
}

KeyCondition operator&(const KeyCondition& left, const KeyCondition& right) {
    return KeyCondition(joined(left.expression_, " AND ", right.expression_));
}

KeyCondition Key::eq(const AttributeValue& value) const {
    return KeyCondition(infix(path_, " = ", Expression::value(value)));
}
KeyCondition Key::lt(const AttributeValue& value) const {
    return KeyCondition(infix(path_, " < ", Expression::value(value)));
}
KeyCondition Key::lte(const AttributeValue& value) const {
    return KeyCondition(infix(path_, " <= ", Expression::value(value)));
}
KeyCondition Key::gt(const AttributeValue& value) const {
    return KeyCondition(infix(path_, " > ", Expression::value(value)));
}
KeyCondition Key::gte(const AttributeValue& value) const {
    return KeyCondition(infix(path_, " >= ", Expression::value(value)));
}
KeyCondition Key::between(const AttributeValue& low, const AttributeValue& high) const {
    return KeyCondition(range(path_, Expression::value(low), Expression::value(high)));
}
KeyCondition Key::begins_with(const AttributeValue& prefix) const {
    return KeyCondition(call("begins_with", path_, Expression::value(prefix)));
}

Size::Size(Expression attribute) : expression_(call("size", attribute)) {}

Condition Size::eq(const Operand& other) const {
    return Condition(infix(expression_, " = ", other.expression()));
}
Condition Size::ne(const Operand& other) const {
    return Condition(infix(expression_, " <> ", other.expression()));
}
Condition Size::lt(const Operand& other) const {
    return Condition(infix(expression_, " < ", other.expression()));
}
Condition Size::lte(const Operand& other) const {
    return Condition(infix(expression_, " <= ", other.expression()));
}
Condition Size::gt(const Operand& other) const {
    return Condition(infix(expression_, " > ", other.expression()));
}
Condition Size::gte(const Operand& other) const {
    return Condition(infix(expression_, " >= ", other.expression()));
}
Condition Size::between(const Operand& low, const Operand& high) const {
    return Condition(range(expression_, low.expression(), high.expression()));
}
Condition Size::is_in(const std::vector<Operand>& values) const {
    return Condition(membership(expression_, values));
}

Attr Attr::named(std::string name) {
    return Attr(Expression::name(std::move(name)));
}

Condition Attr::eq(const Operand& other) const {
    return Condition(infix(path_, " = ", other.expression()));
}
Condition Attr::ne(const Operand& other) const {
    return Condition(infix(path_, " <> ", other.expression()));
}
Condition Attr::lt(const Operand& other) const {
    return Condition(infix(path_, " < ", other.expression()));
}
Condition Attr::lte(const Operand& other) const {
    return Condition(infix(path_, " <= ", other.expression()));
}
Condition Attr::gt(const Operand& other) const {
    return Condition(infix(path_, " > ", other.expression()));
}
Condition Attr::gte(const Operand& other) const {
    return Condition(infix(path_, " >= ", other.expression()));
}
Condition Attr::between(const Operand& low, const Operand& high) const {
    return Condition(range(path_, low.expression(), high.expression()));
}
Condition Attr::begins_with(const Operand& prefix) const {
    return Condition(call("begins_with", path_, prefix.expression()));
}
Condition Attr::contains(const Operand& part) const {
    return Condition(call("contains", path_, part.expression()));
}
Condition Attr::is_in(const std::vector<Operand>& values) const {
    return Condition(membership(path_, values));
}
Condition Attr::exists() const {
    return Condition(call("attribute_exists", path_));
}
Condition Attr::not_exists() const {
    return Condition(call("attribute_not_exists", path_));
}
Condition Attr::attribute_type(AttributeType type) const {
    return Condition(call("attribute_type", path_, Expression::value(type_name(type))));
}
Size Attr::size() const {
    return Size(path_);
}

}  // namespace tabella::client
