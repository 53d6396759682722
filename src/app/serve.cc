#include "app/serve.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "app/dynamodb_endpoint.h"
#include "app/logging.h"
#include "app/metrics_endpoint.h"
#include "app/notes_gate.h"
#include "app/signals.h"
#include "app/store.h"
#include "http/server.h"
#include "model/limits.h"
#include "notes/notes_handler.h"
#include "notes/notes_service.h"
#include "sigv4/hash.h"

namespace tabella::app {

namespace {

constexpr std::chrono::seconds kDrainDeadline{10};

// A note of DynamoDB's 400 KB may be twice as long in JSON, and some more.
constexpr std::size_t kNoteBodyBytesMax = 1024 * 1024;

// One core of three or more is left to the writer and the disk. Of two, reads need both: see
// docs/decisions/0008-answers-leave-at-the-end-of-a-turn.md.
std::size_t io_threads(const Options& options) {
    if (options.io_threads > 0) return options.io_threads;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    return cores > 2 ? cores - 1 : cores;
}

/// Without one that was given, cursors are good for as long as this process runs.
std::string cursor_secret(const NotesOptions& options) {
    return options.cursor_secret.empty() ? sigv4::random_bytes(32) : options.cursor_secret;
}

/// Whether the embedded store has its DynamoDB endpoint beside the Notes API.
bool has_endpoint(const Options& options, const OpenedStore& store) {
    return store.embedded && options.dynamodb_port != 0;
}

notes::HandlerSettings handler_settings(const Options& options, const OpenedStore& store,
                                        const wire::Metrics& dynamodb) {
    notes::HandlerSettings settings{.requests_per_second = options.notes.rate_limit,
                                    .commit_queue_depth = store.commit_queue_depth,
                                    .https = !options.tls_cert.empty()};
    if (has_endpoint(options, store))
        settings.more_metrics = [&dynamodb] { return dynamodb.text(); };
    std::istringstream origins(options.notes.cors);
    for (std::string origin; std::getline(origins, origin, ',');)
        if (!origin.empty()) settings.cors_origins.push_back(std::move(origin));
    if (options.notes.access_log)
        settings.access_log = notes::AccessLog(access_logger(), options.log_format == "json"
                                                                    ? notes::LogFormat::kJson
                                                                    : notes::LogFormat::kText);
    return settings;
}

int failed(const Error& error) {
    spdlog::error("{}", error.message);
    return 1;
}

std::chrono::milliseconds seconds(double count) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(count * 1'000));
}

http::ServerOptions server_options(const Options& options, std::uint16_t port,
                                   std::size_t body_bytes_max) {
    http::ServerOptions server;
    server.host = options.host;
    server.port = port;
    server.body_bytes_max = body_bytes_max;
    server.connections_max = options.connections_max;
    server.idle_timeout = seconds(options.idle_timeout_s);
    server.request_timeout = seconds(options.request_timeout_s);
    server.write_timeout = seconds(options.write_timeout_s);
    if (!options.tls_cert.empty())
        server.tls = http::TlsFiles{.certificate = options.tls_cert, .key = options.tls_key};
    return server;
}

std::string url_of(const Options& options, const http::Server& server) {
    return fmt::format("{}://{}:{}", options.tls_cert.empty() ? "http" : "https", options.host,
                       server.port());
}

Result<std::unique_ptr<http::Server>> start_dynamodb(http::Runtime& runtime, const Options& options,
                                                     std::uint16_t port, http::Handler& handler) {
    auto started = http::Server::start(
        runtime, server_options(options, port, limits::kRequestBytesMax), handler);
    if (started.ok()) spdlog::info("DynamoDB endpoint on {}", url_of(options, **started));
    return started;
}

Result<std::unique_ptr<http::Server>> start_notes(http::Runtime& runtime, const Options& options,
                                                  http::Handler& handler) {
    auto started = http::Server::start(
        runtime, server_options(options, options.port, kNoteBodyBytesMax), handler);
    if (started.ok()) spdlog::info("Notes API on {}", url_of(options, **started));
    return started;
}

Result<std::unique_ptr<http::Server>> start_metrics(http::Runtime& runtime, const Options& options,
                                                    http::Handler& handler) {
    // Nothing that is asked for has a body.
    constexpr std::size_t kBodyBytesMax = 1024;
    auto started = http::Server::start(
        runtime, server_options(options, options.metrics_port, kBodyBytesMax), handler);
    if (started.ok()) spdlog::info("metrics on {}", url_of(options, **started));
    return started;
}

/// Waits for a signal, then lets the servers finish what they have begun.
int run_until_signal(Signals& signals, const std::vector<http::Server*>& servers) {
    const int signal = signals.wait();
    spdlog::info("signal {}: finishing open requests", signal);
    bool clean = true;
    for (http::Server* server : servers) clean = server->drain(kDrainDeadline) && clean;
    if (!clean) spdlog::warn("some requests were cut off after {} s", kDrainDeadline.count());
    return 0;
}

}  // namespace

int run_serve(const Options& options) {
    Signals signals;
    SystemClock clock;
    SeededRandom random;
    http::Runtime runtime(io_threads(options));
    auto store = open_store(options, runtime, clock, random);
    if (!store.ok()) return failed(store.error());
    spdlog::info("store: {}", store->description);
    if (store->embedded || options.create_table) {
        const Status ensured = ensure_table(*store->api, options, runtime);
        if (!ensured.ok()) return failed(ensured.error());
    }

    notes::NotesService service(
        *store->api, clock,
        {.table_name = options.table, .cursor_secret = cursor_secret(options.notes)});
    auto gate = NotesGate::open(options, runtime, clock);
    if (!gate.ok()) return failed(gate.error());
    wire::Metrics dynamodb_metrics;
    notes::NotesHandler notes_handler(service, (*gate)->gate(),
                                      handler_settings(options, *store, dynamodb_metrics));
    std::unique_ptr<DynamodbEndpoint> endpoint;
    std::unique_ptr<http::Server> dynamo_server;
    if (has_endpoint(options, *store)) {
        auto made = DynamodbEndpoint::over(*store->api, options, clock, random, dynamodb_metrics);
        if (!made.ok()) return failed(made.error());
        endpoint = std::move(made).value();
        auto started = start_dynamodb(runtime, options, options.dynamodb_port, endpoint->handler());
        if (!started.ok()) return failed(started.error());
        dynamo_server = std::move(started).value();
    }
    auto notes_server = start_notes(runtime, options, notes_handler);
    if (!notes_server.ok()) return failed(notes_server.error());
    std::vector<http::Server*> servers{notes_server->get()};
    if (dynamo_server != nullptr) servers.push_back(dynamo_server.get());
    return run_until_signal(signals, servers);
}

int run_dynamodb(const Options& options) {
    Signals signals;
    SystemClock clock;
    SeededRandom random;
    http::Runtime runtime(io_threads(options));
    wire::Metrics metrics;
    auto endpoint = DynamodbEndpoint::open(options, clock, random, metrics);
    if (!endpoint.ok()) return failed(endpoint.error());
    MetricsEndpoint metrics_endpoint(metrics);
    std::unique_ptr<http::Server> metrics_server;
    if (options.metrics_port != 0) {
        auto started = start_metrics(runtime, options, metrics_endpoint);
        if (!started.ok()) return failed(started.error());
        metrics_server = std::move(started).value();
    }
    auto server = start_dynamodb(runtime, options, options.port, (*endpoint)->handler());
    if (!server.ok()) return failed(server.error());
    std::vector<http::Server*> servers{server->get()};
    if (metrics_server != nullptr) servers.push_back(metrics_server.get());
    return run_until_signal(signals, servers);
}

}  // namespace tabella::app
