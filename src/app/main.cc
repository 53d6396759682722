#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/dot_env.h"
#include "app/logging.h"
#include "app/open_files.h"
#include "app/options.h"
#include "app/serve.h"
#include "app/token.h"
#include "app/upgrade.h"

int main(int argc, char** argv) {
    using namespace tabella::app;
    load_dot_env(".env");
    const Environment environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return std::string(value);
    };
    const Parsed parsed =
        parse_options(std::vector<std::string>(argv + 1, argv + argc), environment);
    if (!parsed.options.has_value()) {
        std::fputs(parsed.text.c_str(), parsed.exit_code == 0 ? stdout : stderr);
        return parsed.exit_code;
    }
    if (parsed.options->command == Command::kToken) return run_token(*parsed.options);
    set_up_logging(*parsed.options);
    raise_open_files_limit();
    if (parsed.options->command == Command::kUpgrade) return run_upgrade(*parsed.options);
    return parsed.options->command == Command::kServe ? run_serve(*parsed.options)
                                                      : run_dynamodb(*parsed.options);
}
