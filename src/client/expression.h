#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/types.h"

namespace tabella::client {

/// Expression text whose attribute names and values are still in place: `title = "x"` is a name,
/// the text " = " and a value. It becomes text with placeholders only in an ExpressionBuilder, so
/// any two can be combined without renaming. A value type.
class Expression {
 public:
    struct Name {
        std::string attribute;
    };
    using Part = std::variant<std::string, Name, AttributeValue>;

    Expression() = default;

    /// A document path: dots part names, `[3]` indexes a list, all else belongs to a name:
    /// `a.b[0]` is the name a, the name b, the index 0.
    static Expression path(std::string_view path);
    /// One name, with whatever characters it has.
    static Expression name(std::string attribute);
    static Expression value(AttributeValue value);

    Expression& text(std::string_view text);
    Expression& append(Expression other);
    const std::vector<Part>& parts() const { return parts_; }

 private:
    std::vector<Part> parts_;
};

/// Turns expressions into the texts of one request, as boto3's ConditionExpressionBuilder does: the
/// placeholders #n0, #n1, … and :v0, :v1, … are counted on over all expressions of the request, one
/// for each occurrence. Not thread-safe; lives for one request.
///
///     ExpressionBuilder builder;
///     std::string text = builder.render((Key("PK").eq("a")).expression());   // "#n0 = :v0"
///     builder.names();                                                       // {"#n0": "PK"}
///     builder.values();                                                      // {":v0": "a"}
class ExpressionBuilder {
 public:
    std::string render(const Expression& expression);
    /// A projection expression: the document paths, separated by commas.
    std::string render_paths(const std::vector<std::string>& paths);

    /// Nothing when no placeholder of the kind was used: DynamoDB refuses empty maps.
    std::optional<api::ExpressionAttributeNames> names() const;
    std::optional<Item> values() const;

 private:
    api::ExpressionAttributeNames names_;
    AttributeMap values_;
};

}  // namespace tabella::client
