#include "app/dynamodb_local_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace tabella::app {

namespace {

struct Flag {
    std::string_view theirs;
    std::string_view ours;  ///< Empty: nothing to say.
    bool has_value = false;
};

constexpr std::array kFlags{
    Flag{"-port", "--port", true},
    Flag{"-inMemory", "--in-memory"},
    Flag{"-dbPath", "--data-dir", true},
    Flag{"-sharedDb", "--shared-db"},
    Flag{"-delayTransientStatuses", "--delay-statuses"},
    Flag{"-optimizeDbBeforeStartup", "--compact"},
    Flag{"-cors", "--cors", true},
    Flag{"-disableTelemetry", ""},  // There is none.
    Flag{"-help", "--help"},
    Flag{"-version", "--version"},
};

const Flag* find_flag(std::string_view argument) {
    const auto* found = std::find_if(kFlags.begin(), kFlags.end(),
                                     [&](const Flag& flag) { return flag.theirs == argument; });
    return found == kFlags.end() ? nullptr : found;
}

/// -Djava.library.path=… -Xmx512m -jar DynamoDBLocal.jar: what `java` was told.
std::size_t java_arguments(const std::vector<std::string>& arguments, std::size_t begin) {
    std::size_t end = begin;
    while (end < arguments.size() &&
           (arguments[end].starts_with("-D") || arguments[end].starts_with("-X")))
        ++end;
    const bool jar = end + 1 < arguments.size() && arguments[end] == "-jar";
    return jar ? end + 2 - begin : 0;
}

Error wrong(std::string message) {
    return {ErrorKind::kInvalidArgument, std::move(message)};
}

}  // namespace

Result<std::vector<std::string>> rewrite_dynamodb_local_flags(std::vector<std::string> arguments) {
    if (arguments.empty() || arguments.front() != "dynamodb") return arguments;
    const std::size_t java = java_arguments(arguments, 1);
    bool any = java > 0;
    std::vector<std::string> rewritten{"dynamodb"};
    std::set<std::string_view> seen;
    for (std::size_t i = 1 + java; i < arguments.size(); ++i) {
        const Flag* flag = find_flag(arguments[i]);
        if (flag == nullptr) {
            rewritten.push_back(arguments[i]);
            continue;
        }
        any = true;
        seen.insert(flag->theirs);
        if (flag->theirs == "-version") return std::vector<std::string>{"--version"};
        if (!flag->ours.empty()) rewritten.emplace_back(flag->ours);
        if (!flag->has_value) continue;
        if (++i == arguments.size()) return wrong(fmt::format("{} needs a value", flag->theirs));
        rewritten.push_back(arguments[i]);
    }
    if (seen.contains("-inMemory") && seen.contains("-dbPath"))
        return wrong("-dbPath and -inMemory cannot be set at the same time");
    if (seen.contains("-optimizeDbBeforeStartup") && !seen.contains("-dbPath"))
        return wrong("-optimizeDbBeforeStartup needs -dbPath: what lies there is optimized");
    if (any && !seen.contains("-sharedDb")) rewritten.emplace_back("--separate-data");
    return rewritten;
}

}  // namespace tabella::app
