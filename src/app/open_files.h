#pragma once

namespace tabella::app {

/// Raises the soft limit on open files to the hard one, with a warning where that fails.
void raise_open_files_limit();

}  // namespace tabella::app
