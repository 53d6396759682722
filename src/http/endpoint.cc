#include <fmt/format.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "http/ascii.h"
#include "http/client.h"

namespace tabella::http {
namespace {

std::uint16_t default_port(bool tls) {
    return tls ? 443 : 80;
}

Error invalid(std::string_view url, std::string_view why) {
    return Error{ErrorKind::kInvalidArgument, fmt::format("\"{}\": {}", url, why)};
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(boost::core::string_view(url.data(), url.size()));
    if (!parsed) return invalid(url, "not a URL");
    const boost::urls::url_view& view = *parsed;
    Endpoint endpoint;
    if (view.scheme_id() == boost::urls::scheme::https)
        endpoint.tls = true;
    else if (view.scheme_id() != boost::urls::scheme::http)
        return invalid(url, "the scheme is neither http nor https");
    if (view.has_userinfo()) return invalid(url, "it must not name a user");
    if (view.has_query() || view.has_fragment() ||
        !(view.encoded_path().empty() || view.encoded_path() == "/"))
        return invalid(url, "it must end after the host and port");

    endpoint.host = view.host_address();
    std::transform(endpoint.host.begin(), endpoint.host.end(), endpoint.host.begin(), to_lower);
    const bool plain = std::all_of(endpoint.host.begin(), endpoint.host.end(), [](char c) {
        return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == ':';
    });
    if (endpoint.host.empty() || !plain) return invalid(url, "the host is malformed");

    endpoint.port = default_port(endpoint.tls);
    if (view.has_port() && !view.port().empty()) {
        if (view.port_number() == 0) return invalid(url, "the port is not in 1..65535");
        endpoint.port = view.port_number();
    }
    return endpoint;
}

std::string Endpoint::host_header() const {
    const bool ipv6 = host.find(':') != std::string::npos;
    std::string header = ipv6 ? "[" + host + "]" : host;
    if (port != default_port(tls)) header += ":" + std::to_string(port);
    return header;
}

}  // namespace tabella::http
