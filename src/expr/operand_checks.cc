#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "expr/binder.h"
#include "expr/messages.h"
#include "expr/types.h"
#include "model/limits.h"

namespace tabella::expr {

namespace {

using Types = std::initializer_list<AttributeType>;

constexpr Types kOrdered = {AttributeType::kNumber, AttributeType::kString, AttributeType::kBinary};
constexpr Types kTexts = {AttributeType::kString, AttributeType::kBinary};
constexpr Types kNumbers = {AttributeType::kNumber};
constexpr Types kLists = {AttributeType::kList};
constexpr Types kSized = {AttributeType::kString,    AttributeType::kBinary,
                          AttributeType::kList,      AttributeType::kMap,
                          AttributeType::kNumberSet, AttributeType::kStringSet,
                          AttributeType::kBinarySet};

bool contains(Types types, AttributeType type) {
    return std::find(types.begin(), types.end(), type) != types.end();
}

/// The type of an operand where the expression alone says it.
std::optional<AttributeType> static_type(const Expr& operand) {
    if (operand.kind == Expr::Kind::kValue) return operand.value->type();
    if (operand.kind == Expr::Kind::kFunction && operand.text == "size")
        return AttributeType::kNumber;
    return std::nullopt;
}

/// The checks of one operator or function and its operands.
class OperandChecks {
 public:
    OperandChecks(const Expr& expr, std::string_view parameter)
        : expr_(expr), parameter_(parameter) {}

    api::Result<Nothing> operator_checks() const {
        switch (expr_.kind) {
            case Expr::Kind::kFunction:
                return function_checks();
            case Expr::Kind::kArithmetic:
                return types(kNumbers);
            case Expr::Kind::kCompare:
                if (expr_.text != "=" && expr_.text != "<>") TABELLA_CHECK(types(kOrdered));
                return distinct();
            case Expr::Kind::kBetween:
                TABELLA_CHECK(types(kOrdered));
                TABELLA_CHECK(distinct());
                return bounds();
            case Expr::Kind::kIn:
                TABELLA_CHECK(candidates());
                return distinct();
            default:
                return Nothing{};
        }
    }

 private:
    api::Result<Nothing> function_checks() const {
        const FunctionInfo& function = *find_function(expr_.text);
        if (expr_.args.size() != function.operands)
            return error(
                "Incorrect number of operands for operator or function; operator or "
                "function: {}, number of operands: {}",
                expr_.text, expr_.args.size());
        switch (function.id) {
            case FunctionId::kAttributeExists:
            case FunctionId::kAttributeNotExists:
                return document_path();
            case FunctionId::kAttributeType:
                TABELLA_CHECK(distinct());
                return type_name_operand();
            case FunctionId::kBeginsWith:
                TABELLA_CHECK(types(kTexts));
                return distinct();
            case FunctionId::kContains:
                return distinct();
            case FunctionId::kSize:
                return types(kSized);
            case FunctionId::kIfNotExists:
                TABELLA_CHECK(document_path());
                return distinct();
            case FunctionId::kListAppend:
                return types(kLists);
        }
        return Nothing{};
    }

    api::Result<Nothing> types(Types allowed) const {
        for (const ExprPtr& operand : expr_.args) {
            const std::optional<AttributeType> type = static_type(*operand);
            if (type && !contains(allowed, *type)) return wrong_type(type_name(*type));
        }
        return Nothing{};
    }

    api::Result<Nothing> document_path() const {
        if (expr_.args[0]->kind == Expr::Kind::kPath) return Nothing{};
        return error("Operator or function requires a document path; operator or function: {}",
                     expr_.text);
    }

    api::Result<Nothing> type_name_operand() const {
        const Expr& operand = *expr_.args[1];
        const std::optional<AttributeType> type = static_type(operand);
        if (!type) return wrong_type(kTypeNamesOfOperand);
        if (*type != AttributeType::kString) return wrong_type(type_name(*type));
        const std::string_view name = operand.value->payload();
        if (type_named(name)) return Nothing{};
        return error("Invalid attribute type name found; type: {}, valid types: {}", name,
                     kTypeNames);
    }

    api::Result<Nothing> distinct() const {
        const Expr& first = *expr_.args[0];
        if (first.kind != Expr::Kind::kPath) return Nothing{};
        const bool repeated =
            std::any_of(expr_.args.begin() + 1, expr_.args.end(), [&first](const ExprPtr& other) {
                return other->kind == Expr::Kind::kPath && other->path.path == first.path.path;
            });
        if (!repeated) return Nothing{};
        return error(
            "The first operand must be distinct from the remaining operands for this "
            "operator or function; operator: {}, first operand: {}",
            expr_.text, to_message(first.path.path));
    }

    api::Result<Nothing> bounds() const {
        const std::optional<ValueView>& lower = expr_.args[1]->value;
        const std::optional<ValueView>& upper = expr_.args[2]->value;
        if (!lower || !upper) return Nothing{};
        const bool same_type = lower->type() == upper->type();
        if (same_type && lower->payload() <= upper->payload()) return Nothing{};
        return error(
            "The BETWEEN operator requires {}; lower bound operand: {}, upper bound "
            "operand: {}",
            same_type ? "upper bound to be greater than or equal to lower bound"
                      : "same data type for lower and upper bounds",
            operand_text(*lower), operand_text(*upper));
    }

    api::Result<Nothing> candidates() const {
        const std::size_t count = expr_.args.size() - 1;
        if (count <= limits::kExpressionInOperandsMax) return Nothing{};
        return error("The IN operator is provided with too many operands; number of operands: {}",
                     count);
    }

    api::Error wrong_type(std::string_view type) const {
        return error(
            "Incorrect operand type for operator or function; operator or function: {}, "
            "operand type: {}",
            expr_.text, type);
    }

    template <class... Args>
    api::Error error(fmt::format_string<Args...> format, Args&&... args) const {
        return invalid(parameter_, fmt::format(format, std::forward<Args>(args)...));
    }

    const Expr& expr_;
    std::string_view parameter_;
};

}  // namespace

api::Result<Nothing> check_operands_of(const Expr& expr, std::string_view parameter) {
    return OperandChecks(expr, parameter).operator_checks();
}

}  // namespace tabella::expr
