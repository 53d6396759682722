#include "engine/request_checks.h"

#include <fmt/format.h>

#include <string>

namespace tabella::engine {

namespace {
std::string given_names(std::initializer_list<NamedParameter> parameters) {
    std::string names;
    for (const NamedParameter& parameter : parameters) {
        if (!parameter.given) continue;
        if (!names.empty()) names += ", ";
        names += parameter.name;
    }
    return names;
}
}  // namespace

api::Result<Nothing> check_not_mixed(std::initializer_list<NamedParameter> non_expression,
                                     std::initializer_list<NamedParameter> expression) {
    const std::string non_expressions = given_names(non_expression);
    const std::string expressions = given_names(expression);
    if (non_expressions.empty() || expressions.empty()) return Nothing{};
    return api::validation_error(fmt::format(
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
        non_expressions, expressions));
}

}  // namespace tabella::engine
