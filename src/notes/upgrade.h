#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "api/dynamo_api.h"
#include "client/sleeper.h"

// A table that the seed's Python app or an older Tabella made has no indexes, and its notes no keys
// for them. An upgrade gives it both, while others read and write:
//
// 1. The indexes by-title and by-day, one after the other, and time to live.
// 2. A pause, so that servers which run have seen them (NoteIndexWatch): what they write from then
//    on carries the keys.
// 3. Each note that lacks a key, or has a wrong one, is given the right ones, on the condition that
//    its title is still the one that they were made of.
//
// The note's version stays: what it says to its reader has not changed. A second run finds nothing
// to do, so one that was broken off is simply begun again.

namespace tabella::notes {

struct UpgradeOptions {
    std::string table_name;
    bool dry_run = false;          ///< Says what it would do, and changes nothing.
    int walkers = 4;               ///< Parts of the table that are walked side by side.
    double writes_per_second = 0;  ///< Of all walkers; 0: no limit.
    /// After an index was made; 0 where no server can be running.
    std::chrono::milliseconds pause{65'000};
};

struct UpgradeReport {
    std::int64_t indexes_made = 0;
    std::int64_t notes = 0;
    std::int64_t given = 0;    ///< Notes that got keys; of a dry run: that lack some.
    std::int64_t refused = 0;  ///< Notes that the store would not change; each is told of.
};

/// Upgrades the table, in threads of its own, and tells about it line by line. The one place in
/// the Notes API that scans: only so are all users' notes found.
///
/// Errors: kResourceNotFound without such a table; kValidation where it is no table of notes, or an
/// index of that name has other keys; and those of the operations. Notes are left as they are then,
/// or have their keys.
api::Result<UpgradeReport> upgrade(api::DynamoApi& api, client::Sleeper& sleeper,
                                   const UpgradeOptions& options,
                                   const std::function<void(std::string)>& tell);

}  // namespace tabella::notes
