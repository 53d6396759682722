// What a request passes on its way in and out: JSON, the flat item encoding, key parts.
#include <benchmark/benchmark.h>

#include "json/codec.h"
#include "sample.h"
#include "storage/key_codec.h"

namespace tabella::bench {
namespace {

api::PutItemRequest put_request() {
    return {.table_name = "Orders", .item = Item(sample_attributes())};
}

void set_bytes(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void decode_put_item(benchmark::State& state) {
    const std::string body = json::encode_request(put_request());
    for (auto _ : state) benchmark::DoNotOptimize(json::decode_request<api::PutItemRequest>(body));
    set_bytes(state, body.size());
}
BENCHMARK(decode_put_item);

void encode_get_item(benchmark::State& state) {
    const api::GetItemResponse answer{.item = Item(sample_attributes())};
    std::size_t bytes = 0;
    for (auto _ : state) {
        const std::string body = json::encode_response(answer);
        bytes = body.size();
        benchmark::DoNotOptimize(body.data());
    }
    set_bytes(state, bytes);
}
BENCHMARK(encode_get_item);

void item_encode(benchmark::State& state) {
    const AttributeMap attributes = sample_attributes();
    for (auto _ : state) benchmark::DoNotOptimize(Item(attributes));
}
BENCHMARK(item_encode);

void item_decode(benchmark::State& state) {
    const Item item(sample_attributes());
    for (auto _ : state) benchmark::DoNotOptimize(item.decode());
}
BENCHMARK(item_decode);

void item_find(benchmark::State& state) {
    const Item item(sample_attributes());
    for (auto _ : state) benchmark::DoNotOptimize(item.find("revision"));
}
BENCHMARK(item_find);

void number_parse(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(Number::parse("-12345678901234567890.123456789E-7"));
}
BENCHMARK(number_parse);

void key_append(benchmark::State& state) {
    std::string key;
    for (auto _ : state) {
        key.clear();
        storage::append_u32(key, 7);
        storage::append_bytes(key, "USER#0000000000000042");
        storage::append_bytes(key, "ORDER#2026-11-24T10:00:00.000Z");
        benchmark::DoNotOptimize(key.data());
    }
}
BENCHMARK(key_append);

void key_take(benchmark::State& state) {
    std::string key;
    storage::append_bytes(key, "USER#0000000000000042");
    storage::append_bytes(key, "ORDER#2026-11-24T10:00:00.000Z");
    for (auto _ : state) {
        std::string_view rest = key;
        benchmark::DoNotOptimize(storage::take_bytes(rest));
        benchmark::DoNotOptimize(storage::take_bytes(rest));
    }
}
BENCHMARK(key_take);

}  // namespace
}  // namespace tabella::bench
