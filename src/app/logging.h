#pragma once

#include <memory>

#include "app/options.h"

namespace spdlog {
class logger;
}

namespace tabella::app {

/// Sends the log to standard error, as text or as one JSON object a line.
void set_up_logging(const Options& options);

/// Writes where the log goes, what it is given as the message; JSON with `--log-format json`. After
/// `set_up_logging`.
std::shared_ptr<spdlog::logger> access_logger();

}  // namespace tabella::app
