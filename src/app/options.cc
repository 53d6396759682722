#include "app/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "app/declared.h"
#include "app/dynamodb_local_flags.h"
#include "app/notes_options.h"
#include "app/version.h"

namespace tabella::app {

namespace {

constexpr std::uint16_t kNotesPort = 5000;
constexpr std::uint16_t kDynamodbPort = 8000;
constexpr double kTimeoutSecondsMin = 0.01;
constexpr double kTimeoutSecondsMax = 86'400;

void declare_log(Declared& declared, Options& options) {
    declared
        .option("--log-level", options.log_level, "TABELLA_LOG_LEVEL",
                "trace, debug, info, warning, error or off")
        ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}));
    declared.option("--log-format", options.log_format, "TABELLA_LOG_FORMAT", "text or json")
        ->check(CLI::IsMember({"text", "json"}));
}

void declare_common(Declared& declared, Options& options) {
    declared.option("--host", options.host, "TABELLA_HOST", "Address to listen on");
    declared.option("--port", options.port, "TABELLA_PORT", "Port to listen on; 0: any");
    declared.option("--data-dir", options.data_dir, "TABELLA_DATA_DIR",
                    "Folder of the embedded store, created when missing");
    declared.flag("--in-memory", options.in_memory, "TABELLA_IN_MEMORY",
                  "Keep the embedded store in memory only");
    declared
        .option("--cache-mb", options.cache_mb, "TABELLA_CACHE_MB",
                "Memory for what was read of the embedded store, in MB: half for its files, half "
                "for partitions that are read again and again")
        ->check(CLI::Range(std::size_t{8}, std::size_t{1'000'000}));
    declared.option("--region", options.region, "AWS_REGION", "AWS region");
    declare_log(declared, options);
    declared.option("--io-threads", options.io_threads, "TABELLA_IO_THREADS",
                    "Threads for connections; 0: one a core, of three or more one less");
    declared
        .option("--connections-max", options.connections_max, "TABELLA_CONNECTIONS_MAX",
                "Connections of each port; one more is answered 503 and closed")
        ->check(CLI::PositiveNumber);
    declared
        .option("--idle-timeout", options.idle_timeout_s, "TABELLA_IDLE_TIMEOUT",
                "Seconds that a connection may stay open between requests")
        ->check(CLI::Range(kTimeoutSecondsMin, kTimeoutSecondsMax));
    declared
        .option("--request-timeout", options.request_timeout_s, "TABELLA_REQUEST_TIMEOUT",
                "Seconds that a request may take to arrive")
        ->check(CLI::Range(kTimeoutSecondsMin, kTimeoutSecondsMax));
    declared
        .option("--write-timeout", options.write_timeout_s, "TABELLA_WRITE_TIMEOUT",
                "Seconds that a client may take to read an answer")
        ->check(CLI::Range(kTimeoutSecondsMin, kTimeoutSecondsMax));
    declared.option("--tls-cert", options.tls_cert, "TABELLA_TLS_CERT",
                    "File with the certificate, and those between it and a root, in PEM: every "
                    "port speaks TLS");
    declared.option("--tls-key", options.tls_key, "TABELLA_TLS_KEY",
                    "File with the certificate's key, in PEM");
    declared.flag("--insecure", options.insecure, "TABELLA_INSECURE",
                  "Allow an address that others can reach, though nothing asks who they are");
}

/// `prefix` tells the endpoint's options from those of the Notes API beside it.
void declare_endpoint(Declared& declared, Options& options, const std::string& prefix) {
    const std::string variable = prefix.empty() ? "TABELLA_" : "TABELLA_DYNAMODB_";
    declared
        .option("--" + prefix + "auth", options.auth, variable + "AUTH",
                "Signatures of the DynamoDB endpoint: none (any will do) or sigv4 (verified)")
        ->check(CLI::IsMember({"none", "sigv4"}));
    declared.option("--credentials-file", options.credentials_file, "TABELLA_CREDENTIALS_FILE",
                    "Access keys that may sign, in the form of ~/.aws/credentials");
    declared.option("--" + prefix + "cors", options.cors, variable + "CORS",
                    "Origins of browsers' pages that may use the DynamoDB endpoint, with commas "
                    "between them; *: all; by default pages of this machine");
}

