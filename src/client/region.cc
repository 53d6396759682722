#include "client/region.h"

#include "client/profiles.h"

namespace tabella::client {

Result<std::optional<Region>> find_region(const Environment& environment) {
    for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"})
        if (auto value = environment.variable(name))
            return std::optional(Region{std::move(*value)});
    TABELLA_ASSIGN(const ActiveProfile profile, load_active_profile(environment));
    for (const auto* settings : {&profile.credentials, &profile.config}) {
        if (!*settings) continue;
        const auto found = (*settings)->find("region");
        if (found != (*settings)->end() && !found->second.empty())
            return std::optional(Region{found->second});
    }
    return std::optional<Region>();
}

Result<std::string> dns_suffix(const Region& region) {
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (region.value.empty() || region.value.find_first_not_of(kAllowed) != std::string::npos)
        return Error{ErrorKind::kInvalidArgument, "not an AWS region: " + region.value};
    return std::string(region.value.rfind("cn-", 0) == 0 ? "amazonaws.com.cn" : "amazonaws.com");
}

}  // namespace tabella::client
