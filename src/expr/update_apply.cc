// How an update changes an item: one walk down the tree of targets, beside the flat encoding of the
// item. What no target names is copied as bytes; nothing is decoded. All operands are computed from
// the previous item before anything is changed.
#include <optional>

#include "expr/update_leaf.h"
#include "expr/update_plan.h"

namespace tabella::expr {

namespace {

/// The encoded value after the update; nothing where there is none.
using NewValue = std::optional<std::string>;

class Application {
 public:
    static api::Result<Item> of(const UpdatePlan& plan, ItemView previous) {
        Application application(plan);
        for (const UpdateAction& action : plan.actions) {
            TABELLA_ASSIGN(std::string operand, compute(action, previous));
            application.operands_.push_back(std::move(operand));
        }
        TABELLA_ASSIGN(std::string bytes, application.attributes(plan.targets, previous));
        return Item::from_trusted(std::move(bytes));
    }

 private:
    explicit Application(const UpdatePlan& plan) : plan_(plan) {}

    static api::Result<std::string> compute(const UpdateAction& action, ItemView previous) {
        if (action.kind == UpdateAction::Kind::kRemove) return std::string();
        return compute_operand(action.operand, previous);
    }

    /// Both walks ascend by name, so that one pass merges them.
    api::Result<std::string> attributes(const PathTree& tree, ItemView previous) const {
        std::string bytes;
        ItemWriter writer(bytes);
        AttributeCursor cursor = previous.attributes();
        std::optional<AttributeView> attribute = cursor.next();
        for (const auto& [name, child] : tree.names) {
            for (; attribute && attribute->name < name; attribute = cursor.next())
                copy(writer, *attribute);
            std::optional<ValueView> old;
            if (attribute && attribute->name == name) {
                old = attribute->value;
                attribute = cursor.next();
            }
            TABELLA_ASSIGN(const NewValue changed, value(*child, old));
            if (changed) copy(writer, {name, ValueView(*changed)});
        }
        for (; attribute; attribute = cursor.next()) copy(writer, *attribute);
        return bytes;
    }

    static void copy(ItemWriter& writer, AttributeView attribute) {
        writer.name(attribute.name);
        writer.raw(attribute.value);
    }

    api::Result<NewValue> value(const PathTree& tree, std::optional<ValueView> old) const {
        if (tree.is_leaf())
            return apply_leaf({.action = plan_.actions[*tree.leaf].kind,
                               .dialect = plan_.dialect,
                               .operand = operands_[*tree.leaf],
                               .old = old});
        if (!old) return invalid_path();
        if (!tree.names.empty() && old->type() == AttributeType::kMap)
            return map(tree, ItemView(old->payload()));
        if (!tree.indexes.empty() && old->type() == AttributeType::kList)
            return list(tree, old->payload());
        return invalid_path();
    }

    api::Result<NewValue> map(const PathTree& tree, ItemView previous) const {
        TABELLA_ASSIGN(const std::string contents, attributes(tree, previous));
        std::string bytes;
        ItemWriter writer(bytes);
        const std::size_t place = writer.open(AttributeType::kMap);
        bytes += contents;
        writer.close(place);
        return NewValue(std::move(bytes));
    }

    /// Indexes are those of the previous list: what is removed closes up at the end, and what lies
    /// beyond the end is appended in the order of its indexes.
    api::Result<NewValue> list(const PathTree& tree, std::string_view previous) const {
        std::string bytes;
        ItemWriter writer(bytes);
        const std::size_t place = writer.open(AttributeType::kList);
        ListCursor cursor(previous);
        std::optional<ValueView> element = cursor.next();
        std::uint32_t at = 0;
        for (const auto& [index, child] : tree.indexes) {
            for (; element && at < index; ++at, element = cursor.next()) writer.raw(*element);
            TABELLA_ASSIGN(const NewValue changed, value(*child, element));
            if (changed) writer.raw(ValueView(*changed));
            if (!element) continue;
            element = cursor.next();
            ++at;
        }
        for (; element; element = cursor.next()) writer.raw(*element);
        writer.close(place);
        return NewValue(std::move(bytes));
    }

    static api::Error invalid_path() {
        return api::validation_error(
            "The document path provided in the update expression is invalid for update");
    }

    const UpdatePlan& plan_;
    std::vector<std::string> operands_;  ///< Encoded, by action.
};

}  // namespace

api::Result<Item> apply(const UpdatePlan& plan, ItemView previous) {
    return Application::of(plan, previous);
}

}  // namespace tabella::expr
