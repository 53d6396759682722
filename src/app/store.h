#pragma once

#include <functional>
#include <memory>

#include "api/dynamo_api.h"
#include "app/options.h"
#include "base/clock.h"
#include "base/random.h"
#include "engine/engine.h"
#include "http/runtime.h"

namespace tabella::app {

/// What the options call the store: the embedded engine or a client of an endpoint.
struct OpenedStore {
    std::unique_ptr<api::DynamoApi> api;
    bool embedded = false;
    /// Of the embedded engine; `api` outlives its calls.
    std::function<std::size_t()> commit_queue_depth = {};
    std::string description;  ///< For the log: "data", "memory" or the endpoint.
};

Result<OpenedStore> open_store(const Options& options, http::Runtime& runtime, const Clock& clock,
                               Random& random);

engine::EngineOptions engine_options(const Options& options);

Result<std::unique_ptr<engine::Engine>> open_engine(const Options& options, const Clock& clock,
                                                    Random& random);

/// Creates the table of the notes where it is missing, and waits until it can be used.
/// Source: the seed's `aws dynamodb create-table` line.
Status ensure_table(api::DynamoApi& api, const Options& options, http::Runtime& runtime);

}  // namespace tabella::app
