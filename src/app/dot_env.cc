#include "app/dot_env.h"

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tabella::app {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string value_of(std::string_view text) {
    text = trimmed(text);
    const bool quoted = !text.empty() && (text.front() == '"' || text.front() == '\'');
    if (quoted) {
        const std::size_t end = text.find(text.front(), 1);
        if (end != std::string_view::npos) return std::string(text.substr(1, end - 1));
    }
    return std::string(trimmed(text.substr(0, text.find(" #"))));
}

bool is_name(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return false;
    return true;
}

}  // namespace

std::map<std::string, std::string> parse_dot_env(std::string_view text) {
    std::map<std::string, std::string> variables;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::string_view rest = trimmed(line);
        if (rest.starts_with("export ")) rest = trimmed(rest.substr(7));
        const std::size_t equals = rest.find('=');
        if (rest.starts_with('#') || equals == std::string_view::npos) continue;
        const std::string_view name = trimmed(rest.substr(0, equals));
        if (is_name(name)) variables[std::string(name)] = value_of(rest.substr(equals + 1));
    }
    return variables;
}

void load_dot_env(const std::string& path) {
    std::ifstream file(path);
    if (!file) return;
    std::ostringstream text;
    text << file.rdbuf();
    for (const auto& [name, value] : parse_dot_env(text.str()))
        ::setenv(name.c_str(), value.c_str(), 0);
}

}  // namespace tabella::app
