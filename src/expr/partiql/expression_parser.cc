#include "expr/partiql/expression_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "expr/binder.h"
#include "expr/functions.h"
#include "model/limits.h"

namespace tabella::expr::partiql {

namespace {

/// Messages about statements name no parameter of the request.
constexpr std::string_view kNoParameter;
// Bounds the recursion; no document names a limit. Values of items nest 32 levels deep.
constexpr std::size_t kNestingMax = 100;

api::Error not_well_formed(std::string_view why) {
    return api::validation_error(
        fmt::format("Statement wasn't well formed, can't be processed: {}", why));
}

std::string lower(std::string_view word) {
    std::string text(word);
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

ExprPtr node(Expr::Kind kind, std::string_view text) {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->text = text;
    return expr;
}

bool is_predicate(const Expr& expr) {
    return expr.is_condition() || (expr.kind == Expr::Kind::kFunction &&
                                   find_function(expr.text)->place == FunctionPlace::kWhole &&
                                   !find_function(expr.text)->in_updates);
}

api::Error arguments_must_be_expressions() {
    return api::validation_error("The arguments to AND/OR must be Expressions");
}

}  // namespace

/// Leaves one level of recursion at the end of its scope.
class ExpressionParser::Descent {
 public:
    explicit Descent(ExpressionParser& parser) : parser_(parser) { ++parser_.depth_; }
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;
    ~Descent() { --parser_.depth_; }

    api::Result<Nothing> check() const {
        if (parser_.depth_ <= kNestingMax) return Nothing{};
        return not_well_formed("Nesting is too deep");
    }