void declare_dynamodb(Declared& declared, Options& options) {
    declared.flag(
        "--separate-data,!--shared-db", options.separate_data, "TABELLA_SEPARATE_DATA",
        "Tables of their own for each access key and region; --shared-db: the same for all");
    declared.flag("--compact", options.compact, "TABELLA_COMPACT",
                  "Compact the data before it starts");
    declared.flag("--delay-statuses", options.delay_statuses, "TABELLA_DELAY_STATUSES",
                  "Tables and indexes take their time to be ACTIVE or gone, as on AWS");
    declared.option("--metrics-port", options.metrics_port, "TABELLA_METRICS_PORT",
                    "Port of /metrics, in Prometheus's format; 0: off");
}

void declare_store(Declared& declared, Options& options) {
    declared.option("--store", options.store, "DYNAMO_ENDPOINT",
                    "embedded, aws, or the URL of a DynamoDB endpoint");
    declared.option("--table", options.table, "TABLE_NAME", "Table of the notes");
}

void declare_serve(Declared& declared, Options& options) {
    declared.option("--dynamodb-port", options.dynamodb_port, "TABELLA_DYNAMODB_PORT",
                    "Port of the embedded store's DynamoDB endpoint; 0: off");
    declare_store(declared, options);
    declared.flag("--create-table", options.create_table, "TABELLA_CREATE_TABLE",
                  "Create the table when it is missing (the embedded store always does)");
    declared.option("--user-id", options.user_id, "USER_ID", "Partition key of the notes");
}

void declare_upgrade(Declared& declared, Options& options) {
    declare_store(declared, options);
    declared.option("--data-dir", options.data_dir, "TABELLA_DATA_DIR",
                    "Folder of the embedded store");
    declared.option("--region", options.region, "AWS_REGION", "AWS region");
    declared.flag("--dry-run", options.upgrade.dry_run, "TABELLA_UPGRADE_DRY_RUN",
                  "Say what would be done, and change nothing");
    declared
        .option("--walkers", options.upgrade.walkers, "TABELLA_UPGRADE_WALKERS",
                "Parts of the table that are walked side by side")
        ->check(CLI::Range(1, 64));
    declared
        .option("--writes-per-second", options.upgrade.writes_per_second,
                "TABELLA_UPGRADE_WRITES_PER_SECOND", "Notes that are changed a second; 0: no limit")
        ->check(CLI::Range(0.0, 1e6));
    declare_log(declared, options);
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::optional<std::string> check_store(const Options& options) {
    const bool url = options.store.starts_with("http://") || options.store.starts_with("https://");
    if (options.store != "embedded" && options.store != "aws" && !url)
        return fmt::format("--store: {} is not embedded, aws or a URL", options.store);
    return std::nullopt;
}

std::optional<std::string> check(const Options& options) {
    if (const auto wrong = check_store(options)) return wrong;
    if (options.compact && options.in_memory) return "--compact: there is no data with --in-memory";
    if (options.tls_cert.empty() != options.tls_key.empty())
        return "--tls-cert and --tls-key: one is no use without the other";
    const bool has_key = !options.access_key_id.empty() && !options.secret_access_key.empty();
    if (options.auth == "sigv4" && options.credentials_file.empty() && !has_key)
        return "--auth sigv4 (--dynamodb-auth of serve): no access keys; name a "
               "--credentials-file, or set "
               "TABELLA_ACCESS_KEY_ID and TABELLA_SECRET_ACCESS_KEY";
    const bool endpoint_asks = options.auth == "sigv4";
    const bool has_endpoint = options.store == "embedded" && options.dynamodb_port != 0;
    const bool asks = options.command == Command::kDynamodb
                          ? endpoint_asks && options.metrics_port == 0
                          : options.notes.auth == "jwt" && (!has_endpoint || endpoint_asks);
    if (options.command == Command::kServe)
        if (const auto wrong = check_notes(options.notes)) return wrong;
    if (!is_loopback(options.host) && !options.insecure && !asks)
        return fmt::format(
            "--host: others can reach {}, and nothing would ask who they are; add --insecure if "
            "that is meant{}",
            options.host,
            options.command == Command::kDynamodb
                ? ", or --auth sigv4 without --metrics-port to have it ask"
                : ", or --auth jwt, with --dynamodb-port 0 or "
                  "--dynamodb-auth sigv4, to have it ask");
    return std::nullopt;
}

}  // namespace

