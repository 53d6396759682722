#include "notes/router.h"

#include "json/document.h"

namespace tabella::notes {

namespace {

/// The parameter of a path of the form, empty where the form has none; nothing: another path.
std::optional<std::string> parameter_of(std::string_view form, std::string_view path) {
    const std::size_t open = form.find('<');
    if (open == std::string_view::npos)
        return form == path ? std::optional<std::string>("") : std::nullopt;
    if (!path.starts_with(form.substr(0, open))) return std::nullopt;
    path.remove_prefix(open);
    if (path.empty() || path.find('/') != std::string_view::npos) return std::nullopt;
    auto decoded = http::percent_decode(path);
    if (!decoded.has_value() || !json::is_utf8(*decoded)) return std::nullopt;
    return decoded;
}

}  // namespace

Match find_route(const std::vector<Route>& routes, std::string_view method, std::string_view path) {
    Match match;
    for (const Route& route : routes) {
        auto parameter = parameter_of(route.path, path);
        if (!parameter.has_value()) continue;
        match.methods.push_back(route.method);
        if (route.method == "GET") match.methods.push_back("HEAD");
        const bool serves = route.method == method || (method == "HEAD" && route.method == "GET");
        if (!serves) continue;
        match.route = &route;
        match.id = std::move(*parameter);
    }
    return match;
}

}  // namespace tabella::notes
