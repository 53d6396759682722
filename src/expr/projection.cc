#include "expr/projection.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "expr/binder.h"
#include "expr/parser.h"
#include "expr/path_tree.h"

namespace tabella::expr {

struct ProjectionTree {
    PathTree paths;
    /// Of a flat projection: what each value is called, and where it is found.
    std::map<std::string, Path> labels = {};
};

namespace {

constexpr std::string_view kParameter = "ProjectionExpression";

api::Result<PathTree> tree_of(const std::vector<Path>& paths) {
    std::vector<const Path*> pointers;
    for (const Path& path : paths) pointers.push_back(&path);
    TABELLA_CHECK(check_paths(pointers, {}));
    return PathTree::of(pointers);
}

std::string label_of(const Path& path) {
    auto step = path.end();
    std::string indexes;
    while ((--step)->index) indexes = fmt::format("[{}]", *step->index) + indexes;
    return step->name + indexes;
}

Item labelled(const std::map<std::string, Path>& labels, ItemView item) {
    std::string bytes;
    ItemWriter writer(bytes);
    for (const auto& [label, path] : labels) {
        const std::optional<ValueView> value = find(item, path);
        if (!value) continue;
        writer.name(label);
        writer.raw(*value);
    }
    return Item::from_trusted(std::move(bytes));
}

}  // namespace

api::Result<Projection> Projection::parse(std::string_view expression, Parameters& parameters) {
    TABELLA_ASSIGN(std::vector<PathExpr> written, parse_projection(expression, kParameter));
    const Binder binder(Binder::Language::kCondition, kParameter, parameters);
    for (const PathExpr& path : written) TABELLA_CHECK(binder.check_names(path));
    std::vector<const Path*> paths;
    for (PathExpr& path : written) {
        TABELLA_CHECK(binder.resolve(path));
        paths.push_back(&path.path);
    }
    TABELLA_CHECK(check_paths(paths, kParameter));
    return Projection(std::make_unique<ProjectionTree>(ProjectionTree{PathTree::of(paths), {}}));
}

api::Result<Projection> Projection::from_attributes_to_get(const std::vector<std::string>& names) {
    std::set<std::string_view> seen;
    for (const std::string& name : names) {
        if (name.empty()) return api::validation_error("Empty attribute name");
        if (!seen.insert(name).second)
            return api::validation_error(
                fmt::format("One or more parameter values were invalid: Duplicate value in "
                            "attribute name: {}",
                            name));
    }
    return of_names(names);
}

api::Result<Projection> Projection::of_paths(const std::vector<Path>& paths) {
    TABELLA_ASSIGN(PathTree tree, tree_of(paths));
    return Projection(std::make_unique<ProjectionTree>(ProjectionTree{std::move(tree), {}}));
}

api::Result<Projection> Projection::flat(std::vector<Path> paths) {
    std::map<std::string, Path> labels;
    for (const Path& path : paths) {
        std::string label = label_of(path);
        if (!labels.emplace(label, path).second)
            return api::validation_error(
                fmt::format("Duplicate identifiers in select clause: {}", label));
    }
    TABELLA_ASSIGN(PathTree tree, tree_of(paths));
    return Projection(
        std::make_unique<ProjectionTree>(ProjectionTree{std::move(tree), std::move(labels)}));
}

Projection Projection::of_names(const std::vector<std::string>& names) {
    std::vector<Path> paths;
    for (const std::string& name : names) paths.push_back({{.name = name}});
    std::vector<const Path*> pointers;
    for (const Path& path : paths) pointers.push_back(&path);
    return Projection(std::make_unique<ProjectionTree>(ProjectionTree{PathTree::of(pointers), {}}));
}

Projection::Projection(std::unique_ptr<ProjectionTree> tree) : tree_(std::move(tree)) {}
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

Item Projection::apply(ItemView item) const {
    return tree_->labels.empty() ? project(tree_->paths, item) : labelled(tree_->labels, item);
}

std::vector<std::string> Projection::top_level_names() const {
    std::vector<std::string> names;
    for (const auto& entry : tree_->paths.names) names.push_back(entry.first);
    return names;
}

std::vector<std::string> Projection::document_names() const {
    std::vector<std::string> names;
    for (const auto& [name, below] : tree_->paths.names)
        if (!below->is_leaf()) names.push_back(name);
    return names;
}

}  // namespace tabella::expr
