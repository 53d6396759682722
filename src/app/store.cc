#include "app/store.h"

#include <fmt/format.h>

#include "client/table.h"

namespace tabella::app {

Result<std::unique_ptr<engine::Engine>> open_engine(const Options& options, const Clock& clock,
                                                    Random& random) {
    engine::EngineOptions engine;
    engine.region = options.region;
    engine.store.directory = options.data_dir;
    engine.store.in_memory = options.in_memory;
    return engine::Engine::open(std::move(engine), clock, random);
}

}  // namespace tabella::app
