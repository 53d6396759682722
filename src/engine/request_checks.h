#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "api/error.h"
#include "api/operations.h"
#include "expr/condition.h"
#include "expr/parameters.h"
#include "expr/projection.h"

// Checks of parameter combinations that operations share. Each comes before any look at the table.

namespace tabella::engine {

struct NamedParameter {
    std::string_view name;
    bool given = false;
};

/// "Can not use both expression and non-expression parameters in the same request: …".
/// Names are given in DynamoDB's own order.
api::Result<Nothing> check_not_mixed(std::initializer_list<NamedParameter> non_expression,
                                     std::initializer_list<NamedParameter> expression);

template <class T>
const T* pointer(const std::optional<T>& value) {
    return value.has_value() ? &*value : nullptr;
}

/// The condition of a write, from ConditionExpression or the legacy parameters; absent without
/// both.
template <class Request>
api::Result<std::optional<expr::Condition>> condition_of(const Request& request,
                                                         expr::Parameters& parameters) {
    using Optional = std::optional<expr::Condition>;
    if (request.condition_expression.has_value()) {
        TABELLA_ASSIGN(auto condition, expr::Condition::parse(*request.condition_expression,
                                                              "ConditionExpression", parameters));
        return Optional(std::move(condition));
    }
    if (!request.expected.has_value()) {
        if (request.conditional_operator.has_value())
            return api::validation_error(
                "ConditionalOperator cannot be used without Filter or Expected");
        return Optional();
    }
    TABELLA_ASSIGN(auto condition,
                   expr::Condition::from_expected(*request.expected, request.conditional_operator));
    return Optional(std::move(condition));
}

/// A read's filter, from FilterExpression or its legacy parameter; absent without both.
template <class Request>
api::Result<std::optional<expr::Condition>> filter_of(
    const Request& request, const std::optional<api::ConditionMap>& legacy,
    expr::Parameters& parameters) {
    using Optional = std::optional<expr::Condition>;
    if (request.filter_expression.has_value()) {
        TABELLA_ASSIGN(auto filter, expr::Condition::parse(*request.filter_expression,
                                                           "FilterExpression", parameters));
        return Optional(std::move(filter));
    }
    if (!legacy.has_value()) {
        if (request.conditional_operator.has_value())
            return api::validation_error(
                "ConditionalOperator cannot be used without Filter or Expected");
        return Optional();
    }
    TABELLA_ASSIGN(auto filter,
                   expr::Condition::from_filter(*legacy, request.conditional_operator));
    return Optional(std::move(filter));
}

/// The projection of a read, from ProjectionExpression or AttributesToGet; absent without both.
template <class Request>
api::Result<std::optional<expr::Projection>> projection_of(const Request& request,
                                                           expr::Parameters& parameters) {
    using Optional = std::optional<expr::Projection>;
    if (request.projection_expression.has_value()) {
        TABELLA_ASSIGN(auto projection,
                       expr::Projection::parse(*request.projection_expression, parameters));
        return Optional(std::move(projection));
    }
    if (!request.attributes_to_get.has_value()) return Optional();
    TABELLA_ASSIGN(auto projection,
                   expr::Projection::from_attributes_to_get(*request.attributes_to_get));
    return Optional(std::move(projection));
}

}  // namespace tabella::engine
