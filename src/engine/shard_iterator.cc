#include "engine/shard_iterator.h"

#include <fmt/format.h>

#include <charconv>

#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

constexpr std::string_view kVersion = "|1|";
constexpr std::size_t kDigits = 16;

/// Over all of the iterator: one that was cut or mistyped is found out.
std::uint64_t check_sum(const ShardIterator& iterator) {
    return storage::partition_hash(
        fmt::format("{}|{}|{}", iterator.stream_arn, iterator.issued_ms, iterator.position));
}

std::optional<std::uint64_t> take_hexadecimal(std::string_view& text) {
    if (text.size() < kDigits) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = text.data() + kDigits;
    const auto read = std::from_chars(text.data(), end, number, 16);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    text.remove_prefix(kDigits);
    return number;
}

}  // namespace

std::string ShardIterator::to_string() const {
    return fmt::format("{}{}{:016x}{:016x}{:016x}", stream_arn, kVersion, issued_ms, position,
                       check_sum(*this));
}

std::optional<ShardIterator> ShardIterator::parse(std::string_view text) {
    const std::size_t version = text.find(kVersion);
    if (version == std::string_view::npos) return std::nullopt;
    std::string_view rest = text.substr(version + kVersion.size());
    const auto issued_ms = take_hexadecimal(rest);
    const auto position = take_hexadecimal(rest);
    const auto sum = take_hexadecimal(rest);
    if (!issued_ms || !position || !sum || !rest.empty()) return std::nullopt;
    ShardIterator iterator{.stream_arn = std::string(text.substr(0, version)),
                           .issued_ms = static_cast<EpochMs>(*issued_ms),
                           .position = static_cast<std::int64_t>(*position)};
    if (check_sum(iterator) != *sum) return std::nullopt;
    return iterator;
}

}  // namespace tabella::engine
