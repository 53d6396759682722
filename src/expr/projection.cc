#include "expr/projection.h"

#include <fmt/format.h>

#include "expr/binder.h"
#include "expr/parser.h"
#include "expr/path_tree.h"

namespace tabella::expr {

struct ProjectionTree {
    PathTree paths;
};

namespace {

constexpr std::string_view kParameter = "ProjectionExpression";

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
    return Projection(std::make_unique<ProjectionTree>(ProjectionTree{PathTree::of(paths)}));
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

Projection Projection::of_names(const std::vector<std::string>& names) {
    std::vector<Path> paths;
    for (const std::string& name : names) paths.push_back({{.name = name}});
    std::vector<const Path*> pointers;
    for (const Path& path : paths) pointers.push_back(&path);
    return Projection(std::make_unique<ProjectionTree>(ProjectionTree{PathTree::of(pointers)}));
}

Projection::Projection(std::unique_ptr<ProjectionTree> tree) : tree_(std::move(tree)) {}
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

Item Projection::apply(ItemView item) const {
    return project(tree_->paths, item);
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
