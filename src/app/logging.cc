#include "app/logging.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "json/document.h"

namespace tabella::app {

namespace {

constexpr std::string_view kAccess = "access";

/// `%*`: the message as a JSON string.
class JsonMessage final : public spdlog::custom_flag_formatter {
 public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        std::string text;
        // Lines of the access log are JSON already.
        if (std::string_view(message.logger_name.data(), message.logger_name.size()) == kAccess)
            text.assign(message.payload.data(), message.payload.size());
        else
            json::append_json_string(text, {message.payload.data(), message.payload.size()});
        out.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<spdlog::custom_flag_formatter> clone() const override {
        return std::make_unique<JsonMessage>();
    }
};

}  // namespace

void set_up_logging(const Options& options) {
    auto logger = spdlog::stderr_color_mt("tabella");
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc,
                                                                 spdlog::details::os::default_eol);
    if (options.log_format == "json")
        formatter->add_flag<JsonMessage>('*').set_pattern(
            R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})");
    else
        formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v");
    logger->set_formatter(std::move(formatter));
    logger->set_level(spdlog::level::from_str(options.log_level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

std::shared_ptr<spdlog::logger> access_logger() {
    return spdlog::default_logger()->clone(std::string(kAccess));
}

}  // namespace tabella::app
