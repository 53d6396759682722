#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "api/multi_item_operations.h"
#include "api/operations.h"
#include "model/item.h"

// What DynamoDB promises, as a std::map: the table that the model check compares the engine with.
// The key is pk:S, sk:N; there are the global index ByG on (g:S, n:N) and the local one ByV on v:S.

namespace tabella::engine::test {

using Dice = std::mt19937_64;

inline int roll(Dice& dice, int bound) {
    return static_cast<int>(dice() % static_cast<std::uint64_t>(bound));
}

/// (number of the partition, sort key): few, so that the same are met again and again.
using Key = std::pair<int, int>;
using Model = std::map<Key, AttributeMap>;

inline constexpr int kPartitions = 4;
inline constexpr int kSortKeys = 6;  ///< -2 … 3

inline std::string partition_name(int partition) {
    return "p" + std::to_string(partition);
}

inline AttributeMap key_attributes(Key key) {
    return {{"pk", partition_name(key.first)}, {"sk", key.second}};
}

inline Key random_key(Dice& dice) {
    const int partition = roll(dice, kPartitions);
    return {partition, roll(dice, kSortKeys) - 2};
}

inline std::string random_value(Dice& dice) {
    return "v" + std::to_string(roll(dice, 5));
}

inline AttributeMap random_item(Key key, Dice& dice) {
    AttributeMap item = key_attributes(key);
    item["v"] = random_value(dice);
    if (roll(dice, 3) != 0) item["n"] = roll(dice, 7);
    if (roll(dice, 3) != 0) item["g"] = "g" + std::to_string(roll(dice, 3));
    if (roll(dice, 4) == 0)
        item["doc"] = AttributeValue::Map{{"list", AttributeValue::List{1, "two", true}}};
    if (roll(dice, 50) == 0) item["pad"] = std::string(60'000, 'x');
    return item;
}

/// A condition in both languages.
struct Condition {
    enum class Kind { kNone, kExists, kNotExists, kNumberBelow, kValueIs };
    Kind kind = Kind::kNone;
    int number = 0;
    std::string value = {};

    bool holds(const AttributeMap* item) const {
        switch (kind) {
            case Kind::kNone:
                return true;
            case Kind::kExists:
                return item != nullptr;
            case Kind::kNotExists:
                return item == nullptr;
            case Kind::kNumberBelow:
                return item != nullptr && item->contains("n") &&
                       *item->at("n").as<Number>() < Number(number);
            case Kind::kValueIs:
                return item != nullptr && item->contains("v") && item->at("v") == value;
        }
        return false;
    }

    template <class Request>
    void put_into(Request& request, AttributeMap values = {}) const {
        switch (kind) {
            case Kind::kNone:
                break;
            case Kind::kExists:
                request.condition_expression = "attribute_exists(pk)";
                break;
            case Kind::kNotExists:
                request.condition_expression = "attribute_not_exists(pk)";
                break;
            case Kind::kNumberBelow:
                request.condition_expression = "n < :cn";
                values[":cn"] = number;
                break;
            case Kind::kValueIs:
                request.condition_expression = "v = :cv";
                values[":cv"] = value;
                break;
        }
        if (!values.empty()) request.expression_attribute_values = Item(values);
    }

    static Condition random(Dice& dice) {
        Condition condition;
        condition.kind = static_cast<Kind>(roll(dice, 2) * roll(dice, 5));
        condition.number = roll(dice, 9) - 1;
        condition.value = random_value(dice);
        return condition;
    }
};

/// A write of one item, for itself or in a batch or transaction.
struct Write {
    enum class Kind { kPut, kUpdate, kDelete, kCheck };
    Kind kind = Kind::kPut;
    Key key;
    Condition condition = {};
    AttributeMap item = {};  ///< Of a put.
    int delta = 0;           ///< Of an update, as the next two.
    std::string value = {};
    bool removes_group = false;

    static Write random(Dice& dice) {
        Write write{.kind = static_cast<Kind>(roll(dice, 4)), .key = random_key(dice)};
        write.condition = Condition::random(dice);
        if (write.kind == Kind::kCheck && write.condition.kind == Condition::Kind::kNone)
            write.condition.kind = Condition::Kind::kNotExists;
        write.item = random_item(write.key, dice);
        write.delta = roll(dice, 5) - 2;
        write.value = random_value(dice);
        write.removes_group = roll(dice, 4) == 0;
        return write;
    }

    bool holds(const Model& model) const {
        const auto found = model.find(key);
        return condition.holds(found != model.end() ? &found->second : nullptr);
    }

    void apply(Model& model) const {
        if (kind == Kind::kPut) model[key] = item;
        if (kind == Kind::kDelete) model.erase(key);
        if (kind != Kind::kUpdate) return;
        AttributeMap& updated = model.try_emplace(key, key_attributes(key)).first->second;
        const auto n = updated.find("n");
        const Number before = n != updated.end() ? *n->second.as<Number>() : Number(0);
        updated["n"] = AttributeValue(*before.plus(Number(delta)));
        updated["v"] = value;
        if (removes_group) updated.erase("g");
    }

    Item key_item() const { return Item(key_attributes(key)); }
    const char* update_expression() const {
        return removes_group ? "SET v = :v REMOVE g ADD n :d" : "SET v = :v ADD n :d";
    }
    AttributeMap update_values() const { return {{":v", value}, {":d", delta}}; }

    api::TransactWriteItem as_action(const std::string& table) const {
        api::TransactWriteItem action;
        if (kind == Kind::kPut) {
            action.put = api::TransactPut{.item = Item(item), .table_name = table};
            condition.put_into(*action.put);
        } else if (kind == Kind::kUpdate) {
            action.update = api::TransactUpdate{.key = key_item(), .table_name = table};
            action.update->update_expression = update_expression();
            condition.put_into(*action.update, update_values());
        } else if (kind == Kind::kDelete) {
            action.delete_item = api::TransactDelete{.key = key_item(), .table_name = table};
            condition.put_into(*action.delete_item);
        } else {
            action.condition_check = api::ConditionCheck{.key = key_item(), .table_name = table};
            condition.put_into(*action.condition_check);
        }
        return action;
    }
};

/// `count` writes to different items, as batches and transactions want them.
inline std::vector<Write> random_writes(int count, Dice& dice) {
    std::map<Key, Write> writes;
    while (static_cast<int>(writes.size()) < count) {
        Write write = Write::random(dice);
        const Key key = write.key;
        writes.insert_or_assign(key, std::move(write));
    }
    std::vector<Write> list;
    for (auto& [key, write] : writes) list.push_back(std::move(write));
    return list;
}

}  // namespace tabella::engine::test
