#pragma once

#include <optional>
#include <string>

#include "client/environment.h"

namespace tabella::client {

struct Region {
    std::string value;  ///< "eu-central-1"
    friend bool operator==(const Region&, const Region&) = default;
};

/// AWS_REGION, AWS_DEFAULT_REGION, else the `region` of the active profile; nothing where none
/// says.
Result<std::optional<Region>> find_region(const Environment& environment);

/// "amazonaws.com", or "amazonaws.com.cn" in China. kInvalidArgument when the region is not a name
/// that may stand in a host name.
Result<std::string> dns_suffix(const Region& region);

}  // namespace tabella::client
