#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/expression.h"

// Conditions as boto3 writes them. All types here are values; they own what they are given.
//
//     Key("PK").eq("USER#demo") & Key("SK").begins_with("NOTE#")     for
//     QueryOptions::key_condition Attr("PK").not_exists() for PutOptions::condition
//     (Attr("stock").gte(1) | Attr("tags").contains("endless")) & !Attr("locked").eq(true)
//
// They become expression text with placeholders, so names may be reserved words and values need no
// quoting. What DynamoDB would refuse (an empty name, a wrong type) it refuses in its own words.

namespace tabella::client {

class Attr;
class Size;

/// What stands at the right of a comparison: a value, another attribute, or the size of one.
class Operand {
 public:
    template <class T>
    requires std::constructible_from<AttributeValue, T> Operand(T&& value)
        : expression_(Expression::value(AttributeValue(std::forward<T>(value)))) {}
    Operand(const Attr& attribute);
    Operand(const Size& size);

    const Expression& expression() const { return expression_; }

 private:
    Expression expression_;
};

/// A condition on the attributes of an item: for puts, updates, deletes, and for filters.
class Condition {
 public:
    explicit Condition(Expression expression) : expression_(std::move(expression)) {}
    const Expression& expression() const { return expression_; }

    friend Condition operator&(const Condition& left, const Condition& right);
    friend Condition operator|(const Condition& left, const Condition& right);
    friend Condition operator!(const Condition& condition);

 private:
    Expression expression_;
};

/// A condition on keys, for QueryOptions::key_condition: the partition key with `eq`, optionally
/// `&` one condition on the sort key. Not a Condition: DynamoDB allows neither `|` nor `!` there.
class KeyCondition {
 public:
    explicit KeyCondition(Expression expression) : expression_(std::move(expression)) {}
    const Expression& expression() const { return expression_; }

    friend KeyCondition operator&(const KeyCondition& left, const KeyCondition& right);

 private:
    Expression expression_;
};

/// A key attribute in a key condition. See "Key condition expressions for the Query operation"
/// (Query.KeyConditionExpressions.html).
class Key {
 public:
    explicit Key(std::string_view name) : path_(Expression::path(name)) {}

    KeyCondition eq(const AttributeValue& value) const;   ///< `Key("PK").eq("USER#demo")`
    KeyCondition lt(const AttributeValue& value) const;   ///< `Key("SK").lt(100)`
    KeyCondition lte(const AttributeValue& value) const;  ///< `Key("SK").lte(100)`
    KeyCondition gt(const AttributeValue& value) const;   ///< `Key("SK").gt("NOTE#1700")`
    KeyCondition gte(const AttributeValue& value) const;  ///< `Key("SK").gte("NOTE#1700")`
    /// Both ends included: `Key("SK").between("a", "b")`.
    KeyCondition between(const AttributeValue& low, const AttributeValue& high) const;
    KeyCondition begins_with(const AttributeValue& prefix) const;  ///< `….begins_with("NOTE#")`

 private:
    Expression path_;
};

/// The size of an attribute, to be compared: `Attr("title").size().lt(100)`. Characters of a
/// string, bytes of a binary, elements of a list, map or set.
class Size {
 public:
    explicit Size(Expression attribute);

    Condition eq(const Operand& other) const;
    Condition ne(const Operand& other) const;
    Condition lt(const Operand& other) const;
    Condition lte(const Operand& other) const;
    Condition gt(const Operand& other) const;
    Condition gte(const Operand& other) const;
    Condition between(const Operand& low, const Operand& high) const;
    Condition is_in(const std::vector<Operand>& values) const;

    const Expression& expression() const { return expression_; }

 private:
    Expression expression_;
};

/// An attribute of an item, or a part of one by its document path: `Attr("address.lines[0]")`. See
/// "Condition and filter expressions, operators, and functions"
/// (Expressions.OperatorsAndFunctions.html).
class Attr {
 public:
    explicit Attr(std::string_view path) : path_(Expression::path(path)) {}
    /// One top-level attribute whose name may contain dots and brackets: `Attr::named("a.b")`.
    static Attr named(std::string name);

    Condition eq(const Operand& other) const;   ///< `Attr("state").eq("open")`
    Condition ne(const Operand& other) const;   ///< `Attr("state").ne("closed")`
    Condition lt(const Operand& other) const;   ///< `Attr("used").lt(Attr("quota"))`
    Condition lte(const Operand& other) const;  ///< `Attr("n").lte(9)`
    Condition gt(const Operand& other) const;   ///< `Attr("n").gt(9)`
    Condition gte(const Operand& other) const;  ///< `Attr("n").gte(9)`
    /// Both ends included: `Attr("n").between(1, 9)`.
    Condition between(const Operand& low, const Operand& high) const;
    Condition begins_with(const Operand& prefix) const;  ///< `Attr("title").begins_with("Re: ")`
    /// A part of a string, a member of a set, an element of a list: `Attr("tags").contains("new")`.
    Condition contains(const Operand& part) const;
    /// Equal to one of at most 100: `Attr("state").is_in({"open", "new"})`.
    Condition is_in(const std::vector<Operand>& values) const;
    Condition exists() const;      ///< `Attr("PK").exists()`
    Condition not_exists() const;  ///< `Attr("PK").not_exists()`: the item is new
    /// `Attr("n").attribute_type(AttributeType::kNumber)`
    Condition attribute_type(AttributeType type) const;
    Size size() const;  ///< `Attr("title").size().lt(100)`

    const Expression& expression() const { return path_; }

 private:
    explicit Attr(Expression path) : path_(std::move(path)) {}
    Expression path_;
};

}  // namespace tabella::client
