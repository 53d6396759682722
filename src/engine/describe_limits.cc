#include <fmt/format.h>

#include "engine/engine.h"
#include "model/limits.h"

// API_DescribeLimits.html, API_DescribeEndpoints.html

namespace tabella::engine {

Task<api::Result<api::DescribeLimitsResponse>> Engine::describe_limits(api::DescribeLimitsRequest) {
    co_return api::DescribeLimitsResponse{
        .account_max_read_capacity_units = limits::kAccountCapacityUnitsMax,
        .account_max_write_capacity_units = limits::kAccountCapacityUnitsMax,
        .table_max_read_capacity_units = limits::kTableCapacityUnitsMax,
        .table_max_write_capacity_units = limits::kTableCapacityUnitsMax};
}

Task<api::Result<api::DescribeEndpointsResponse>> Engine::describe_endpoints(
    api::DescribeEndpointsRequest) {
    api::DescribeEndpointsResponse response;
    response.endpoints.push_back(
        {.address = options_.endpoint_address.empty()
                        ? fmt::format("dynamodb.{}.amazonaws.com", options_.region)
                        : options_.endpoint_address,
         .cache_period_in_minutes = 1'440});
    co_return response;
}

}  // namespace tabella::engine
