#include "notes/note_attributes.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "model/limits.h"

namespace tabella::notes {

std::string note_key(std::string_view id) {
    return std::string(kNotePrefix).append(id);
}

AttributeMap key_of(const UserKey& user, std::string_view id) {
    return {{"PK", AttributeValue(user.value)}, {"SK", AttributeValue(note_key(id))}};
}

bool fits_sort_key(const NoteId& id) {
    return kNotePrefix.size() + id.value.size() <= limits::kSortKeyBytesMax;
}

const std::string* string_of(const AttributeMap& item, std::string_view name) {
    const auto found = item.find(name);
    return found == item.end() ? nullptr : found->second.as<std::string>();
}

std::string title_key(std::string_view title) {
    std::string key = std::string(kTitleKeyPrefix).append(title);
    if (key.size() <= limits::kSortKeyBytesMax) return key;
    // Not through the middle of a character: keys are UTF-8.
    std::size_t end = limits::kSortKeyBytesMax;
    while ((static_cast<unsigned char>(key[end]) & 0xC0U) == 0x80U) --end;
    key.resize(end);
    return key;
}

std::optional<std::string> created_day(std::string_view id) {
    EpochMs created = 0;
    const auto [end, failure] = std::from_chars(id.data(), id.data() + id.size(), created);
    if (failure != std::errc() || end != id.data() + id.size()) return std::nullopt;
    constexpr EpochMs kEndOf9999 = 253'402'300'800'000;
    if (created < 0 || created >= kEndOf9999) return std::nullopt;
    using std::chrono::sys_days;
    const auto since_1970 =
        std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(created));
    const std::chrono::year_month_day day{sys_days(since_1970)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::int64_t version_of(const AttributeMap& note) {
    const auto found = note.find("note_version");
    const Number* number = found == note.end() ? nullptr : found->second.as<Number>();
    if (number == nullptr) return 0;
    const std::string digits = number->to_string();
    std::int64_t version = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), version);
    return version;
}

bool is_expired(const AttributeMap& note, EpochSeconds now) {
    const auto found = note.find("expires_at");
    const Number* expires = found == note.end() ? nullptr : found->second.as<Number>();
    return expires != nullptr && *expires <= Number(now);
}

client::Condition not_expired(EpochSeconds now) {
    return !client::Attr("expires_at").lte(Number(now));
}

AttributeMap shown(AttributeMap note) {
    for (const char* ours : {"note_version", "title_key", "created_day"}) note.erase(ours);
    return note;
}

}  // namespace tabella::notes
