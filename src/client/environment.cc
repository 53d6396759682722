#include "client/environment.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tabella::client {

namespace {
constexpr std::streamsize kFileBytesMax = 1024 * 1024;
}

std::optional<std::string> ProcessEnvironment::variable(const std::string& name) const {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

Result<std::string> ProcessEnvironment::read_file(const std::string& path) const {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return Error{ErrorKind::kNotFound, "there is no file " + path};
    std::ifstream file(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(kFileBytesMax) + 1, '\0');
    if (!file || std::filesystem::is_directory(path, ignored))
        return Error{ErrorKind::kIo, "cannot read the file " + path};
    file.read(text.data(), kFileBytesMax + 1);
    if (file.bad()) return Error{ErrorKind::kIo, "cannot read the file " + path};
    if (file.gcount() > kFileBytesMax)
        return Error{ErrorKind::kIo, "the file " + path + " is larger than 1 MB"};
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

std::string expand_home(const Environment& environment, const std::string& path) {
    const bool from_home = path == "~" || path.rfind("~/", 0) == 0;
    if (!from_home) return path;
    return environment.variable("HOME").value_or("") + path.substr(1);
}

}  // namespace tabella::client
