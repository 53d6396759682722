#pragma once

#include <memory>

#include "engine/background.h"
#include "engine/engine.h"

namespace tabella::engine {

/// What the engines of all data sets of a store have in common.
struct Engine::Shared {
    Shared(std::unique_ptr<storage::Store> opened, const EngineOptions& options, const Clock& clock)
        : store(std::move(opened)),
          read_pool(options.read_threads),
          queue(*store, options.queue, clock),
          background({.store = *store, .queue = queue, .clock = clock}, options.background) {}

    std::unique_ptr<storage::Store> store;
    storage::ReadPool read_pool;
    storage::CommitQueue queue;
    Background background;  // Last: it uses all of the above.
};

}  // namespace tabella::engine
