#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "fuzz.h"

// Replays the corpus: every file whole, cut, and with single bytes changed, which costs no fuzzer.

namespace tabella::fuzz {

namespace {

std::map<std::string, Target>& targets() {
    static std::map<std::string, Target> all;
    return all;
}

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(content).str();
}

/// How many inputs were tried.
std::size_t replay(Target target, const std::string& input) {
    constexpr std::size_t kVariantsMax = 64;
    target(input);
    std::size_t count = 1;
    const std::size_t step = input.size() / kVariantsMax + 1;
    for (std::size_t at = 0; at < input.size(); at += step) {
        target(std::string_view(input).substr(0, at));
        std::string changed = input;
        for (const char other : {'\0', '"', '\x7f', '\xff', '0'}) {
            changed[at] = other;
            target(changed);
        }
        count += 6;
    }
    return count;
}

}  // namespace

Registered::Registered(const char* name, Target target) {
    targets().emplace(name, target);
}

}  // namespace tabella::fuzz

int main(int argc, char** argv) {
    using tabella::fuzz::targets;
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    for (const auto& [name, target] : targets()) {
        std::size_t inputs = 0;
        std::size_t files = 0;
        const std::filesystem::path folder = std::filesystem::path(argv[1]) / name;
        if (std::filesystem::is_directory(folder))
            for (const auto& entry : std::filesystem::directory_iterator(folder)) {
                inputs += tabella::fuzz::replay(target, tabella::fuzz::read_file(entry.path()));
                ++files;
            }
        std::printf("%-12s %zu files, %zu inputs\n", name.c_str(), files, inputs);
        if (files == 0) {
            std::fprintf(stderr, "no corpus in %s\n", folder.c_str());
            return 1;
        }
    }
    return 0;
}
