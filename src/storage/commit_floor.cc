#include "storage/commit_floor.h"

#include <fmt/format.h>
#include <rocksdb/env.h>

#include <charconv>
#include <memory>

namespace tabella::storage {

namespace {

std::string content_of(std::uint64_t number) {
    return fmt::format("{} {}\n", number, number);
}

std::string path_in(const std::string& directory) {
    return directory + "/COMMITTED";
}

rocksdb::Status replace(rocksdb::Env& env, const std::string& directory, std::uint64_t number) {
    const std::string temporary = path_in(directory) + ".new";
    rocksdb::Status status = rocksdb::WriteStringToFile(&env, content_of(number), temporary, true);
    if (status.ok()) status = env.RenameFile(temporary, path_in(directory));
    std::unique_ptr<rocksdb::Directory> handle;
    if (status.ok()) status = env.NewDirectory(directory, &handle);
    if (status.ok()) status = handle->Fsync();
    return status;
}

}  // namespace

Result<std::optional<std::uint64_t>> read_commit_floor(rocksdb::Env& env,
                                                       const std::string& directory) {
    const std::string path = path_in(directory);
    const rocksdb::Status exists = env.FileExists(path);
    if (exists.IsNotFound()) return std::optional<std::uint64_t>();
    std::string content;
    const rocksdb::Status status = rocksdb::ReadFileToString(&env, path, &content);
    if (!status.ok()) return Error{ErrorKind::kIo, status.ToString()};
    std::uint64_t number = 0;
    std::from_chars(content.data(), content.data() + content.size(), number);
    if (content != content_of(number))
        return Error{ErrorKind::kCorruption, fmt::format("the file {} is damaged", path)};
    return std::optional(number);
}

Status write_commit_floor(rocksdb::Env& env, const std::string& directory, std::uint64_t number) {
    const rocksdb::Status status = replace(env, directory, number);
    if (status.ok()) return ok_status();
    return Error{ErrorKind::kIo,
                 fmt::format("cannot write {}: {}", path_in(directory), status.ToString())};
}

}  // namespace tabella::storage
