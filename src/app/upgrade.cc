#include "app/upgrade.h"

#include <spdlog/spdlog.h>

#include <filesystem>

#include "app/store.h"
#include "client/sleeper.h"
#include "notes/upgrade.h"

namespace tabella::app {

int run_upgrade(const Options& options) {
    // Opening a store makes its folder: a mistyped one would be an empty table to upgrade.
    if (options.store == "embedded" && !std::filesystem::exists(options.data_dir)) {
        spdlog::error("there is no {}: --data-dir names the folder of the embedded store",
                      options.data_dir);
        return 1;
    }
    SystemClock clock;
    SeededRandom random;
    http::Runtime runtime(1);
    client::RuntimeSleeper sleeper(runtime);
    auto store = open_store(options, runtime, clock, random);
    if (!store.ok()) {
        spdlog::error("{}", store.error().message);
        return 1;
    }
    spdlog::info("store: {}, table: {}", store->description, options.table);
    notes::UpgradeOptions upgrade{.table_name = options.table,
                                  .dry_run = options.upgrade.dry_run,
                                  .walkers = options.upgrade.walkers,
                                  .writes_per_second = options.upgrade.writes_per_second};
    // The store's folder is locked: no server has it open.
    if (store->embedded) upgrade.pause = {};
    const auto report = notes::upgrade(*store->api, sleeper, upgrade,
                                       [](std::string line) { spdlog::info("{}", line); });
    if (!report.ok()) {
        spdlog::error("table {}: {}", options.table, report.error().message);
        return 1;
    }
    spdlog::info("{} notes: {} {}, {} had them{}", report->notes, report->given,
                 options.upgrade.dry_run ? "would be given keys" : "were given keys",
                 report->notes - report->given - report->refused,
                 report->refused == 0 ? "" : fmt::format(", {} refused", report->refused));
    return report->refused == 0 ? 0 : 1;
}

}  // namespace tabella::app
