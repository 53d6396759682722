#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <shared_mutex>

#include "engine/engine.h"

namespace tabella::engine {

/// Tables of their own for each access key and region, in one store, as DynamoDB Local keeps them
/// without -sharedDb. All share its commit queue, caches and threads; a data set costs an entry in
/// a map until it has tables.
///
/// Thread-safe. Clock and random outlive it, and all tasks must have ended before it does.
class DataSets {
 public:
    /// Memory is bounded, though callers may make up access keys.
    static constexpr std::size_t kDataSetsMax = 100'000;

    /// As Engine::open. `options.region` is that of the shared data set.
    static Result<std::unique_ptr<DataSets>> open(EngineOptions options, const Clock& clock,
                                                  Random& random);

    /// The engine of a data set, which lives as long as this; ARNs name the data set's region. Null
    /// when there are too many already.
    Engine* find(const DataSet& data_set);

 private:
    DataSets(EngineOptions options, const Clock& clock, Random& random,
             std::shared_ptr<Engine::Shared> shared);
    Status load();
    Status load_streams();
    Engine& add(const DataSet& data_set, std::unique_ptr<Catalog> catalog);

    const EngineOptions options_;
    const Clock& clock_;
    Random& random_;
    std::shared_ptr<Engine::Shared> shared_;
    std::shared_mutex mutex_;
    std::map<DataSet, std::unique_ptr<Engine>> engines_;
};

}  // namespace tabella::engine
