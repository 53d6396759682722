#pragma once

#include "app/options.h"

namespace tabella::app {

/// Runs `tabella upgrade`; the exit code: 0 when all notes have their keys, else 1, with the reason
/// in the log.
int run_upgrade(const Options& options);

}  // namespace tabella::app
