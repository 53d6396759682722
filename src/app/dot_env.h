#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tabella::app {

/// The variables of a .env file: lines `NAME=value`, optionally with `export` before and quotes
/// around the value; `#` begins a comment. Lines of another form are left out.
std::map<std::string, std::string> parse_dot_env(std::string_view text);

/// Sets what the file in the current folder says and the environment does not. No file: nothing.
void load_dot_env(const std::string& path);

}  // namespace tabella::app
