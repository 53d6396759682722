// The commit queue and the engine in front of it, in this process: no HTTP, no JSON.
#include <benchmark/benchmark.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <latch>

#include "engine/engine.h"
#include "sample.h"

namespace tabella::bench {
namespace {

/// An engine with one table, in memory or in a folder that goes with it.
class Bed {
 public:
    explicit Bed(bool in_memory) {
        std::string folder = std::filesystem::temp_directory_path() / "tabella-micro-XXXXXX";
        if (::mkdtemp(folder.data()) == nullptr) std::abort();
        folder_ = folder;
        engine_ = std::move(engine::Engine::open(
                                {.store = {.directory = folder_, .in_memory = in_memory}}, clock_,
                                random_))
                      .value();
        api::CreateTableRequest table;
        table.table_name = "Orders";
        table.attribute_definitions = {{"PK", api::ScalarAttributeType::kS},
                                       {"SK", api::ScalarAttributeType::kS}};
        table.key_schema = {{"PK", api::KeyType::kHash}, {"SK", api::KeyType::kRange}};
        table.billing_mode = api::BillingMode::kPayPerRequest;
        if (!sync_wait(engine_->create_table(std::move(table))).ok()) std::abort();
    }
    ~Bed() {
        engine_.reset();
        std::filesystem::remove_all(folder_);
    }
    engine::Engine& engine() { return *engine_; }

 private:
    std::string folder_;
    SystemClock clock_;
    SeededRandom random_;
    std::unique_ptr<engine::Engine> engine_;
};

api::PutItemRequest put_request(int key) {
    AttributeMap attributes = sample_attributes();
    attributes.insert_or_assign("SK", AttributeValue("ORDER#" + std::to_string(key)));
    return {.table_name = "Orders", .item = Item(attributes)};
}

/// As many puts at once as the argument says; the counter is puts a second.
void puts_at_once(benchmark::State& state, bool in_memory) {
    Bed bed(in_memory);
    const auto at_once = static_cast<int>(state.range(0));
    std::vector<api::PutItemRequest> requests;
    for (int i = 0; i < at_once; ++i) requests.push_back(put_request(i));
    for (auto _ : state) {
        std::latch done(at_once);
        for (const auto& request : requests)
            spawn(bed.engine().put_item(request), [&](auto answer) {
                if (!answer.ok()) std::abort();
                done.count_down();
            });
        done.wait();
    }
    state.SetItemsProcessed(state.iterations() * at_once);
}
BENCHMARK_CAPTURE(puts_at_once, on_disk, false)->Arg(1)->Arg(32)->Arg(256)->UseRealTime();
BENCHMARK_CAPTURE(puts_at_once, in_memory, true)->Arg(1)->Arg(32)->Arg(256)->UseRealTime();

void get(benchmark::State& state) {
    Bed bed(true);
    if (!sync_wait(bed.engine().put_item(put_request(1))).ok()) std::abort();
    const Item key(
        AttributeMap{{"PK", sample_attributes().at("PK")}, {"SK", AttributeValue("ORDER#1")}});
    for (auto _ : state) {
        api::GetItemRequest request{.table_name = "Orders", .key = key};
        benchmark::DoNotOptimize(sync_wait(bed.engine().get_item(std::move(request))));
    }
}
BENCHMARK(get);

}  // namespace
}  // namespace tabella::bench
