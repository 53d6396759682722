#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace tabella::client {

/// The surroundings of the process that configuration is read from, injected. Thread-safe.
class Environment {
 public:
    virtual ~Environment() = default;
    /// The value of an environment variable; one that is set but empty counts as absent.
    virtual std::optional<std::string> variable(const std::string& name) const = 0;
    /// The whole file: kNotFound when there is none, kIo when it cannot be read or is over 1 MB.
    virtual Result<std::string> read_file(const std::string& path) const = 0;
};

/// The real ones. The environment must not be changed while it is in use.
class ProcessEnvironment final : public Environment {
 public:
    std::optional<std::string> variable(const std::string& name) const override;
    Result<std::string> read_file(const std::string& path) const override;
};

/// "~" and "~/x" in the home folder, all else as it is.
std::string expand_home(const Environment& environment, const std::string& path);

}  // namespace tabella::client
