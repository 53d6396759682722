#pragma once

#include "app/options.h"

namespace tabella::app {

/// Runs `tabella serve` until SIGINT or SIGTERM; the exit code: 0 after an orderly end, 1 when it
/// could not start, with the reason on standard error.
int run_serve(const Options& options);

/// Runs `tabella dynamodb` likewise.
int run_dynamodb(const Options& options);

}  // namespace tabella::app
