#include "app/signals.h"

namespace tabella::app {

Signals::Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    // A peer that closes early must not end the program.
    std::signal(SIGPIPE, SIG_IGN);
}

int Signals::wait() {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
}

}  // namespace tabella::app
