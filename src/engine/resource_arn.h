#pragma once

#include <string>
#include <string_view>

#include "api/error.h"
#include "engine/catalog.h"

namespace tabella::engine {

/// The table that a ResourceArn names. Errors: no ARN of a table (ValidationException), or of none
/// that is there (ResourceNotFoundException, in the service's own spelling).
api::Result<TablePtr> table_of_arn(const Catalog& catalog, std::string_view arn);

}  // namespace tabella::engine
