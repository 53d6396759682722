#pragma once

#include <gtest/gtest.h>

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

}  // namespace tabella::storage
