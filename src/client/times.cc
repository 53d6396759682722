#include "client/times.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace tabella::client {

namespace {

/// A number of exactly `digits` digits at `place`.
std::optional<int> number_at(std::string_view text, std::size_t place, std::size_t digits) {
    if (text.size() < place + digits) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(place, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<EpochMs> epoch_ms(std::optional<int> year, std::optional<int> month,
                                std::optional<int> day, std::string_view time) {
    const std::optional<int> hour = number_at(time, 0, 2);
    const std::optional<int> minute = number_at(time, 3, 2);
    const std::optional<int> second = number_at(time, 6, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    if (time[2] != ':' || time[5] != ':') return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    const auto whole = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                       std::chrono::minutes(*minute) + std::chrono::seconds(*second);
    return std::chrono::milliseconds(whole.time_since_epoch()).count();
}

}  // namespace

std::optional<EpochMs> parse_iso8601(std::string_view text) {
    constexpr std::size_t kToSeconds = 19;
    if (text.size() <= kToSeconds || text[4] != '-' || text[7] != '-' || text[10] != 'T')
        return std::nullopt;
    std::string_view rest = text.substr(kToSeconds);
    if (rest.front() == '.') rest.remove_prefix(std::min(rest.find_first_of("Z+-"), rest.size()));
    if (rest != "Z" && rest != "+00:00") return std::nullopt;
    return epoch_ms(number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2),
                    text.substr(11));
}

std::optional<EpochMs> parse_http_date(std::string_view text) {
    constexpr std::size_t kLength = 29;
    if (text.size() != kLength || text.substr(25) != " GMT" || text.substr(3, 2) != ", ")
        return std::nullopt;
    static constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::optional<int> month;
    for (std::size_t i = 0; i < kMonths.size(); ++i)
        if (text.substr(8, 3) == kMonths[i]) month = static_cast<int>(i) + 1;
    return epoch_ms(number_at(text, 12, 4), month, number_at(text, 5, 2), text.substr(17, 8));
}

}  // namespace tabella::client
