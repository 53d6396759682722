#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/options.h"

namespace tabella::app {

/// An option whose default comes from the environment. CLI11's own look-up would read the process's
/// environment and not the one that was given.
class Declared {
 public:
    Declared(CLI::App& command, const Environment& environment)
        : command_(command), environment_(environment) {}

    template <class T>
    CLI::Option* option(const std::string& flag, T& value, const std::string& variable,
                        const std::string& help) {
        CLI::Option* option = command_.add_option(flag, value, described(help, variable));
        option->capture_default_str();
        take(option, variable);
        return option;
    }
    CLI::Option* flag(const std::string& name, bool& value, const std::string& variable,
                      const std::string& help) {
        CLI::Option* option = command_.add_flag(name, value, described(help, variable));
        take(option, variable);
        return option;
    }

    /// Gives the options that no flag set what the environment says.
    void apply_environment() {
        for (const auto& [option, text] : from_environment_) {
            if (option->count() > 0) continue;
            option->clear();
            option->add_result(text);
            option->run_callback();
        }
    }

 private:
    static std::string described(const std::string& help, const std::string& variable) {
        return fmt::format("{} [{}]", help, variable);
    }
    void take(CLI::Option* option, const std::string& variable) {
        if (auto text = environment_(variable); text.has_value() && !text->empty())
            from_environment_.emplace_back(option, std::move(*text));
    }

    CLI::App& command_;
    const Environment& environment_;
    std::vector<std::pair<CLI::Option*, std::string>> from_environment_;
};

}  // namespace tabella::app