 private:
    ExpressionParser& parser_;
};

ExpressionParser::ExpressionParser(std::string_view statement,
                                   const std::vector<AttributeValue>* parameters,
                                   std::deque<std::string>& values)
    : tokens_(tokenize(statement)), parameters_(parameters), values_(values) {}

const Token& ExpressionParser::peek(std::size_t ahead) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

const Token& ExpressionParser::take() {
    const Token& token = peek();
    if (!at_end()) ++at_;
    return token;
}

bool ExpressionParser::next_is(std::string_view symbol) const {
    return peek().kind == TokenKind::kSymbol && peek().text == symbol;
}

bool ExpressionParser::next_is_keyword(std::string_view keyword) const {
    return peek().kind == TokenKind::kKeyword && peek().text == keyword;
}

bool ExpressionParser::accept(std::string_view symbol) {
    if (!next_is(symbol)) return false;
    take();
    return true;
}

bool ExpressionParser::accept_keyword(std::string_view keyword) {
    if (!next_is_keyword(keyword)) return false;
    take();
    return true;
}

api::Result<Nothing> ExpressionParser::expect(std::string_view symbol) {
    if (!accept(symbol)) return malformed();
    return Nothing{};
}

api::Result<Nothing> ExpressionParser::expect_keyword(std::string_view keyword) {
    if (!accept_keyword(keyword)) return malformed();
    return Nothing{};
}

api::Result<std::string> ExpressionParser::identifier() {
    if (peek().kind != TokenKind::kIdentifier) return malformed();
    if (peek().text.empty())
        return api::validation_error("Path component cannot be an empty string");
    return take().text;
}

api::Error ExpressionParser::malformed() const {
    switch (peek().kind) {
        case TokenKind::kKeyword:
            return not_well_formed("Unexpected keyword");
        case TokenKind::kEnd:
            return not_well_formed("Unexpected end of statement");
        default:
            return not_well_formed("Unexpected term" + peek().place());
    }
}

api::Error ExpressionParser::unsupported_operator(std::string_view name) const {
    return api::validation_error(fmt::format("Unsupported operator in {} Expression. Operator: {}",
                                             place_ == Place::kUpdate ? "Update" : "Condition",
                                             name));
}

api::Result<Nothing> ExpressionParser::count_operator() {
    if (++operators_ <= limits::kExpressionOperatorsMax) return Nothing{};
    return api::validation_error(
        fmt::format("The expression contains too many operators; operator count: {}", operators_));
}

api::Result<ExprPtr> ExpressionParser::condition() {
    place_ = Place::kCondition;
    return chain(Expr::Kind::kOr, Lone::kNo);
}

api::Result<ExprPtr> ExpressionParser::sum() {
    place_ = Place::kUpdate;
    return operand(Lone::kNo);
}

/// `x OR y OR z` or `x AND y AND z`: one node with all parts, so that a long chain is not deep.
api::Result<ExprPtr> ExpressionParser::chain(Expr::Kind kind, Lone lone) {
    const std::string_view keyword = kind == Expr::Kind::kOr ? "OR" : "AND";
    const auto link = [&](Lone may_be_lone) {
        return kind == Expr::Kind::kOr ? chain(Expr::Kind::kAnd, may_be_lone)
                                       : negation(may_be_lone);
    };
    TABELLA_ASSIGN(ExprPtr first, link(lone));
    if (!next_is_keyword(keyword)) return first;
    if (!is_predicate(*first)) return arguments_must_be_expressions();
    ExprPtr expr = node(kind, keyword);
    expr->args.push_back(std::move(first));
    while (accept_keyword(keyword)) {
        TABELLA_CHECK(count_operator());
        TABELLA_ASSIGN(ExprPtr next, link(Lone::kNo));
        expr->args.push_back(std::move(next));
    }
    return expr;
}

api::Result<ExprPtr> ExpressionParser::negation(Lone lone) {
    if (!next_is_keyword("NOT")) return predicate(lone);
    const Descent descent(*this);
    TABELLA_CHECK(descent.check());
    take();
    TABELLA_CHECK(count_operator());
    TABELLA_ASSIGN(ExprPtr inner, negation(Lone::kNo));
    ExprPtr expr = node(Expr::Kind::kNot, "NOT");
    expr->args.push_back(std::move(inner));
    return expr;
}

api::Result<ExprPtr> ExpressionParser::predicate(Lone lone) {
    TABELLA_ASSIGN(ExprPtr left, operand(Lone::kYes));
    return rest_of_predicate(std::move(left), lone);
}

api::Result<ExprPtr> ExpressionParser::rest_of_predicate(ExprPtr left, Lone lone) {
    for (const std::string_view op : {"=", "<>", "!=", "<", "<=", ">", ">="}) {
        if (!next_is(op)) continue;
        take();
        return comparison(std::move(left), op == "!=" ? "<>" : op);
    }
    const bool negated = next_is_keyword("NOT") && peek(1).kind == TokenKind::kKeyword &&
                         (peek(1).text == "BETWEEN" || peek(1).text == "IN");
    if (negated) take();
    if (next_is_keyword("LIKE")) return unsupported_operator("like");
    if (next_is_keyword("IS")) return is(std::move(left));
    if (next_is_keyword("BETWEEN") || next_is_keyword("IN")) {
        TABELLA_ASSIGN(ExprPtr expr,
                       next_is_keyword("IN") ? in(std::move(left)) : between(std::move(left)));
        if (!negated) return expr;
        TABELLA_CHECK(count_operator());
        ExprPtr outer = node(Expr::Kind::kNot, "NOT");
        outer->args.push_back(std::move(expr));
        return outer;
    }
    if (is_predicate(*left)) return left;
    // Inside parentheses it may turn out to be the left side of a comparison, or a list of IN.
    if (lone == Lone::kYes && next_is(")")) return left;
    const bool ends =
        at_end() || next_is(")") || next_is(";") || next_is_keyword("AND") || next_is_keyword("OR");
    return ends ? arguments_must_be_expressions() : malformed();
}

/// Predicates are no operands, and conditions do not compute.
api::Result<Nothing> ExpressionParser::check_operand(const Expr& operand) const {
    if (operand.kind == Expr::Kind::kArithmetic) return unsupported_operator(operand.text);
    if (operand.is_condition()) return malformed();
    if (!is_predicate(operand)) return Nothing{};
    return api::validation_error(fmt::format(
        "The function is not allowed to be used this way in an expression; function: {}",
        operand.text));
}

api::Result<ExprPtr> ExpressionParser::comparison(ExprPtr left, std::string_view op) {
    TABELLA_CHECK(count_operator());
    TABELLA_CHECK(check_operand(*left));
    TABELLA_ASSIGN(ExprPtr right, operand(Lone::kNo));
    TABELLA_CHECK(check_operand(*right));
    ExprPtr expr = node(Expr::Kind::kCompare, op);
    expr->args.push_back(std::move(left));
    expr->args.push_back(std::move(right));
    TABELLA_CHECK(check_operands_of(*expr, kNoParameter));
    return expr;
}

api::Result<ExprPtr> ExpressionParser::between(ExprPtr left) {
    take();
    TABELLA_CHECK(count_operator());
    TABELLA_ASSIGN(ExprPtr lower, operand(Lone::kNo));
    TABELLA_CHECK(expect_keyword("AND"));
    TABELLA_ASSIGN(ExprPtr upper, operand(Lone::kNo));
    ExprPtr expr = node(Expr::Kind::kBetween, "BETWEEN");
    for (ExprPtr* arg : {&left, &lower, &upper}) {
        TABELLA_CHECK(check_operand(**arg));
        expr->args.push_back(std::move(*arg));
    }
    TABELLA_CHECK(check_operands_of(*expr, kNoParameter));
    return expr;
}

api::Result<ExprPtr> ExpressionParser::in(ExprPtr left) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kBrackets{
        {{"[", "]"}, {"(", ")"}, {"<<", ">>"}}};
    const auto wrong = [] {
        return api::validation_error(
            "IN operator must have a left hand argument of type Variable Reference and right hand "
            "argument of type Seq with at least one member");
    };
    take();
    TABELLA_CHECK(count_operator());
    TABELLA_CHECK(check_operand(*left));
    const auto* brackets = std::find_if(kBrackets.begin(), kBrackets.end(),
                                        [&](const auto& pair) { return next_is(pair.first); });
    if (brackets == kBrackets.end()) return wrong();
    take();
    if (next_is(brackets->second)) return wrong();
    ExprPtr expr = node(Expr::Kind::kIn, "IN");
    expr->args.push_back(std::move(left));
    do {
        TABELLA_ASSIGN(ExprPtr candidate, operand(Lone::kNo));
        TABELLA_CHECK(check_operand(*candidate));
        expr->args.push_back(std::move(candidate));
    } while (accept(","));
    TABELLA_CHECK(expect(brackets->second));
    TABELLA_CHECK(check_operands_of(*expr, kNoParameter));
    return expr;
}

/// `path IS [NOT] MISSING` and `path IS [NOT] NULL`: attribute_exists and attribute_type in
/// DynamoDB's own terms.
api::Result<ExprPtr> ExpressionParser::is(ExprPtr left) {
    take();
    TABELLA_CHECK(count_operator());
    if (left->kind != Expr::Kind::kPath)
        return api::validation_error(
            "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
    const bool negated = accept_keyword("NOT");
    if (accept_keyword("MISSING")) {
        ExprPtr expr =
            node(Expr::Kind::kFunction, negated ? "attribute_exists" : "attribute_not_exists");
        expr->args.push_back(std::move(left));
        return expr;
    }
    if (!accept_keyword("NULL")) return malformed();
    ExprPtr expr = node(Expr::Kind::kFunction, "attribute_type");
    expr->args.push_back(std::move(left));
    expr->args.push_back(value_node(AttributeValue("NULL")));
    if (!negated) return expr;
    ExprPtr outer = node(Expr::Kind::kNot, "NOT");
    outer->args.push_back(std::move(expr));
    return outer;
}

api::Result<ExprPtr> ExpressionParser::operand(Lone lone) {
    TABELLA_ASSIGN(ExprPtr left, primary(lone));
    while (next_is("+") || next_is("-")) {
        ExprPtr expr = node(Expr::Kind::kArithmetic, next_is("+") ? "+" : "-");
        if (place_ == Place::kCondition) return unsupported_operator(expr->text);
        take();
        TABELLA_CHECK(count_operator());
        TABELLA_ASSIGN(ExprPtr right, primary(Lone::kNo));
        expr->args.push_back(std::move(left));
        expr->args.push_back(std::move(right));
        TABELLA_CHECK(check_operands_of(*expr, kNoParameter));
        left = std::move(expr);
    }
    for (const std::string_view op : {"*", "/", "%", "||"})
        if (next_is(op)) return unsupported_operator(op);
    return left;
}

api::Result<ExprPtr> ExpressionParser::primary(Lone lone) {
    if (next_is("(")) {
        if (place_ == Place::kCondition && lone == Lone::kYes) return group();
        const Descent descent(*this);
        TABELLA_CHECK(descent.check());
        take();
        TABELLA_ASSIGN(ExprPtr inner, operand(Lone::kNo));
        TABELLA_CHECK(expect(")"));
        return inner;
    }
    if (begins_function()) return function();
    if (peek().kind != TokenKind::kIdentifier) return value();
    TABELLA_ASSIGN(Path steps, path());
    ExprPtr expr = node(Expr::Kind::kPath, {});
    expr->path.path = std::move(steps);
    return expr;
}

api::Result<ExprPtr> ExpressionParser::group() {
    const Descent descent(*this);
    TABELLA_CHECK(descent.check());
    take();
    TABELLA_ASSIGN(ExprPtr inner, chain(Expr::Kind::kOr, Lone::kYes));
    TABELLA_CHECK(expect(")"));
    return inner;
}

bool ExpressionParser::begins_function() const {
    const Token& called = peek(1);
    if (called.kind != TokenKind::kSymbol || called.text != "(") return false;
    return (peek().kind == TokenKind::kIdentifier && !peek().quoted) || next_is_keyword("SIZE");
}

api::Result<ExprPtr> ExpressionParser::function() {
    const Descent descent(*this);
    TABELLA_CHECK(descent.check());
    TABELLA_CHECK(count_operator());
    const std::string name = lower(peek().text);
    const FunctionInfo* info = find_function(name);
    if (info == nullptr && (name == "set_add" || name == "set_delete"))
        return api::validation_error(fmt::format(
            "The function is not allowed to be used this way in an expression; function: {}",
            name));
    if (info == nullptr)
        return api::validation_error(fmt::format("Unrecognized function: {}", peek().text));
    if (info->in_updates != (place_ == Place::kUpdate))
        return api::validation_error(
            fmt::format("The function is not allowed in {} expression; function: {}",
                        place_ == Place::kUpdate ? "an update" : "a condition", info->name));
    take();
    take();
    ExprPtr expr = node(Expr::Kind::kFunction, info->name);
    if (!next_is(")")) {
        do {
            TABELLA_ASSIGN(ExprPtr argument, operand(Lone::kNo));
            if (place_ == Place::kCondition) TABELLA_CHECK(check_operand(*argument));
            expr->args.push_back(std::move(argument));
        } while (accept(","));
    }
    TABELLA_CHECK(expect(")"));
    TABELLA_CHECK(check_operands_of(*expr, kNoParameter));
    return expr;
}

ExprPtr ExpressionParser::value_node(const AttributeValue& value) {
    ExprPtr expr = node(Expr::Kind::kValue, {});
    expr->value = ValueView(values_.emplace_back(encode_value(value)));
    return expr;
}

api::Result<ExprPtr> ExpressionParser::value() {
    if (next_is_keyword("MISSING"))
        return api::validation_error("MISSING must be compared using IS operator");
    TABELLA_ASSIGN(const AttributeValue read, literal());
    return value_node(read);
}

api::Result<Path> ExpressionParser::path() {
    Path path;
    TABELLA_ASSIGN(std::string first, identifier());
    path.push_back({.name = std::move(first)});
    while (next_is(".") || next_is("[")) {
        if (accept(".")) {
            if (next_is("*"))
                return api::validation_error(
                    "Changing item's hierarchy while reading isn't supported");
            TABELLA_ASSIGN(std::string name, identifier());
            path.push_back({.name = std::move(name)});
            continue;
        }
        TABELLA_ASSIGN(PathStep step, bracket_step());
        path.push_back(std::move(step));
    }
    if (path.size() > limits::kNestingDepthMax)
        return api::validation_error(fmt::format(
            "The document path has too many nesting levels; nesting levels: {}", path.size()));
    return path;
}

/// `[3]` or `['name']`.
api::Result<PathStep> ExpressionParser::bracket_step() {
    TABELLA_CHECK(expect("["));
    PathStep step;
    if (peek().kind == TokenKind::kString && !peek().text.empty()) {
        step.name = take().text;
    } else {
        const bool negative = accept("-");
        if (peek().kind != TokenKind::kNumber) return malformed();
        const std::string& digits = peek().text;
        std::uint32_t index = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        const bool whole = read.ptr == digits.data() + digits.size();
        if (negative || !whole || read.ec != std::errc{} ||
            index > static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max()))
            return api::validation_error(
                fmt::format("List index is not within the allowable range; index: [{}{}]{}",
                            negative ? "-" : "", digits, peek().place()));
        step.index = index;
        take();
    }
    TABELLA_CHECK(expect("]"));
    return step;
}

api::Result<AttributeValue> ExpressionParser::literal() {
    const Descent descent(*this);
    TABELLA_CHECK(descent.check());
    if (peek().kind == TokenKind::kString) return AttributeValue(take().text);
    if (peek().kind == TokenKind::kNumber) return number(false);
    if ((next_is("-") || next_is("+")) && peek(1).kind == TokenKind::kNumber) {
        const bool negative = take().text == "-";
        return number(negative);
    }
    if (next_is("-"))
        return api::validation_error(
            "Incorrect number of operands for operator or function; operator or function: -, "
            "number of operands: 1");
    if (accept_keyword("TRUE")) return AttributeValue(true);
    if (accept_keyword("FALSE")) return AttributeValue(false);
    if (accept_keyword("NULL")) return AttributeValue();
    if (next_is("?")) return parameter();
    if (accept("[")) return list("]");
    if (accept("{")) return map();
    if (next_is("<<")) return bag();
    const Token& found = peek();
    if (found.kind != TokenKind::kIdentifier && !next_is_keyword("MISSING")) return malformed();
    return api::validation_error(
        fmt::format("Unsupported data type: {}{}", found.text, found.place()));
}

api::Result<AttributeValue> ExpressionParser::number(bool negative) {
    auto read = Number::parse(take().text);
    if (!read.ok()) return api::validation_error(std::move(read).error().message);
    return AttributeValue(negative ? read->negated() : *read);
}

api::Result<AttributeValue> ExpressionParser::parameter() {
    take();
    if (parameters_ == nullptr || parameters_used_ == parameters_->size())
        return api::validation_error("Number of parameters in request and statement don't match.");
    return (*parameters_)[parameters_used_++];
}

api::Result<Nothing> ExpressionParser::check_all_parameters_used() const {
    if (parameters_ == nullptr || parameters_used_ == parameters_->size()) return Nothing{};
    return api::validation_error("Number of parameters in request and statement don't match.");
}

api::Result<AttributeValue> ExpressionParser::list(std::string_view end) {
    AttributeValue::List elements;
    if (accept(end)) return AttributeValue(std::move(elements));
    do {
        TABELLA_ASSIGN(AttributeValue element, literal());
        elements.push_back(std::move(element));
    } while (accept(","));
    TABELLA_CHECK(expect(end));
    return AttributeValue(std::move(elements));
}

api::Result<AttributeValue> ExpressionParser::map() {
    AttributeValue::Map attributes;
    if (accept("}")) return AttributeValue(std::move(attributes));
    do {
        const Token key = peek();
        if (key.kind == TokenKind::kIdentifier || next_is("?"))
            return api::validation_error(
                fmt::format("Tuple keys must be of type String. Actual type: {}{}",
                            next_is("?") ? "Parameter" : "VariableReference", key.place()));
        if (key.kind != TokenKind::kString) return malformed();
        if (key.text.empty())
            return api::validation_error("Path component cannot be an empty string");
        take();
        TABELLA_CHECK(expect(":"));
        TABELLA_ASSIGN(AttributeValue value, literal());
        if (!attributes.emplace(key.text, std::move(value)).second)
            return api::validation_error(
                fmt::format("Duplicate keys in tuple. Key: {}{}", key.text, key.place()));
    } while (accept(","));
    TABELLA_CHECK(expect("}"));
    return AttributeValue(std::move(attributes));
}

namespace {

/// A set of the members, which are all of one type. Empty where two are equal.
template <class Set, class Member>
std::optional<AttributeValue> set_of(const AttributeValue::List& members) {
    Set set;
    for (const AttributeValue& member : members)
        if (!set.insert(*member.as<Member>()).second) return std::nullopt;
    return AttributeValue(std::move(set));
}

}  // namespace

api::Result<AttributeValue> ExpressionParser::bag() {
    const Token begin = take();
    if (next_is(">>")) return api::validation_error("Empty bags are not supported" + begin.place());
    TABELLA_ASSIGN(const AttributeValue read, list(">>"));
    const AttributeValue::List& members = *read.as<AttributeValue::List>();
    const AttributeType type = members.front().type();
    const bool same = std::all_of(members.begin(), members.end(),
                                  [&](const AttributeValue& each) { return each.type() == type; });
    std::optional<AttributeValue> set;
    if (same && type == AttributeType::kNumber)
        set = set_of<AttributeValue::NumberSet, Number>(members);
    else if (same && type == AttributeType::kString)
        set = set_of<AttributeValue::StringSet, std::string>(members);
    else if (same && type == AttributeType::kBinary)
        set = set_of<AttributeValue::BinarySet, AttributeValue::Binary>(members);
    else
        return api::validation_error(
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
            "bags" +
            begin.place());
    if (!set.has_value()) return api::validation_error("Input collection contains duplicates");
    return *std::move(set);
}

}  // namespace tabella::expr::partiql
