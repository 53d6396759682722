#include "expr/update_leaf.h"

namespace tabella::expr {

namespace {

api::Error wrong_type() {
    return api::validation_error("An operand in the update expression has an incorrect data type");
}

api::Result<std::string> encoded_sum(tabella::Result<Number> sum) {
    if (!sum.ok()) return api::validation_error(std::move(sum).error().message);
    return encode_value(AttributeValue(*sum));
}

std::string joined_lists(ValueView head, ValueView tail) {
    std::string bytes;
    ItemWriter writer(bytes);
    const std::size_t place = writer.open(AttributeType::kList);
    bytes += head.payload();
    bytes += tail.payload();
    writer.close(place);
    return bytes;
}

enum class SetOperation : bool { kUnion, kDifference };

/// One pass over both sets, which ascend. Nothing where the result has no members.
std::optional<std::string> combined_sets(SetOperation operation, ValueView old, ValueView operand) {
    std::string bytes;
    ItemWriter writer(bytes);
    const std::size_t place = writer.open(old.type());
    SetCursor left(old.payload());
    SetCursor right(operand.payload());
    auto member = left.next();
    auto other = right.next();
    bool empty = true;
    const auto keep = [&](std::string_view each) {
        writer.member(each);
        empty = false;
    };
    while (member || other) {
        if (other && (!member || *other < *member)) {
            if (operation == SetOperation::kUnion) keep(*other);
            other = right.next();
            continue;
        }
        const bool in_both = other && *other == *member;
        if (!in_both || operation == SetOperation::kUnion) keep(*member);
        if (in_both) other = right.next();
        member = left.next();
    }
    writer.close(place);
    if (empty) return std::nullopt;
    return bytes;
}

api::Error mismatch(UpdatePlan::Dialect dialect) {
    if (dialect == UpdatePlan::Dialect::kExpression) return wrong_type();
    return api::validation_error("Type mismatch for attribute to update");
}

using NewValue = std::optional<std::string>;

api::Result<NewValue> added(const LeafUpdate& update) {
    const ValueView operand(update.operand);
    if (!update.old) return NewValue(update.operand);
    if (update.old->type() != operand.type()) return mismatch(update.dialect);
    if (operand.type() == AttributeType::kNumber) {
        TABELLA_ASSIGN(std::string sum, encoded_sum(update.old->number().plus(operand.number())));
        return NewValue(std::move(sum));
    }
    // Only AttributeUpdates adds to lists, and no document says so.
    if (operand.type() == AttributeType::kList) return NewValue(joined_lists(*update.old, operand));
    return combined_sets(SetOperation::kUnion, *update.old, operand);
}

api::Result<NewValue> deleted(const LeafUpdate& update) {
    const ValueView operand(update.operand);
    if (!update.old) return NewValue();
    if (update.old->type() != operand.type()) return mismatch(update.dialect);
    return combined_sets(SetOperation::kDifference, *update.old, operand);
}

}  // namespace

api::Result<std::string> compute_operand(const UpdateOperand& operand, ItemView previous) {
    using Kind = UpdateOperand::Kind;
    if (operand.kind == Kind::kValue) return operand.value;
    std::optional<ValueView> found;
    if (!operand.path.empty()) found = find(previous, operand.path);
    if (operand.kind == Kind::kPath) {
        if (found) return std::string(found->encoded());
        return api::validation_error(
            "The provided expression refers to an attribute that does not exist in the item");
    }
    TABELLA_ASSIGN(const std::string first, compute_operand(operand.args[0], previous));
    // DynamoDB computes the other operand too: it must exist also where it is not needed.
    if (operand.kind == Kind::kIfNotExists) return found ? std::string(found->encoded()) : first;
    const AttributeType type =
        operand.kind == Kind::kListAppend ? AttributeType::kList : AttributeType::kNumber;
    const ValueView left(first);
    if (left.type() != type) return wrong_type();
    TABELLA_ASSIGN(const std::string second, compute_operand(operand.args[1], previous));
    const ValueView right(second);
    if (right.type() != type) return wrong_type();
    if (operand.kind == Kind::kListAppend) return joined_lists(left, right);
    return encoded_sum(operand.kind == Kind::kPlus ? left.number().plus(right.number())
                                                   : left.number().minus(right.number()));
}

api::Result<NewValue> apply_leaf(const LeafUpdate& update) {
    switch (update.action) {
        case UpdateAction::Kind::kSet:
            return NewValue(update.operand);
        case UpdateAction::Kind::kRemove:
            return NewValue();
        case UpdateAction::Kind::kAdd:
            return added(update);
        case UpdateAction::Kind::kDelete:
            return deleted(update);
    }
    return NewValue();
}

}  // namespace tabella::expr
