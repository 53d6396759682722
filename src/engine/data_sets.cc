#include "engine/data_sets.h"

#include <mutex>

#include "engine/catalog.h"
#include "engine/shared.h"

namespace tabella::engine {

Result<std::unique_ptr<DataSets>> DataSets::open(EngineOptions options, const Clock& clock,
                                                 Random& random) {
    TABELLA_ASSIGN(std::unique_ptr<storage::Store> store, storage::Store::open(options.store));
    auto shared = std::make_shared<Engine::Shared>(std::move(store), options, clock);
    std::unique_ptr<DataSets> sets(
        new DataSets(std::move(options), clock, random, std::move(shared)));
    TABELLA_CHECK(sets->load());
    return sets;
}

DataSets::DataSets(EngineOptions options, const Clock& clock, Random& random,
                   std::shared_ptr<Engine::Shared> shared)
    : options_(std::move(options)), clock_(clock), random_(random), shared_(std::move(shared)) {}

/// All that have tables or streams, so that no later look-up waits for the disk.
Status DataSets::load() {
    storage::Cursor cursor =
        shared_->store->cursor(storage::Keyspace::kCatalog, "", "", storage::ReadTier::kAll);
    cursor.seek_first();
    while (cursor.valid()) {
        TABELLA_ASSIGN(const DataSet data_set, DataSet::of_record_key(cursor.key()));
        TABELLA_ASSIGN(auto catalog, Catalog::load(*shared_->store, data_set));
        add(data_set, std::move(catalog));
        if (data_set.is_shared()) break;  // The last of all.
        cursor.seek(data_set.keys().end);
    }
    if (!cursor.valid() && cursor.end() != storage::Cursor::End::kFinished) return cursor.error();
    return load_streams();
}

/// Of data sets that have no tables any more.
Status DataSets::load_streams() {
    const DataSet::Keys keys = all_stream_keys();
    storage::Cursor cursor = shared_->store->cursor(storage::Keyspace::kChanges, keys.begin,
                                                    keys.end, storage::ReadTier::kAll);
    cursor.seek_first();
    while (cursor.valid()) {
        TABELLA_ASSIGN(const DataSet data_set, data_set_of_stream_key(cursor.key()));
        if (!engines_.contains(data_set)) {
            TABELLA_ASSIGN(auto catalog, Catalog::load(*shared_->store, data_set));
            add(data_set, std::move(catalog));
        }
        if (data_set.is_shared()) return ok_status();
        cursor.seek(stream_keys(data_set).end);
    }
    if (cursor.end() != storage::Cursor::End::kFinished) return cursor.error();
    return ok_status();
}

Engine& DataSets::add(const DataSet& data_set, std::unique_ptr<Catalog> catalog) {
    EngineOptions options = options_;
    if (!data_set.is_shared()) options.region = data_set.region();
    auto& place = engines_[data_set];
    place.reset(
        new Engine(std::move(options), clock_, random_, shared_, data_set, std::move(catalog)));
    return *place;
}

Engine* DataSets::find(const DataSet& data_set) {
    {
        std::shared_lock lock(mutex_);
        const auto found = engines_.find(data_set);
        if (found != engines_.end()) return found->second.get();
    }
    std::unique_lock lock(mutex_);
    const auto found = engines_.find(data_set);
    if (found != engines_.end()) return found->second.get();
    if (engines_.size() >= kDataSetsMax) return nullptr;
    return &add(data_set, std::make_unique<Catalog>());
}

}  // namespace tabella::engine
