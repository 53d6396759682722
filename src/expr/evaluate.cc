// How conditions are evaluated, on the flat encoding: equal values have equal bytes, numbers are
// ordered as their encodings, strings and binaries as unsigned bytes.
#include <algorithm>
#include <optional>
#include <string_view>

#include "expr/condition_node.h"

namespace tabella::expr {

namespace {

using Op = ConditionNode::Op;

/// DynamoDB counts a string in UTF-16 units (found with DynamoDB Local; the documents say
/// "length").
std::int64_t utf16_units(std::string_view text) {
    std::int64_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) != 0x80U) ++units;
        if (byte >= 0xf0U) ++units;
    }
    return units;
}

template <class Cursor>
std::int64_t count(std::string_view contents) {
    std::int64_t elements = 0;
    for (Cursor cursor(contents); cursor.next();) ++elements;
    return elements;
}

std::optional<std::int64_t> size_of(ValueView value) {
    switch (value.type()) {
        case AttributeType::kString:
            return utf16_units(value.payload());
        case AttributeType::kBinary:
            return static_cast<std::int64_t>(value.payload().size());
        case AttributeType::kList:
            return count<ListCursor>(value.payload());
        case AttributeType::kMap:
            return count<AttributeCursor>(value.payload());
        case AttributeType::kNumberSet:
        case AttributeType::kStringSet:
        case AttributeType::kBinarySet:
            return count<SetCursor>(value.payload());
        case AttributeType::kNull:
        case AttributeType::kBool:
        case AttributeType::kNumber:
            return std::nullopt;
    }
    return std::nullopt;
}

/// The value of an operand; a computed one lives in here.
class OperandValue {
 public:
    OperandValue(const ConditionOperand& operand, ItemView item) {
        if (operand.path.empty())
            value_ = ValueView(operand.value);
        else
            value_ = find(item, operand.path);
        if (!operand.size_of || !value_) return;
        const std::optional<std::int64_t> size = size_of(*value_);
        value_.reset();
        if (!size) return;
        computed_ = encode_value(AttributeValue(*size));
        value_ = ValueView(computed_);
    }
    OperandValue(const OperandValue&) = delete;
    OperandValue& operator=(const OperandValue&) = delete;

    explicit operator bool() const { return value_.has_value(); }
    const ValueView& operator*() const { return *value_; }
    const ValueView* operator->() const { return &*value_; }

 private:
    std::string computed_;
    std::optional<ValueView> value_;
};

bool is_ordered(AttributeType type) {
    return type == AttributeType::kNumber || type == AttributeType::kString ||
           type == AttributeType::kBinary;
}

/// Below, equal or above zero; nothing where the two have no order.
std::optional<int> compare(ValueView a, ValueView b) {
    if (a.type() != b.type() || !is_ordered(a.type())) return std::nullopt;
    return a.payload().compare(b.payload());
}

bool comparison_holds(Op op, ValueView a, ValueView b) {
    const std::optional<int> order = compare(a, b);
    if (!order) return false;
    switch (op) {
        case Op::kLt:
            return *order < 0;
        case Op::kLe:
            return *order <= 0;
        case Op::kGt:
            return *order > 0;
        case Op::kGe:
            return *order >= 0;
        default:
            return false;
    }
}

/// A set has members of the type of its name without the S.
bool is_member_type(AttributeType set, AttributeType member) {
    return (set == AttributeType::kNumberSet && member == AttributeType::kNumber) ||
           (set == AttributeType::kStringSet && member == AttributeType::kString) ||
           (set == AttributeType::kBinarySet && member == AttributeType::kBinary);
}

bool contains(ValueView whole, ValueView part) {
    const AttributeType type = whole.type();
    if (type == AttributeType::kString || type == AttributeType::kBinary)
        return part.type() == type &&
               whole.payload().find(part.payload()) != std::string_view::npos;
    if (type == AttributeType::kList) {
        ListCursor cursor(whole.payload());
        while (const std::optional<ValueView> element = cursor.next())
            if (*element == part) return true;
        return false;
    }
    if (!is_member_type(type, part.type())) return false;
    SetCursor cursor(whole.payload());
    while (const std::optional<std::string_view> member = cursor.next())
        if (*member == part.payload()) return true;
    return false;
}

bool begins_with(ValueView whole, ValueView prefix) {
    const AttributeType type = whole.type();
    return (type == AttributeType::kString || type == AttributeType::kBinary) &&
           prefix.type() == type && whole.payload().starts_with(prefix.payload());
}

bool between(const ConditionNode& node, ItemView item) {
    const OperandValue value(node.operands[0], item);
    const OperandValue lower(node.operands[1], item);
    const OperandValue upper(node.operands[2], item);
    return value && lower && upper && comparison_holds(Op::kGe, *value, *lower) &&
           comparison_holds(Op::kLe, *value, *upper);
}

bool in(const ConditionNode& node, ItemView item) {
    const OperandValue value(node.operands[0], item);
    if (!value) return false;
    return std::any_of(node.operands.begin() + 1, node.operands.end(),
                       [&](const ConditionOperand& operand) {
                           const OperandValue candidate(operand, item);
                           return candidate && *candidate == *value;
                       });
}

bool binary_holds(const ConditionNode& node, ItemView item) {
    const OperandValue a(node.operands[0], item);
    const OperandValue b(node.operands[1], item);
    const bool both = a && b;
    switch (node.op) {
        case Op::kEq:
            return both && *a == *b;
        // What is missing equals nothing, not even what is missing too.
        case Op::kNe:
            return !both || *a != *b;
        case Op::kBeginsWith:
            return both && begins_with(*a, *b);
        case Op::kContains:
            return both && contains(*a, *b);
        case Op::kNotContains:
            return both && !contains(*a, *b);
        default:
            return both && comparison_holds(node.op, *a, *b);
    }
}

}  // namespace

bool holds(const ConditionNode& node, ItemView item) {
    const auto term_holds = [item](const ConditionNode& term) { return holds(term, item); };
    switch (node.op) {
        case Op::kAnd:
            return std::all_of(node.terms.begin(), node.terms.end(), term_holds);
        case Op::kOr:
            return std::any_of(node.terms.begin(), node.terms.end(), term_holds);
        case Op::kNot:
            return !holds(node.terms[0], item);
        case Op::kExists:
            return static_cast<bool>(OperandValue(node.operands[0], item));
        case Op::kNotExists:
            return !OperandValue(node.operands[0], item);
        case Op::kAttributeType: {
            const OperandValue value(node.operands[0], item);
            return value && value->type() == node.type;
        }
        case Op::kBetween:
            return between(node, item);
        case Op::kIn:
            return in(node, item);
        default:
            return binary_holds(node, item);
    }
}

void collect_names(const ConditionNode& node, std::set<std::string>& top_level,
                   std::set<std::string>& documents) {
    for (const ConditionNode& term : node.terms) collect_names(term, top_level, documents);
    for (const ConditionOperand& operand : node.operands) {
        if (operand.path.empty()) continue;
        top_level.insert(operand.path.front().name);
        if (operand.path.size() > 1) documents.insert(operand.path.front().name);
    }
}

}  // namespace tabella::expr