Parsed parse_options(const std::vector<std::string>& arguments, const Environment& environment) {
    Options serve{.command = Command::kServe, .port = kNotesPort, .dynamodb_port = kDynamodbPort};
    Options dynamodb{.command = Command::kDynamodb, .port = kDynamodbPort};
    CLI::App app("Tabella: a Notes API on DynamoDB, and the DynamoDB it runs on.", "tabella");
    app.set_version_flag("--version", fmt::format("tabella {}", kVersion));
    app.require_subcommand(1);
    CLI::App* serve_command = app.add_subcommand(
        "serve", "The Notes API, with the embedded store's DynamoDB endpoint beside it");
    CLI::App* token_command = app.add_subcommand(
        "token", "Print a token for a Notes API with --auth jwt and the same secret");
    CLI::App* dynamodb_command =
        app.add_subcommand("dynamodb", "Only the DynamoDB endpoint of the embedded store");
    Declared serve_options(*serve_command, environment);
    declare_common(serve_options, serve);
    declare_endpoint(serve_options, serve, "dynamodb-");
    declare_serve(serve_options, serve);
    declare_notes(serve_options, serve.notes);
    Declared dynamodb_options(*dynamodb_command, environment);
    declare_common(dynamodb_options, dynamodb);
    declare_endpoint(dynamodb_options, dynamodb, "");
    declare_dynamodb(dynamodb_options, dynamodb);
    Options token{.command = Command::kToken};
    Declared token_options(*token_command, environment);
    declare_token(token_options, token);
    Options upgrade{.command = Command::kUpgrade};
    CLI::App* upgrade_command = app.add_subcommand(
        "upgrade",
        "Give a table of the seed's, or of an older Tabella, the indexes, and its notes the keys");
    Declared upgrade_options(*upgrade_command, environment);
    declare_upgrade(upgrade_options, upgrade);
    const auto rewritten = rewrite_dynamodb_local_flags(arguments);
    if (!rewritten.ok()) return {.text = rewritten.error().message + "\n", .exit_code = 2};

    try {
        // CLI11 takes the arguments from the back.
        app.parse(std::vector<std::string>(rewritten->rbegin(), rewritten->rend()));
        if (token_command->parsed()) {
            token_options.apply_environment();
            take_notes_secrets(token.notes, environment);
            if (const auto wrong = check_token(token))
                return {.text = *wrong + "\n", .exit_code = 2};
            return {.options = std::move(token)};
        }
        if (upgrade_command->parsed()) {
            upgrade_options.apply_environment();
            upgrade.region_given = upgrade_command->get_option("--region")->count() > 0;
            if (const auto wrong = check_store(upgrade))
                return {.text = *wrong + "\n", .exit_code = 2};
            return {.options = std::move(upgrade)};
        }
        const bool is_serve = serve_command->parsed();
        (is_serve ? serve_options : dynamodb_options).apply_environment();
        Options& options = is_serve ? serve : dynamodb;
        CLI::App* command = is_serve ? serve_command : dynamodb_command;
        options.access_key_id = environment("TABELLA_ACCESS_KEY_ID").value_or("");
        options.secret_access_key = environment("TABELLA_SECRET_ACCESS_KEY").value_or("");
        options.session_token = environment("TABELLA_SESSION_TOKEN").value_or("");
        take_notes_secrets(options.notes, environment);
        options.region_given = command->get_option("--region")->count() > 0;
        if (const auto wrong = check(options)) return {.text = *wrong + "\n", .exit_code = 2};
        return {.options = std::move(options)};
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        const int code = app.exit(error, out, out);
        return {.text = out.str(), .exit_code = code == 0 ? 0 : 2};
    }
}

}  // namespace tabella::app
