#include "storage/log_tail.h"

#include <fmt/format.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace tabella::storage {

namespace {

constexpr std::size_t kBlockBytes = 32 * 1024;
constexpr std::size_t kHeaderBytes = 7;

enum class Type : unsigned char { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

constexpr std::array<std::uint32_t, 256> kTable = [] {
    std::array<std::uint32_t, 256> table{};
    constexpr std::uint32_t kPolynomial = 0x82f63b78;
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
        table[i] = crc;
    }
    return table;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

/// RocksDB stores checksums so, since a checksum of checksums is weak.
std::uint32_t masked(std::uint32_t crc) {
    constexpr std::uint32_t kDelta = 0xa282ead8;
    return ((crc >> 15) | (crc << 17)) + kDelta;
}

struct Fragment {
    Type type;
    std::size_t bytes;  ///< With its header.
};

/// The intact fragment at `at`, which must end within its block.
std::optional<Fragment> fragment_at(std::string_view log, std::size_t at) {
    const std::size_t block_end = std::min(log.size(), (at / kBlockBytes + 1) * kBlockBytes);
    if (at + kHeaderBytes > block_end) return std::nullopt;
    const std::uint32_t stored = byte_at(log, at) | byte_at(log, at + 1) << 8 |
                                 byte_at(log, at + 2) << 16 | byte_at(log, at + 3) << 24;
    const std::size_t data_bytes = byte_at(log, at + 4) | byte_at(log, at + 5) << 8;
    const std::uint32_t type = byte_at(log, at + 6);
    if (type < 1 || type > 4 || at + kHeaderBytes + data_bytes > block_end) return std::nullopt;
    if (masked(crc32c(log.substr(at + 6, 1 + data_bytes))) != stored) return std::nullopt;
    return Fragment{static_cast<Type>(type), kHeaderBytes + data_bytes};
}

bool begins_record(const std::optional<Fragment>& fragment) {
    return fragment.has_value() &&
           (fragment->type == Type::kFull || fragment->type == Type::kFirst);
}

/// The rest of a block that is too short for a header is padding.
std::size_t skip_padding(std::size_t at) {
    const std::size_t left = kBlockBytes - at % kBlockBytes;
    return left < kHeaderBytes ? at + left : at;
}

/// Whether an intact record begins after `at`: at any byte of the same block, since the length that
/// would lead to it may be the fault, and from the beginning of every later block.
bool record_begins_after(std::string_view log, std::size_t at) {
    const std::size_t block_end = (at / kBlockBytes + 1) * kBlockBytes;
    for (std::size_t next = at + 1; next < std::min(block_end, log.size()); ++next)
        if (begins_record(fragment_at(log, next))) return true;
    for (std::size_t block = block_end; block < log.size(); block += kBlockBytes)
        for (std::size_t next = block; next < std::min(block + kBlockBytes, log.size());) {
            const auto fragment = fragment_at(log, next);
            if (!fragment.has_value()) break;
            if (begins_record(fragment)) return true;
            next += fragment->bytes;
        }
    return false;
}

Error file_error(const std::string& path, const rocksdb::Status& status) {
    return {ErrorKind::kIo, fmt::format("{}: {}", path, status.ToString())};
}

Result<std::string> newest_log(rocksdb::Env& env, const std::string& directory) {
    std::vector<std::string> names;
    const rocksdb::Status status = env.GetChildren(directory, &names);
    if (!status.ok()) return file_error(directory, status);
    std::string newest;
    // Their names are numbers, filled up with zeros.
    for (const std::string& name : names)
        if (name.ends_with(".log") && (name.size() > newest.size() || name > newest)) newest = name;
    return newest;
}

rocksdb::Status write_synced(rocksdb::Env& env, const std::string& path, std::string_view bytes) {
    return rocksdb::WriteStringToFile(&env, rocksdb::Slice(bytes.data(), bytes.size()), path, true);
}

Result<bool> cut_torn_file(rocksdb::Env& env, const std::string& directory,
                           const std::string& name) {
    const std::string path = directory + "/" + name;
    std::string log;
    rocksdb::Status status = rocksdb::ReadFileToString(&env, path, &log);
    if (!status.ok()) return file_error(path, status);
    const auto torn = torn_at(log);
    // A manifest without its first record is none.
    if (!torn.has_value() || (*torn == 0 && !name.ends_with(".log"))) return false;
    // The old log goes last: a second power loss meanwhile finds it as it was.
    const std::string_view whole = std::string_view(log).substr(0, *torn);
    status = write_synced(env, path + ".torn", std::string_view(log).substr(*torn));
    if (status.ok()) status = write_synced(env, path + ".new", whole);
    if (status.ok()) status = env.RenameFile(path + ".new", path);
    std::unique_ptr<rocksdb::Directory> handle;
    if (status.ok()) status = env.NewDirectory(directory, &handle);
    if (status.ok()) status = handle->Fsync();
    if (!status.ok()) return file_error(path, status);
    return true;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        crc = (crc >> 8) ^ kTable[(crc ^ byte_at(bytes, i)) & 0xff];
    return ~crc;
}

std::optional<std::uint64_t> torn_at(std::string_view log) {
    std::size_t whole_end = 0;  // After the last whole record.
    std::size_t at = 0;
    while ((at = skip_padding(at)) < log.size()) {
        const auto fragment = fragment_at(log, at);
        if (!fragment.has_value()) {
            if (record_begins_after(log, at)) return std::nullopt;
            return whole_end;
        }
        at += fragment->bytes;
        if (fragment->type == Type::kFull || fragment->type == Type::kLast) whole_end = at;
    }
    return std::nullopt;
}

Result<bool> cut_torn_log(rocksdb::Env& env, const std::string& directory) {
    TABELLA_ASSIGN(const std::string name, newest_log(env, directory));
    if (name.empty()) return false;
    return cut_torn_file(env, directory, name);
}

Result<bool> cut_torn_manifest(rocksdb::Env& env, const std::string& directory) {
    std::string name;
    const rocksdb::Status status = rocksdb::ReadFileToString(&env, directory + "/CURRENT", &name);
    if (!status.ok()) return file_error(directory + "/CURRENT", status);
    while (name.ends_with('\n')) name.pop_back();
    if (!name.starts_with("MANIFEST-")) return false;
    return cut_torn_file(env, directory, name);
}

}  // namespace tabella::storage
