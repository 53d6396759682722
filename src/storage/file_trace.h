#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "storage/file_faults.h"
#include "storage/test_directory.h"

namespace tabella::storage {

/// Records what a store does to its files, so that every state in which a power loss could have
/// left the disk can be made afterwards. For tests. Thread-safe.
///
/// The disk it assumes: what was synced is there. Of a file's bytes since its last sync, any prefix
/// is, cut also within a write, and perhaps zeros in place of more; of a log, which is written over
/// zeros, also what comes after a gap, and zeros follow. Of the files created, renamed and deleted
/// since the directory was last synced, the first few are; a synced file in a directory that was
/// not may be gone as well.
class FileTrace final : public FileFaults {
 public:
    enum class Syncs { kHonest, kIgnored };

    explicit FileTrace(Syncs syncs = Syncs::kHonest) : syncs_(syncs) {}

    FileFault fault(FileOperation operation, std::string_view) override {
        const bool is_sync =
            operation == FileOperation::kSync || operation == FileOperation::kSyncDirectory;
        return is_sync && syncs_ == Syncs::kIgnored ? FileFault::kIgnored : FileFault::kNone;
    }

    void done(const FileEvent& event) override {
        if (event.operation == FileOperation::kRead || event.operation == FileOperation::kClose)
            return;
        std::lock_guard lock(mutex_);
        events_.push_back(
            {event.operation, name_of(event.path), name_of(event.source), std::string(event.data)});
    }

    /// How many events there are so far.
    std::size_t size() const {
        std::lock_guard lock(mutex_);
        return events_.size();
    }

    /// Fills the empty `directory` with a state after a power loss right after the first `events`
    /// events. The files of `before`, where the recorded store began, count as synced.
    void write_state(std::size_t events, const std::filesystem::path& before,
                     const std::filesystem::path& directory, std::mt19937_64& random) const {
        const std::map<std::string, FilePtr> files = surviving(events, load(before), random);
        for (const auto& [name, file] : files) {
            const bool is_log = std::string_view(name).ends_with(".log");
            write_file(directory / name, is_log ? torn_log(*file, random) : torn(*file, random));
        }
    }

 private:
    struct Event {
        FileOperation operation;
        std::string name;
        std::string source;
        std::string data;
    };
    struct File {
        std::string data;
        std::size_t synced = 0;
    };
    using FilePtr = std::shared_ptr<File>;
    using Names = std::map<std::string, FilePtr>;

    static std::string name_of(std::string_view path) {
        return std::filesystem::path(path).filename().string();
    }

    static std::size_t up_to(std::size_t most, std::mt19937_64& random) {
        return std::uniform_int_distribution<std::size_t>(0, most)(random);
    }

    static Names load(const std::filesystem::path& directory) {
        Names names;
        for (const auto& entry : std::filesystem::directory_iterator(directory)) {
            auto file = std::make_shared<File>(File{read_file(entry.path())});
            file->synced = file->data.size();
            names[entry.path().filename()] = file;
        }
        return names;
    }

    static void change_names(Names& names, const Event& event, const FilePtr& file) {
        if (event.operation == FileOperation::kRename) names.erase(event.source);
        if (event.operation == FileOperation::kDelete)
            names.erase(event.name);
        else
            names[event.name] = file;
    }

    /// The names after the loss, and the files' contents with what was synced of them.
    Names surviving(std::size_t count, Names durable, std::mt19937_64& random) const {
        std::lock_guard lock(mutex_);
        Names names = durable;
        std::vector<std::pair<const Event*, FilePtr>> unsynced;
        for (std::size_t i = 0; i < count; ++i) {
            const Event& event = events_[i];
            switch (event.operation) {
                case FileOperation::kAppend:
                    if (names.contains(event.name)) names[event.name]->data += event.data;
                    break;
                case FileOperation::kSync:
                    if (names.contains(event.name))
                        names[event.name]->synced = names[event.name]->data.size();
                    break;
                case FileOperation::kSyncDirectory:
                    durable = names;
                    unsynced.clear();
                    break;
                default: {
                    const FilePtr file = event.operation == FileOperation::kRename
                                             ? names[event.source]
                                             : std::make_shared<File>();
                    change_names(names, event, file);
                    unsynced.emplace_back(&event, file);
                }
            }
        }
        unsynced.resize(up_to(unsynced.size(), random));
        for (const auto& [event, file] : unsynced) change_names(durable, *event, file);
        return durable;
    }

    static std::string torn(const File& file, std::mt19937_64& random) {
        const std::size_t unsynced = file.data.size() - file.synced;
        // Nothing or all of it is the likely outcome; a cut within it is the interesting one.
        const std::size_t kind = up_to(3, random);
        const std::size_t kept = kind == 0 ? 0 : kind == 1 ? unsynced : up_to(unsynced, random);
        std::string content = file.data.substr(0, file.synced + kept);
        if (kind == 3) content.resize(content.size() + up_to(unsynced - kept, random), '\0');
        return content;
    }

    static std::string with_gap(const File& file, std::mt19937_64& random) {
        std::string content = file.data;
        const std::size_t from = file.synced + up_to(content.size() - file.synced, random);
        const std::size_t bytes = up_to(content.size() - from, random);
        return content.replace(from, bytes, bytes, '\0');
    }

    static std::string torn_log(const File& file, std::mt19937_64& random) {
        std::string content = up_to(2, random) == 0 ? with_gap(file, random) : torn(file, random);
        constexpr std::size_t kZerosMost = 100'000;
        if (up_to(3, random) > 0) content.append(up_to(kZerosMost, random), '\0');
        return content;
    }

    const Syncs syncs_;
    mutable std::mutex mutex_;
    std::vector<Event> events_;
};

}  // namespace tabella::storage
