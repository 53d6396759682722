#pragma once

#include <string_view>

#include "api/error.h"

namespace tabella::expr {

/// "Invalid UpdateExpression: <message>". `parameter` is the request's member, "UpdateExpression";
/// of a PartiQL statement it is empty, and the message stands alone.
api::Error invalid(std::string_view parameter, std::string_view message);

/// "STRING", "NUMBER_SET" …: the long names of types, which a few messages use.
std::string_view long_type_name(AttributeType type);

/// "AttributeValue: {N:5}", as messages show the operands of BETWEEN. Binary is shown in base64.
std::string operand_text(ValueView value);

}  // namespace tabella::expr
