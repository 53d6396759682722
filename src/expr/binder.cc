#include "expr/binder.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "expr/messages.h"
#include "expr/reserved_words.h"
#include "model/limits.h"

namespace tabella::expr {

namespace {

// Found with DynamoDB Local; no document names it.
constexpr std::uint32_t kListIndexMax = std::numeric_limits<std::int32_t>::max();

std::optional<std::uint32_t> list_index(std::string_view digits) {
    std::uint32_t index = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (read.ec != std::errc{} || index > kListIndexMax) return std::nullopt;
    return index;
}

}  // namespace

api::Result<Nothing> Binder::check_names(const Expr& expr, FunctionPlace place) const {
    if (expr.kind == Expr::Kind::kPath) return check_names(expr.path);
    if (expr.kind == Expr::Kind::kFunction) TABELLA_CHECK(check_function(expr, place));
    const FunctionPlace inner = expr.is_logical() ? FunctionPlace::kWhole : FunctionPlace::kPart;
    for (const ExprPtr& arg : expr.args) TABELLA_CHECK(check_names(*arg, inner));
    return Nothing{};
}

api::Result<Nothing> Binder::check_function(const Expr& expr, FunctionPlace place) const {
    const FunctionInfo* function = find_function(expr.text);
    if (function == nullptr)
        return invalid(parameter_, fmt::format("Invalid function name; function: {}", expr.text));
    if (function->in_updates != (language_ == Language::kUpdate))
        return invalid(
            parameter_,
            fmt::format("The function is not allowed in {} expression; function: {}",
                        language_ == Language::kUpdate ? "an update" : "a condition", expr.text));
    if (function->place != FunctionPlace::kAnywhere && function->place != place)
        return invalid(parameter_, fmt::format("The function is not allowed to be used this way in "
                                               "an expression; function: {}",
                                               expr.text));
    return Nothing{};
}

api::Result<Nothing> Binder::check_names(const PathExpr& path) const {
    for (const WrittenStep& step : path.written) {
        if (step.is_index && !list_index(step.text))
            return invalid(parameter_,
                           fmt::format("List index is not within the allowable range; index: [{}]",
                                       step.text));
        if (!step.is_index && is_reserved_word(step.text))
            return invalid(parameter_,
                           fmt::format("Attribute name is a reserved keyword; reserved keyword: {}",
                                       step.text));
    }
    return Nothing{};
}

api::Result<Nothing> Binder::resolve(PathExpr& path) const {
    if (path.written.size() > limits::kNestingDepthMax)
        return invalid(
            parameter_,
            fmt::format("The document path has too many nesting levels; nesting levels: {}",
                        path.written.size()));
    path.path.clear();
    for (const WrittenStep& step : path.written) {
        if (step.is_index) {
            path.path.push_back({.name = {}, .index = list_index(step.text)});
            continue;
        }
        if (step.text[0] != '#') {
            path.path.push_back({.name = std::string(step.text)});
            continue;
        }
        const std::string* name = parameters_.name(step.text);
        if (name == nullptr)
            return invalid(parameter_,
                           fmt::format("An expression attribute name used in the document path is "
                                       "not defined; attribute name: {}",
                                       step.text));
        path.path.push_back({.name = *name});
    }
    return Nothing{};
}

api::Result<Nothing> Binder::resolve_node(Expr& expr) const {
    if (expr.kind == Expr::Kind::kPath) return resolve(expr.path);
    if (expr.kind != Expr::Kind::kValue) return Nothing{};
    expr.value = parameters_.value(expr.text);
    if (!expr.value)
        return invalid(parameter_, fmt::format("An expression attribute value used in expression "
                                               "is not defined; attribute value: {}",
                                               expr.text));
    return Nothing{};
}

api::Result<Nothing> Binder::resolve_and_check(Expr& expr) const {
    for (const ExprPtr& arg : expr.args) TABELLA_CHECK(resolve_and_check(*arg));
    TABELLA_CHECK(resolve_node(expr));
    return check_operands_of(expr, parameter_);
}

}  // namespace tabella::expr
