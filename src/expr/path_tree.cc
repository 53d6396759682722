#include "expr/path_tree.h"

#include <fmt/format.h>

#include "expr/messages.h"

namespace tabella::expr {

namespace {

std::unique_ptr<PathTree>& child_of(PathTree& tree, const PathStep& step) {
    std::unique_ptr<PathTree>& child =
        step.index ? tree.indexes[*step.index] : tree.names[step.name];
    if (!child) child = std::make_unique<PathTree>();
    return child;
}

/// The number of any path that ends in this tree.
std::size_t any_leaf(const PathTree& tree) {
    const PathTree* node = &tree;
    while (!node->is_leaf())
        node = node->names.empty() ? node->indexes.begin()->second.get()
                                   : node->names.begin()->second.get();
    return *node->leaf;
}

bool is_inner(const PathTree& tree) {
    return !tree.names.empty() || !tree.indexes.empty();
}

/// Looks for two paths that cannot stand together while it builds the tree of all that can.
class PathChecks {
 public:
    enum class Clash { kOverlap, kConflict };

    PathChecks(const std::vector<const Path*>& paths, std::string_view parameter)
        : paths_(paths), parameter_(parameter) {}

    api::Result<Nothing> check(Clash clash) const {
        PathTree root;
        for (std::size_t at = 0; at < paths_.size(); ++at) {
            PathTree* node = &root;
            for (const PathStep& step : *paths_[at]) {
                if (clash == Clash::kOverlap && node->is_leaf())
                    return error("overlap", *node->leaf, at);
                const bool mixed = step.index ? !node->names.empty() : !node->indexes.empty();
                if (clash == Clash::kConflict && mixed)
                    return error("conflict", any_leaf(*node), at);
                node = child_of(*node, step).get();
            }
            if (clash == Clash::kOverlap && (node->is_leaf() || is_inner(*node)))
                return error("overlap", any_leaf(*node), at);
            node->leaf = at;
        }
        return Nothing{};
    }

 private:
    api::Error error(std::string_view verb, std::size_t one, std::size_t two) const {
        return invalid(parameter_,
                       fmt::format("Two document paths {} with each other; must remove "
                                   "or rewrite one of these paths; path one: {}, path "
                                   "two: {}",
                                   verb, to_message(*paths_[one]), to_message(*paths_[two])));
    }

    const std::vector<const Path*>& paths_;
    std::string_view parameter_;
};

std::string project_value(const PathTree& tree, ValueView value);

/// The attributes of a map or of an item that the tree names.
std::string project_attributes(const PathTree& tree, ItemView attributes) {
    std::string bytes;
    ItemWriter writer(bytes);
    AttributeCursor cursor = attributes.attributes();
    while (const std::optional<AttributeView> attribute = cursor.next()) {
        const auto child = tree.names.find(attribute->name);
        if (child == tree.names.end()) continue;
        const std::string part = project_value(*child->second, attribute->value);
        if (part.empty()) continue;
        writer.name(attribute->name);
        writer.raw(ValueView(part));
    }
    return bytes;
}

std::string project_map(const PathTree& tree, ItemView attributes) {
    const std::string inside = project_attributes(tree, attributes);
    if (inside.empty()) return {};
    std::string bytes;
    ItemWriter writer(bytes);
    const std::size_t place = writer.open(AttributeType::kMap);
    bytes += inside;
    writer.close(place);
    return bytes;
}

std::string project_list(const PathTree& tree, std::string_view elements) {
    std::string bytes;
    ItemWriter writer(bytes);
    const std::size_t place = writer.open(AttributeType::kList);
    bool empty = true;
    ListCursor cursor(elements);
    std::optional<ValueView> element = cursor.next();
    std::uint32_t at = 0;
    for (const auto& [index, child] : tree.indexes) {
        for (; element && at < index; ++at) element = cursor.next();
        if (!element) break;
        const std::string part = project_value(*child, *element);
        if (part.empty()) continue;
        writer.raw(ValueView(part));
        empty = false;
    }
    writer.close(place);
    return empty ? std::string() : bytes;
}

/// Empty where the value has nothing of what the tree names.
std::string project_value(const PathTree& tree, ValueView value) {
    if (tree.is_leaf()) return std::string(value.encoded());
    if (!tree.names.empty() && value.type() == AttributeType::kMap)
        return project_map(tree, ItemView(value.payload()));
    if (!tree.indexes.empty() && value.type() == AttributeType::kList)
        return project_list(tree, value.payload());
    return {};
}

}  // namespace

PathTree PathTree::of(const std::vector<const Path*>& paths) {
    PathTree root;
    for (std::size_t at = 0; at < paths.size(); ++at) {
        PathTree* node = &root;
        for (const PathStep& step : *paths[at]) node = child_of(*node, step).get();
        node->leaf = at;
    }
    return root;
}

api::Result<Nothing> check_paths(const std::vector<const Path*>& paths,
                                 std::string_view parameter) {
    const PathChecks checks(paths, parameter);
    TABELLA_CHECK(checks.check(PathChecks::Clash::kOverlap));
    return checks.check(PathChecks::Clash::kConflict);
}

Item project(const PathTree& tree, ItemView item) {
    return Item::from_trusted(project_attributes(tree, item));
}

}  // namespace tabella::expr
