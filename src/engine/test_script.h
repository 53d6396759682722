#pragma once

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/engine.h"

// A script of writes whose outcome is known step by step, for tests of what survives: power losses,
// failing files, damage. The steps of a seed are always the same.

namespace tabella::engine::test {

/// The engine logs what the store tells it; where faults are made, that would be thousands of
/// lines.
class Quiet {
 public:
    Quiet() : before_(spdlog::get_level()) { spdlog::set_level(spdlog::level::off); }
    ~Quiet() { spdlog::set_level(before_); }

 private:
    spdlog::level::level_enum before_;
};

/// What the script's table holds: items by partition key.
using Contents = std::map<std::string, AttributeMap>;

inline constexpr const char* kTable = "Script";

/// The table has the global secondary index ByG on (g, n).
inline api::CreateTableRequest script_table() {
    api::CreateTableRequest request;
    request.table_name = kTable;
    request.billing_mode = api::BillingMode::kPayPerRequest;
    request.attribute_definitions = {{"pk", api::ScalarAttributeType::kS},
                                     {"g", api::ScalarAttributeType::kS},
                                     {"n", api::ScalarAttributeType::kN}};
    request.key_schema = {{"pk", api::KeyType::kHash}};
    api::GlobalSecondaryIndex index;
    index.index_name = "ByG";
    index.key_schema = {{"g", api::KeyType::kHash}, {"n", api::KeyType::kRange}};
    index.projection.projection_type = api::ProjectionType::kAll;
    request.global_secondary_indexes = {index};
    return request;
}

/// One write: a put, an update, a deletion, or a transaction of several puts and deletions.
struct Step {
    enum class Kind { kPut, kUpdate, kDelete, kTransact };
    Kind kind;
    /// Key and new item, absent to delete; of an update only the key counts.
    std::vector<std::pair<std::string, std::optional<AttributeMap>>> writes;
};

inline Item key_of(const std::string& pk) {
    return Item(AttributeMap{{"pk", pk}});
}

inline std::vector<Step> make_steps(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](int bound) {
        return std::uniform_int_distribution<int>(0, bound - 1)(random);
    };
    const auto key = [&] { return "key " + std::to_string(below(24)); };
    const auto item = [&](const std::string& pk, std::size_t i) {
        AttributeMap attributes{{"pk", pk}, {"v", "step " + std::to_string(i)}, {"n", below(10)}};
        attributes["pad"] = std::string(static_cast<std::size_t>(below(4) * 300), 'p');
        if (below(4) != 0) attributes["g"] = "group " + std::to_string(below(3));
        return attributes;
    };
    std::vector<Step> steps;
    for (std::size_t i = 0; i < count; ++i) {
        Step step{static_cast<Step::Kind>(below(4)), {}};
        const int writes = step.kind == Step::Kind::kTransact ? 2 + below(4) : 1;
        while (static_cast<int>(step.writes.size()) < writes) {
            const std::string pk = key();
            if (std::any_of(step.writes.begin(), step.writes.end(),
                            [&](const auto& write) { return write.first == pk; }))
                continue;
            const bool deletes = step.kind == Step::Kind::kDelete ||
                                 (step.kind == Step::Kind::kTransact && below(3) == 0);
            if (deletes)
                step.writes.emplace_back(pk, std::nullopt);
            else
                step.writes.emplace_back(pk, item(pk, i));
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

inline void apply(const Step& step, Contents& contents) {
    for (const auto& [pk, item] : step.writes) {
        if (step.kind == Step::Kind::kUpdate) {
            AttributeMap& updated =
                contents.try_emplace(pk, AttributeMap{{"pk", pk}}).first->second;
            const auto n = updated.find("n");
            const Number before = n != updated.end() ? *n->second.as<Number>() : Number(0);
            updated["n"] = AttributeValue(*before.plus(Number(1)));
            updated["v"] = item->at("v");
        } else if (item.has_value()) {
            contents[pk] = *item;
        } else {
            contents.erase(pk);
        }
    }
}

inline Task<api::Result<Nothing>> run_transaction(Engine& engine, Step step) {
    api::TransactWriteItemsRequest request;
    for (auto& [pk, item] : step.writes) {
        api::TransactWriteItem action;
        if (item.has_value())
            action.put = api::TransactPut{.item = Item(*item), .table_name = kTable};
        else
            action.delete_item = api::TransactDelete{.key = key_of(pk), .table_name = kTable};
        request.transact_items.push_back(std::move(action));
    }
    auto done = co_await engine.transact_write_items(std::move(request));
    if (!done.ok()) co_return std::move(done).error();
    co_return Nothing{};
}

/// Carries one step out. Steps that are started one after the other, without waiting, take effect
/// in that order.
inline Task<api::Result<Nothing>> run(Engine& engine, Step step) {
    const auto& [pk, item] = step.writes.front();
    if (step.kind == Step::Kind::kTransact) {
        auto done = co_await run_transaction(engine, std::move(step));
        co_return done;
    }
    if (step.kind == Step::Kind::kPut) {
        api::PutItemRequest request{.table_name = kTable, .item = Item(*item)};
        auto done = co_await engine.put_item(std::move(request));
        if (!done.ok()) co_return std::move(done).error();
    } else if (step.kind == Step::Kind::kDelete) {
        api::DeleteItemRequest request{.table_name = kTable, .key = key_of(pk)};
        auto done = co_await engine.delete_item(std::move(request));
        if (!done.ok()) co_return std::move(done).error();
    } else {
        api::UpdateItemRequest request{.table_name = kTable, .key = key_of(pk)};
        request.update_expression = "SET v = :v ADD n :one";
        const AttributeMap values{{":v", item->at("v")}, {":one", 1}};
        request.expression_attribute_values = Item(values);
        auto done = co_await engine.update_item(std::move(request));
        if (!done.ok()) co_return std::move(done).error();
    }
    co_return Nothing{};
}

/// All that a scan of the table, or of one of its indexes, shows. The error's message is the
/// engine's.
inline Result<Contents> scan(Engine& engine, std::optional<std::string> index = std::nullopt) {
    Contents contents;
    api::ScanRequest request{.table_name = kTable, .index_name = std::move(index)};
    while (true) {
        auto page = sync_wait(engine.scan(request));
        if (!page.ok()) return Error{ErrorKind::kInternal, page.error().message};
        for (const Item& item : *page->items) {
            std::string pk(item.find("pk")->payload());
            if (!contents.emplace(std::move(pk), item.decode()).second)
                return Error{ErrorKind::kInternal, "an item was shown twice"};
        }
        if (!page->last_evaluated_key.has_value()) return contents;
        request.exclusive_start_key = page->last_evaluated_key;
    }
}

/// What the index ByG shows when the table holds `contents`.
inline Contents index_of(const Contents& contents) {
    Contents rows;
    for (const auto& [pk, item] : contents)
        if (item.contains("g") && item.contains("n")) rows.emplace(pk, item);
    return rows;
}

/// The table's contents, when its index agrees with it.
inline Result<Contents> consistent_contents(Engine& engine) {
    TABELLA_ASSIGN(Contents contents, scan(engine));
    TABELLA_ASSIGN(const Contents rows, scan(engine, "ByG"));
    if (rows != index_of(contents))
        return Error{ErrorKind::kInternal, "the index is not that of the table"};
    return contents;
}

}  // namespace tabella::engine::test
