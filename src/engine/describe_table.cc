#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/table_description.h"
#include "model/limits.h"

// API_DescribeTable.html, API_ListTables.html

namespace tabella::engine {

Task<api::Result<api::DescribeTableResponse>> Engine::describe_table(
    api::DescribeTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    const TablePtr table = catalog_->find(*name);
    if (table == nullptr) co_return table_not_found(*name);
    auto description = describe(*table, surroundings());
    if (!description.ok()) co_return internal_error(description.error());
    co_return api::DescribeTableResponse{std::move(*description)};
}

Task<api::Result<api::ListTablesResponse>> Engine::list_tables(api::ListTablesRequest request) {
    const std::int64_t limit = request.limit.value_or(limits::kListTablesMax);
    if (limit < 1 || limit > limits::kListTablesMax)
        co_return api::validation_error("Limit must be between 1 and 100");
    // One more than asked for tells whether more follow.
    const auto count = static_cast<std::size_t>(limit);
    api::ListTablesResponse response;
    response.table_names = catalog_->names_after(request.exclusive_start_table_name, count + 1);
    if (response.table_names.size() > count) {
        response.table_names.pop_back();
        response.last_evaluated_table_name = response.table_names.back();
    }
    co_return response;
}

}  // namespace tabella::engine
