#pragma once

#include <csignal>

namespace tabella::app {

/// Keeps SIGINT and SIGTERM from every thread started afterwards, so that `wait` alone gets them.
/// To be made in `main`, before any thread.
class Signals {
 public:
    Signals();
    /// Blocks until one of them comes; its number.
    int wait();

 private:
    sigset_t set_{};
};

}  // namespace tabella::app
