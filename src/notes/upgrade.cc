#include "notes/upgrade.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

#include "client/table.h"
#include "notes/note_attributes.h"
#include "notes/upgrade_indexes.h"

namespace tabella::notes {

namespace {

using client::Attr;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kItemsAPageMax = 500;
/// How often a note may be changed by others while it is being upgraded.
constexpr int kAttemptsMax = 20;
constexpr seconds kTellEvery{5};

/// What all walkers share.
class Progress {
 public:
    Progress(client::Sleeper& sleeper, const std::function<void(std::string)>& tell)
        : sleeper_(sleeper), tell_(tell), told_at_(sleeper.now()) {}

    void add(const UpgradeReport& page) {
        std::lock_guard lock(mutex_);
        total_.notes += page.notes;
        total_.given += page.given;
        total_.refused += page.refused;
        if (sleeper_.now() - told_at_ < kTellEvery) return;
        told_at_ = sleeper_.now();
        tell_(fmt::format("{} notes so far, {} of them without keys", total_.notes, total_.given));
    }
    void tell(std::string line) {
        std::lock_guard lock(mutex_);
        tell_(std::move(line));
    }
    void fail(api::Error error) {
        std::lock_guard lock(mutex_);
        if (!error_.has_value()) error_ = std::move(error);
    }
    bool failed() {
        std::lock_guard lock(mutex_);
        return error_.has_value();
    }
    /// When the walkers have ended.
    api::Result<UpgradeReport> end() {
        if (error_.has_value()) return *std::move(error_);
        return total_;
    }

