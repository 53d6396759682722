#include "app/store.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "client/connect.h"
#include "client/environment.h"
#include "client/sleeper.h"
#include "client/table.h"
#include "notes/notes_table.h"

namespace tabella::app {

namespace {

/// With --delay-statuses: long enough that a client which does not wait is found out.
constexpr EpochMs kStatusDelayMs = 2'000;

const client::Environment& process_environment() {
    static const client::ProcessEnvironment environment;
    return environment;
}

Task<api::Result<Nothing>> create_when_missing(api::DynamoApi& api, std::string table_name,
                                               client::Sleeper& sleeper) {
    api::DescribeTableRequest describe{.table_name = table_name};
    auto described = co_await api.describe_table(std::move(describe));
    if (described.ok()) co_return Nothing{};
    if (described.error().code != api::ErrorCode::kResourceNotFound)
        co_return std::move(described).error();
    api::CreateTableRequest create = notes::notes_table(table_name);
    auto created = co_await api.create_table(std::move(create));
    // Another process may have been first.
    if (!created.ok() && created.error().code != api::ErrorCode::kResourceInUse)
        co_return std::move(created).error();
    const client::Table table(api, client::TableName{table_name});
    const client::WaitOptions patience;
    auto exists = co_await table.wait_until_exists(sleeper, patience);
    if (!exists.ok()) co_return std::move(exists).error();
    if (!*exists)
        co_return api::Error{.code = api::ErrorCode::kServiceUnavailable,
                             .message = "it did not become ACTIVE in time"};
    // Without it notes expire all the same, only nobody cleans up: not a reason to fail.
    api::UpdateTimeToLiveRequest expiry;
    expiry.table_name = table_name;
    expiry.time_to_live_specification = {.enabled = true, .attribute_name = "expires_at"};
    auto expires = co_await api.update_time_to_live(std::move(expiry));
    if (!expires.ok())
        spdlog::warn("table {}: no time to live: {}", table_name, expires.error().message);
    co_return Nothing{};
}

}  // namespace

engine::EngineOptions engine_options(const Options& options) {
    engine::EngineOptions engine;
    engine.region = options.region;
    engine.store.directory = options.data_dir;
    engine.store.in_memory = options.in_memory;
    const std::size_t cache_bytes = options.cache_mb * 1024 * 1024;
    engine.store.block_cache_bytes = cache_bytes / 2;
    engine.store.partition_cache_bytes = cache_bytes / 2;
    engine.store.compact = options.compact;
    if (options.delay_statuses) engine.status_delay_ms = kStatusDelayMs;
    const std::uint16_t port =
        options.command == Command::kDynamodb ? options.port : options.dynamodb_port;
    if (port != 0) engine.endpoint_address = fmt::format("{}:{}", options.host, port);
    return engine;
}

Result<std::unique_ptr<engine::Engine>> open_engine(const Options& options, const Clock& clock,
                                                    Random& random) {
    return engine::Engine::open(engine_options(options), clock, random);
}

Result<OpenedStore> open_store(const Options& options, http::Runtime& runtime, const Clock& clock,
                               Random& random) {
    if (options.store == "embedded") {
        TABELLA_ASSIGN(auto engine, open_engine(options, clock, random));
        const engine::Engine& opened = *engine;
        return OpenedStore{.api = std::move(engine),
                           .embedded = true,
                           .commit_queue_depth = [&opened] { return opened.commit_queue_depth(); },
                           .description = options.in_memory ? "in memory" : options.data_dir};
    }
    client::ConnectOptions connect{.store = options.store};
    if (options.region_given) connect.region = client::Region{options.region};
    TABELLA_ASSIGN(client::Connection connection,
                   client::connect(connect, runtime, process_environment(), clock, random));
    return OpenedStore{.api = std::move(connection.api),
                       .description = std::move(connection.description)};
}

Status ensure_table(api::DynamoApi& api, const Options& options, http::Runtime& runtime) {
    client::RuntimeSleeper sleeper(runtime);
    const auto ensured = sync_wait(create_when_missing(api, options.table, sleeper));
    if (ensured.ok()) return ok_status();
    return Error{ErrorKind::kUnavailable,
                 fmt::format("table {}: {}", options.table, ensured.error().message)};
}

}  // namespace tabella::app
