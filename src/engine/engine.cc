#include "engine/engine.h"

#include "engine/catalog.h"
#include "engine/errors.h"
#include "engine/item_write.h"
#include "engine/page.h"
#include "engine/shared.h"
#include "engine/table_change.h"
#include "engine/table_description.h"

namespace tabella::engine {

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options, const Clock& clock,
                                             Random& random) {
    TABELLA_ASSIGN(std::unique_ptr<storage::Store> store, storage::Store::open(options.store));
    TABELLA_ASSIGN(std::unique_ptr<Catalog> catalog, Catalog::load(*store, DataSet()));
    auto shared = std::make_shared<Shared>(std::move(store), options, clock);
    return std::unique_ptr<Engine>(new Engine(std::move(options), clock, random, std::move(shared),
                                              DataSet(), std::move(catalog)));
}

Engine::Engine(EngineOptions options, const Clock& clock, Random& random,
               std::shared_ptr<Shared> shared, DataSet data_set, std::shared_ptr<Catalog> catalog)
    : options_(std::move(options)),
      clock_(clock),
      random_(random),
      data_set_(std::move(data_set)),
      catalog_(std::move(catalog)),
      shared_(std::move(shared)),
      store_(shared_->store.get()),
      read_pool_(shared_->read_pool),
      queue_(shared_->queue) {
    if (!catalog_->empty()) shared_->background.watch(catalog_);
}

Engine::~Engine() = default;

Result<bool> Engine::background_step() {
    TABELLA_ASSIGN(const Background::Left left, shared_->background.step());
    return left != Background::Left::kNothing;
}

Surroundings Engine::surroundings() const {
    return {.account = {.region = options_.region, .id = options_.account_id},
            .store = *store_,
            .now_ms = clock_.now_ms()};
}

Task<api::Result<TablePtr>> Engine::alter(TablePtr table, const AlterTableChange::Alter& alter) {
    AlterTableChange change(std::move(table), alter);
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (!change.outcome().ok()) co_return change.outcome().error();
    catalog_->publish(change.stream());
    catalog_->publish(*change.outcome());
    co_return *change.outcome();
}

Task<api::Result<ItemOutcome>> Engine::write(ItemPlan plan) {
    ItemChange change(std::move(plan));
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    co_return std::move(change.outcome());
}

Task<api::Result<std::optional<Item>>> Engine::read_row(std::string row_key) {
    using storage::Keyspace;
    using storage::ReadTier;
    auto lookup = store_->get(Keyspace::kItems, row_key, ReadTier::kMemoryOnly);
    if (lookup.ok() && lookup->needs_disk) {
        Scheduler* const home = Scheduler::current();
        co_await read_pool_.enter();
        lookup = store_->get(Keyspace::kItems, row_key, ReadTier::kAll);
        co_await storage::ReadPool::leave(home);
    }
    if (!lookup.ok()) co_return internal_error(lookup.error());
    if (!lookup->value.has_value()) co_return std::optional<Item>();
    co_return std::optional<Item>(Item::from_trusted(std::move(*lookup->value)));
}

Task<api::Result<std::vector<std::optional<Item>>>> Engine::read_rows(
    std::vector<std::string> row_keys) {
    using storage::Keyspace;
    using storage::ReadTier;
    auto lookups = store_->get_all(Keyspace::kItems, row_keys, ReadTier::kMemoryOnly);
    if (lookups.ok() && !lookups->empty() && lookups->back().needs_disk) {
        Scheduler* const home = Scheduler::current();
        co_await read_pool_.enter();
        lookups = store_->get_all(Keyspace::kItems, row_keys, ReadTier::kAll);
        co_await storage::ReadPool::leave(home);
    }
    if (!lookups.ok()) co_return internal_error(lookups.error());
    std::vector<std::optional<Item>> rows;
    rows.reserve(lookups->size());
    for (storage::Store::Lookup& lookup : *lookups)
        rows.push_back(lookup.value.has_value()
                           ? std::optional(Item::from_trusted(std::move(*lookup.value)))
                           : std::nullopt);
    co_return rows;
}

Task<api::Result<Page>> Engine::read_page(std::shared_ptr<const PagePlan> plan) {
    auto attempt = engine::read_page(*store_, *plan, storage::ReadTier::kMemoryOnly);
    if (attempt.ok() && !attempt->has_value()) {
        Scheduler* const home = Scheduler::current();
        co_await read_pool_.enter();
        attempt = engine::read_page(*store_, *plan, storage::ReadTier::kAll);
        co_await storage::ReadPool::leave(home);
    }
    if (!attempt.ok()) co_return internal_error(attempt.error());
    if (!attempt->has_value()) co_return internal_error({ErrorKind::kInternal, "unread page"});
    co_return std::move(**attempt);
}

}  // namespace tabella::engine