 private:
    client::Sleeper& sleeper_;
    const std::function<void(std::string)>& tell_;
    std::mutex mutex_;  ///< Guards all below, and `tell_`.
    client::Sleeper::TimePoint told_at_;
    UpgradeReport total_;
    std::optional<api::Error> error_;
};

/// The id in a note's sort key; nothing for an item of another kind.
std::optional<std::string> id_of(const AttributeMap& item) {
    const std::string* sort_key = string_of(item, "SK");
    if (sort_key == nullptr || !sort_key->starts_with(kNotePrefix)) return std::nullopt;
    return sort_key->substr(kNotePrefix.size());
}

/// A title that is no string, or none, sorts as an empty one.
std::string title_key_of(const AttributeMap& note) {
    const std::string* title = string_of(note, "title");
    return title_key(title == nullptr ? "" : *title);
}

bool has_keys(const AttributeMap& note, const std::string& id) {
    const std::string* title = string_of(note, "title_key");
    const std::string* day = string_of(note, "created_day");
    const auto wanted = created_day(id);
    return title != nullptr && *title == title_key_of(note) &&
           (!wanted.has_value() || (day != nullptr && *day == *wanted));
}

enum class Given { kKeys, kNothing, kRefused };

/// Gives the note its keys, unless somebody deletes it meanwhile, or gives it them.
api::Result<Given> give_keys(const client::Table& table, AttributeMap note, std::string id,
                             Progress& progress) {
    const AttributeMap key{{"PK", note.at("PK")}, {"SK", note.at("SK")}};
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
        client::Update update;
        update.set("title_key", title_key_of(note));
        if (const auto day = created_day(id); day.has_value()) update.set("created_day", *day);
        // A key goes with its title: whoever writes another title writes its key, or leaves none.
        const auto title = note.find("title");
        const client::Condition same_title =
            title == note.end() ? Attr("title").not_exists() : Attr("title").eq(title->second);
        const client::UpdateOptions options{.condition = Attr("PK").exists() & same_title,
                                            .return_item_on_failed_condition = true};
        auto updated = sync_wait(table.update_item(key, update, options));
        if (updated.ok()) return Given::kKeys;
        const api::Error& error = updated.error();
        if (error.code == api::ErrorCode::kValidation) {
            // Of this one note: its keys make it larger than DynamoDB allows.
            progress.tell(fmt::format("NOTE#{} stays as it is: {}", id, error.message));
            return Given::kRefused;
        }
        if (error.code != api::ErrorCode::kConditionalCheckFailed) return error;
        if (!error.item.has_value()) return Given::kNothing;
        note = error.item->decode();
        if (has_keys(note, id)) return Given::kNothing;
    }
    progress.tell(fmt::format("NOTE#{} stays as it is: it is changed all the time", id));
    return Given::kRefused;
}

/// One part of the table, page by page.
api::Result<Nothing> walk(api::DynamoApi& api, client::Sleeper& sleeper,
                          const UpgradeOptions& options, int part, Progress& progress) {
    const client::Table table(api, client::TableName{options.table_name});
    const double writes_per_second = options.writes_per_second / options.walkers;
    client::ScanOptions scan{
        .limit = kItemsAPageMax,
        // What was written a moment ago is seen: servers that knew no index have ended by then.
        .consistent = true,
        .attributes = {"PK", "SK", "title", "title_key", "created_day"},
        .segment = client::ScanSegment{.segment = part, .total = options.walkers}};
    // About a second's writes a page, so that they come evenly.
    if (writes_per_second > 0)
        scan.limit = std::clamp<std::int64_t>(static_cast<std::int64_t>(writes_per_second), 1,
                                              kItemsAPageMax);
    while (!progress.failed()) {
        const auto begin = sleeper.now();
        auto page = sync_wait(table.scan(scan));
        if (!page.ok()) return std::move(page).error();
        UpgradeReport report;
        for (AttributeMap& item : page->items) {
            const auto id = id_of(item);
            if (!id.has_value()) continue;
            ++report.notes;
            if (has_keys(item, *id)) continue;
            if (options.dry_run) {
                ++report.given;
                continue;
            }
            auto given = give_keys(table, std::move(item), *id, progress);
            if (!given.ok()) return std::move(given).error();
            report.given += *given == Given::kKeys ? 1 : 0;
            report.refused += *given == Given::kRefused ? 1 : 0;
        }
        progress.add(report);
        if (!page->next_key.has_value()) break;
        scan.start_key = std::move(page->next_key);
        if (writes_per_second <= 0 || options.dry_run) continue;
        const double due_ms = 1'000.0 * static_cast<double>(report.given) / writes_per_second;
        const milliseconds wait = milliseconds(static_cast<std::int64_t>(due_ms)) -
                                  std::chrono::duration_cast<milliseconds>(sleeper.now() - begin);
        if (wait > milliseconds(0)) sync_wait(sleeper.sleep_for(wait));
    }
    return Nothing{};
}

}  // namespace

api::Result<UpgradeReport> upgrade(api::DynamoApi& api, client::Sleeper& sleeper,
                                   const UpgradeOptions& options,
                                   const std::function<void(std::string)>& tell) {
    const auto made = make_missing_indexes(api, sleeper, options.table_name, options.dry_run, tell);
    if (!made.ok()) return made.error();
    switch_on_time_to_live(api, options.table_name, options.dry_run, tell);
    if (*made > 0 && !options.dry_run && options.pause > milliseconds(0)) {
        tell(fmt::format("waiting {} s, until servers that run have seen the indexes",
                         std::chrono::ceil<seconds>(options.pause).count()));
        sync_wait(sleeper.sleep_for(options.pause));
    }
    Progress progress(sleeper, tell);
    std::vector<std::thread> walkers;
    for (int part = 0; part < options.walkers; ++part)
        walkers.emplace_back([&, part] {
            auto walked = walk(api, sleeper, options, part, progress);
            if (!walked.ok()) progress.fail(std::move(walked).error());
        });
    for (std::thread& walker : walkers) walker.join();
    auto report = progress.end();
    if (report.ok()) report->indexes_made = *made;
    return report;
}

}  // namespace tabella::notes
