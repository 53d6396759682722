#pragma once

#include "app/options.h"

namespace tabella::app {

/// `tabella token`: prints a token for local work, signed with TABELLA_JWT_SECRET. The exit code.
int run_token(const Options& options);

}  // namespace tabella::app
