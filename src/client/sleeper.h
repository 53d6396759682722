#pragma once

#include <chrono>

#include "base/result.h"
#include "base/task.h"

namespace tabella::client {

/// Waiting, injected: the program waits on its event loop, a test records and goes on at once.
/// Thread-safe; outlives the tasks it has handed out.
class Sleeper {
 public:
    virtual ~Sleeper() = default;
    virtual Task<Nothing> sleep_for(std::chrono::milliseconds delay) = 0;
};

}  // namespace tabella::client
