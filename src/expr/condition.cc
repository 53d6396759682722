#include "expr/condition.h"

#include <array>

#include "expr/binder.h"
#include "expr/condition_node.h"
#include "expr/parser.h"
#include "expr/types.h"

namespace tabella::expr {

namespace {

using Op = ConditionNode::Op;

Op comparison_of(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Op>, 6> kComparisons{{{"=", Op::kEq},
                                                                           {"<>", Op::kNe},
                                                                           {"<", Op::kLt},
                                                                           {"<=", Op::kLe},
                                                                           {">", Op::kGt},
                                                                           {">=", Op::kGe}}};
    for (const auto& [name, op] : kComparisons)
        if (name == text) return op;
    return Op::kEq;
}

Op op_of_function(const Expr& expr) {
    switch (find_function(expr.text)->id) {
        case FunctionId::kAttributeExists:
            return Op::kExists;
        case FunctionId::kAttributeNotExists:
            return Op::kNotExists;
        case FunctionId::kAttributeType:
            return Op::kAttributeType;
        case FunctionId::kBeginsWith:
            return Op::kBeginsWith;
        default:
            return Op::kContains;
    }
}

Op op_of(const Expr& expr) {
    switch (expr.kind) {
        case Expr::Kind::kFunction:
            return op_of_function(expr);
        case Expr::Kind::kCompare:
            return comparison_of(expr.text);
        case Expr::Kind::kBetween:
            return Op::kBetween;
        case Expr::Kind::kIn:
            return Op::kIn;
        case Expr::Kind::kNot:
            return Op::kNot;
        case Expr::Kind::kOr:
            return Op::kOr;
        default:
            return Op::kAnd;
    }
}

/// Of a path, a value, or `size` of one; more than one `size` is an operand of the wrong type.
ConditionOperand compile_operand(Expr& expr) {
    if (expr.kind == Expr::Kind::kFunction) {
        ConditionOperand operand = compile_operand(*expr.args[0]);
        operand.size_of = true;
        return operand;
    }
    if (expr.kind == Expr::Kind::kPath) return {.path = std::move(expr.path.path)};
    return {.value = std::string(expr.value->encoded())};
}

ConditionNode compile(Expr& expr) {
    ConditionNode node{.op = op_of(expr)};
    if (expr.is_logical()) {
        for (const ExprPtr& arg : expr.args) node.terms.push_back(compile(*arg));
        return node;
    }
    if (node.op == Op::kAttributeType) {
        node.type = *type_named(expr.args[1]->value->payload());
        expr.args.pop_back();
    }
    for (const ExprPtr& arg : expr.args) node.operands.push_back(compile_operand(*arg));
    return node;
}

}  // namespace

api::Result<Condition> Condition::parse(std::string_view expression, std::string_view parameter,
                                        Parameters& parameters) {
    TABELLA_ASSIGN(const ExprPtr root, parse_condition(expression, parameter));
    const Binder binder(Binder::Language::kCondition, parameter, parameters);
    TABELLA_CHECK(binder.check_names(*root, FunctionPlace::kWhole));
    TABELLA_CHECK(binder.resolve_and_check(*root));
    return from_checked(*root);
}

Condition Condition::from_checked(Expr& root) {
    return from_node(compile(root));
}

Condition Condition::from_node(ConditionNode node) {
    return Condition(std::make_unique<ConditionNode>(std::move(node)));
}

Condition::Condition(std::unique_ptr<ConditionNode> root) : root_(std::move(root)) {
    collect_names(*root_, top_level_names_, document_names_);
}

Condition::Condition(Condition&&) noexcept = default;
Condition& Condition::operator=(Condition&&) noexcept = default;
Condition::~Condition() = default;

bool Condition::holds(ItemView item) const {
    return expr::holds(*root_, item);
}

}  // namespace tabella::expr
