#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace tabella::app {

enum class Command { kServe, kDynamodb, kToken, kUpgrade };

/// Who may use the Notes API, and how it is run. The secrets come from the environment only: what
/// flags say, `ps` shows.
struct NotesOptions {
    std::string auth = "none";  ///< "none" or "jwt".
    std::string cursor_secret;  ///< Empty: a new one at each start.
    double rate_limit = 0;      ///< Requests a second of each user; 0: no limit.
    std::string cors;           ///< Origins with commas between them.
    bool access_log = false;
    std::string jwt_algorithm;  ///< "HS256", "RS256" or "ES256"; empty: as the rest says.
    std::string jwt_secret;     ///< Of HS256.
    std::string jwt_keys;       ///< A file or URL with a key set.
    std::string jwt_issuer;
    std::string jwt_audience;
    std::string jwt_client_id;
    std::string jwt_token_use;
    std::string default_scopes;  ///< Of tokens without a claim `scope`.
    std::string cognito_pool;
    std::string cognito_client;
    std::string cognito_token_use = "access";
};

/// What `tabella token` is to write into the token.
struct TokenOptions {
    std::string subject;
    std::string scopes = "notes:read notes:write";
    std::int64_t expires_in_s = 3'600;
};

/// How `tabella upgrade` goes about it.
struct UpgradeSettings {
    bool dry_run = false;
    int walkers = 4;
    double writes_per_second = 0;  ///< 0: no limit.
};

/// What the program was told, by flags, environment and .env, in that order of precedence.
struct Options {
    Command command = Command::kServe;
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;           ///< Of the command's own service.
    std::uint16_t dynamodb_port = 0;  ///< Of `serve`'s DynamoDB endpoint; 0: off.
    std::string data_dir = "data";
    bool in_memory = false;
    std::size_t cache_mb = 128;      ///< For what was read of the embedded store.
    std::string store = "embedded";  ///< "embedded", "aws" or a URL.
    bool create_table = false;
    std::string table = "DemoTable";
    std::string user_id = "USER#demo";
    std::string region = "us-east-1";
    bool region_given = false;
    std::string log_level = "info";
    std::string log_format = "text";
    bool insecure = false;
    std::string tls_cert;  ///< With `tls_key`: every port speaks TLS.
    std::string tls_key;
    std::string auth = "none";  ///< Of the DynamoDB endpoint: "none" or "sigv4".
    std::string credentials_file;
    /// A key from the environment only: what flags say, `ps` shows.
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    std::string cors;  ///< Origins that may talk to the DynamoDB endpoint; empty: this machine's.
    bool separate_data = false;  ///< Of `dynamodb`: tables of its own for each key and region.
    bool compact = false;        ///< Of `dynamodb`: the data, before it starts.
    bool delay_statuses = false;
    std::uint16_t metrics_port = 0;  ///< Of `dynamodb`; 0: off.
    NotesOptions notes = {};
    TokenOptions token = {};
    UpgradeSettings upgrade = {};
    std::size_t io_threads = 0;  ///< 0: one a core, of three or more one less.
    std::size_t connections_max = 4'096;
    double idle_timeout_s = 75;
    double request_timeout_s = 30;
    double write_timeout_s = 30;
};

/// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// Either options to run with, or what to print before leaving with `exit_code`: help, version, or
/// what is wrong with the arguments.
struct Parsed {
    std::optional<Options> options;
    std::string text;
    int exit_code = 0;
};

Parsed parse_options(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace tabella::app
