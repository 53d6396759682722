#include "wire/authorization.h"

#include <fmt/format.h>

namespace tabella::wire {

api::Result<Nothing> check_authorization_form(const http::Request& request) {
    const auto header = request.headers.find("Authorization");
    if (!header.has_value()) {
        if (request.query.find("X-Amz-Algorithm=") != std::string::npos) return Nothing{};
        return api::Error{.code = api::ErrorCode::kMissingAuthenticationToken,
                          .message = "Request is missing Authentication Token"};
    }
    std::string missing;
    for (const std::string_view name : {"Credential", "Signature", "SignedHeaders"})
        if (header->find(fmt::format("{}=", name)) == std::string_view::npos)
            missing += fmt::format("Authorization header requires '{}' parameter. ", name);
    if (!request.headers.find("X-Amz-Date").has_value() &&
        !request.headers.find("Date").has_value())
        missing +=
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    if (missing.empty()) return Nothing{};
    return api::Error{.code = api::ErrorCode::kIncompleteSignature,
                      .message = fmt::format("{}Authorization={}", missing, *header)};
}

}  // namespace tabella::wire
