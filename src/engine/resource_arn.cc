#include "engine/resource_arn.h"

#include <fmt/format.h>

namespace tabella::engine {

api::Result<TablePtr> table_of_arn(const Catalog& catalog, std::string_view arn) {
    const auto name = table_name_of(arn);
    if (!arn.starts_with("arn:") || !name.ok())
        return api::validation_error(
            fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", arn));
    TablePtr table = catalog.find(*name);
    if (table == nullptr)
        return api::Error{
            .code = api::ErrorCode::kResourceNotFound,
            .message = fmt::format("Requested resource not found: ResourcArn: {} not found", arn)};
    return table;
}

}  // namespace tabella::engine
