#pragma once

#include <string>
#include <string_view>

#include "client/expression.h"

namespace tabella::client {

/// What an UpdateItem does, action by action; paths are document paths (`"a.b[0]"`). A value type.
/// See "Update expressions" (Expressions.UpdateExpressions.html).
///
///     Update().set("title", "New").remove("draft").add("revision", 1)
///
/// becomes `SET #n0 = :v0 REMOVE #n1 ADD #n2 :v1`. An empty Update changes nothing, but creates the
/// item when it is missing.
class Update {
 public:
    Update& set(std::string_view path, AttributeValue value);
    /// Sets it only where it is missing: `Update().set_if_missing("created", now)`.
    Update& set_if_missing(std::string_view path, AttributeValue value);
    /// Appends a list's elements to a list that exists: `….append("log",
    /// AttributeValue::List{"x"})`.
    Update& append(std::string_view path, AttributeValue::List elements);
    Update& remove(std::string_view path);
    /// Adds to a number (0 where it is missing) or members to a set: `….add("views", 1)`.
    Update& add(std::string_view path, AttributeValue number_or_set);
    /// Takes members out of a set (the action DELETE):
    /// `….remove_members("tags", AttributeValue::StringSet{"old"})`.
    Update& remove_members(std::string_view path, AttributeValue set);

    /// The whole expression; nothing in it when the update is empty.
    Expression expression() const;

 private:
    Expression set_;
    Expression remove_;
    Expression add_;
    Expression delete_;
};

}  // namespace tabella::client
