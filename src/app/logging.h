#pragma once

#include "app/options.h"

namespace tabella::app {

/// Sends the log to standard error, as text or as one JSON object a line.
void set_up_logging(const Options& options);

}  // namespace tabella::app
