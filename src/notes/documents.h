#pragma once

#include <string_view>

// The texts that are built into the program, from the files of these names beside this one.

namespace tabella::notes {

/// openapi.json: the description of the Notes API, OpenAPI 3.1.
std::string_view openapi_json();
/// docs.html: the page that shows it, whole, with its one style and its one script.
std::string_view docs_html();

}  // namespace tabella::notes
