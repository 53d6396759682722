#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "storage/store.h"
#include "storage/test_directory.h"

// What the tests of the store do again and again.

namespace tabella::storage {

inline std::unique_ptr<Store> open_ok(const StoreOptions& options) {
    auto store = Store::open(options);
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    return store.ok() ? std::move(store).value() : nullptr;
}

inline Status put(Store& store, std::string_view key, std::string_view value) {
    WriteBatch batch = store.make_batch();
    batch.put(Keyspace::kItems, key, value);
    return store.write(batch);
}

inline std::optional<std::string> get(const Store& store, std::string_view key) {
    auto lookup = store.get(Keyspace::kItems, key, ReadTier::kAll);
    EXPECT_TRUE(lookup.ok());
    return lookup.ok() ? lookup->value : std::nullopt;
}

inline bool within_ten_seconds(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

}  // namespace tabella::storage
