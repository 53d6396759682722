// How an update changes an item: one walk down the tree of targets, beside the flat encoding of the
// item. What no target names is copied as bytes; nothing is decoded. All operands are computed from
// the previous item, whatever the update has already written.
#include <algorithm>
#include <optional>

#include "expr/update_leaf.h"
#include "expr/update_plan.h"

namespace tabella::expr {

namespace {

/// The encoded value after the update; nothing where there is none.
using NewValue = std::optional<std::string>;

class Application {
 public:
    Application(const UpdatePlan& plan, ItemView previous) : plan_(plan), previous_(previous) {}

    api::Result<Item> next() const {
        auto bytes = attributes(plan_.targets, previous_);
        if (bytes.ok()) return Item::from_trusted(std::move(bytes).value());
        // A path that leads nowhere is told before any operand.
        if (!all_paths_lead_somewhere(plan_.targets, previous_)) return invalid_path();
        return std::move(bytes).error();
    }

 private:
    static bool all_paths_lead_somewhere(const PathTree& tree, ItemView attributes) {
        return std::all_of(tree.names.begin(), tree.names.end(), [&](const auto& entry) {
            return leads_somewhere(*entry.second, attributes.find(entry.first));
        });
    }

    static bool leads_somewhere(const PathTree& tree, std::optional<ValueView> old) {
        if (tree.is_leaf()) return true;
        if (!old) return false;
        if (!tree.names.empty())
            return old->type() == AttributeType::kMap &&
                   all_paths_lead_somewhere(tree, ItemView(old->payload()));
        if (old->type() != AttributeType::kList) return false;
        ListCursor cursor(old->payload());
        std::optional<ValueView> element = cursor.next();
        std::uint32_t at = 0;
        return std::all_of(tree.indexes.begin(), tree.indexes.end(), [&](const auto& entry) {
            for (; element && at < entry.first; ++at) element = cursor.next();
            return leads_somewhere(*entry.second, element);
        });
    }

    /// Both walks ascend by name, so that one pass merges them.
    api::Result<std::string> attributes(const PathTree& tree, ItemView old_attributes) const {
        std::string bytes;
        ItemWriter writer(bytes);
        AttributeCursor cursor = old_attributes.attributes();
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
        if (tree.is_leaf()) return leaf(plan_.actions[*tree.leaf], old);
        if (!old) return invalid_path();
        if (!tree.names.empty() && old->type() == AttributeType::kMap)
            return map(tree, ItemView(old->payload()));
        if (!tree.indexes.empty() && old->type() == AttributeType::kList)
            return list(tree, old->payload());
        return invalid_path();
    }

    api::Result<NewValue> leaf(const UpdateAction& action, std::optional<ValueView> old) const {
        if (action.kind == UpdateAction::Kind::kRemove) return NewValue();
        TABELLA_ASSIGN(const std::string operand, compute_operand(action.operand, previous_));
        return apply_leaf(
            {.action = action.kind, .dialect = plan_.dialect, .operand = operand, .old = old});
    }

    api::Result<NewValue> map(const PathTree& tree, ItemView old) const {
        TABELLA_ASSIGN(const std::string contents, attributes(tree, old));
        std::string bytes;
        ItemWriter writer(bytes);
        const std::size_t place = writer.open(AttributeType::kMap);
        bytes += contents;
        writer.close(place);
        return NewValue(std::move(bytes));
    }

    /// Indexes are those of the previous list: what is removed closes up at the end, and what lies
    /// beyond the end is appended in the order of its indexes.
    api::Result<NewValue> list(const PathTree& tree, std::string_view old) const {
        std::string bytes;
        ItemWriter writer(bytes);
        const std::size_t place = writer.open(AttributeType::kList);
        ListCursor cursor(old);
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
    ItemView previous_;
};

}  // namespace

api::Result<Item> apply(const UpdatePlan& plan, ItemView previous) {
    return Application(plan, previous).next();
}

}  // namespace tabella::expr
