#pragma once

#include <string_view>

#include "api/error.h"

namespace tabella::engine {

/// Whether the text is a resource-based policy by its form: a JSON object with statements, each of
/// which says its effect, whom it is about and what they may do. What actions and principals there
/// are is not looked at. Else "Invalid policy document: …".
///
/// Source: IAM JSON policy grammar (reference_policies_grammar.html).
api::Result<Nothing> check_policy_document(std::string_view text);

}  // namespace tabella::engine
