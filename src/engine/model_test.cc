#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "engine/engine.h"
#include "engine/test_model.h"
#include "storage/test_directory.h"
#include "storage/test_settings.h"

// Random operations, reopenings and clock jumps against a std::map; a failure is shrunk to the few
// operations that bring it about. TABELLA_MODEL_OPERATIONS and TABELLA_SEED ask for other runs.

namespace tabella::engine {
namespace {

using test::Dice;
using test::Key;
using test::Model;
using test::roll;
using test::Write;

constexpr const char* kTable = "Model";

/// All details of an operation are drawn from its seed.
struct Operation {
    enum class Kind {
        kWrite,
        kGet,
        kQuery,
        kQueryGlobal,
        kQueryLocal,
        kScan,
        kBatchWrite,
        kBatchGet,
        kTransactWrite,
        kTransactGet,
        kRepeatTransaction,
        kJump,
        kReopen,
    };
    Kind kind;
    std::uint64_t seed;
};

std::string name_of(Operation::Kind kind) {
    constexpr const char* kNames[] = {
        "write",       "get",       "query",          "query ByG",    "query ByV",          "scan",
        "batch write", "batch get", "transact write", "transact get", "repeat transaction", "jump",
        "reopen"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::vector<Operation> random_operations(std::size_t count, std::uint64_t seed) {
    using Kind = Operation::Kind;
    Dice dice(seed);
    const std::discrete_distribution<int> weights{30, 10, 8, 6, 6, 3, 5, 3, 10, 3, 2, 2, 0.15};
    std::vector<Operation> operations;
    for (std::size_t i = 0; i < count; ++i) {
        const auto kind = static_cast<Kind>(std::discrete_distribution<int>(weights)(dice));
        operations.push_back({kind, dice()});
    }
    return operations;
}

/// The disk's syncs are left out: what is reopened here was closed in order.
class NoSyncs final : public storage::FileFaults {
 public:
    storage::FileFault fault(storage::FileOperation operation, std::string_view) override {
        using storage::FileOperation;
        const bool is_sync =
            operation == FileOperation::kSync || operation == FileOperation::kSyncDirectory;
        return is_sync ? storage::FileFault::kIgnored : storage::FileFault::kNone;
    }
};

api::CreateTableRequest table_request() {
    using api::KeyType;
    using api::ScalarAttributeType;
    api::CreateTableRequest request;
    request.table_name = kTable;
    request.billing_mode = api::BillingMode::kPayPerRequest;
    request.attribute_definitions = {{"pk", ScalarAttributeType::kS},
                                     {"sk", ScalarAttributeType::kN},
                                     {"g", ScalarAttributeType::kS},
                                     {"n", ScalarAttributeType::kN},
                                     {"v", ScalarAttributeType::kS}};
    request.key_schema = {{"pk", KeyType::kHash}, {"sk", KeyType::kRange}};
    api::GlobalSecondaryIndex global;
    global.index_name = "ByG";
    global.key_schema = {{"g", KeyType::kHash}, {"n", KeyType::kRange}};
    global.projection.projection_type = api::ProjectionType::kAll;
    request.global_secondary_indexes = {global};
    api::LocalSecondaryIndex local;
    local.index_name = "ByV";
    local.key_schema = {{"pk", KeyType::kHash}, {"v", KeyType::kRange}};
    local.projection.projection_type = api::ProjectionType::kAll;
    request.local_secondary_indexes = {local};
    return request;
}

/// Carries operations out on an engine and on the model. Each returns what differs, or nothing.
class Comparison {
 public:
    /// What the model does wrong on purpose, so that the check is seen to find it.
    enum class Plant { kNone, kForgetsDeletions, kIgnoresConditions };

    explicit Comparison(Plant plant = Plant::kNone) : plant_(plant) {
        reopen();
        if (!sync_wait(engine_->create_table(table_request())).ok()) std::abort();
    }

    std::string run(const Operation& operation) {
        using Kind = Operation::Kind;
        Dice dice(operation.seed);
        switch (operation.kind) {
            case Kind::kWrite:
                return write(Write::random(dice));
            case Kind::kGet:
                return get(test::random_key(dice));
            case Kind::kQuery:
                return query(dice);
            case Kind::kQueryGlobal:
                return query_global(dice);
            case Kind::kQueryLocal:
                return query_local(dice);
            case Kind::kScan:
                return scan(dice);
            case Kind::kBatchWrite:
                return batch_write(dice);
            case Kind::kBatchGet:
                return batch_get(dice);
            case Kind::kTransactWrite:
                return transact_write(dice);
            case Kind::kTransactGet:
                return transact_get(dice);
            case Kind::kRepeatTransaction:
                return repeat_transaction();
            case Kind::kJump:
                clock_.advance_ms((roll(dice, 40) - 10) * 60'000);
                return "";
            case Kind::kReopen:
                reopen();
                return "";
        }
        return "";
    }

 private:
    void reopen() {
        engine_.reset();
        auto opened = Engine::open({.store = {.directory = directory_.path(),
                                              .write_buffer_bytes = 256 * 1024,
                                              .faults = std::make_shared<NoSyncs>()}},
                                   clock_, random_);
        if (!opened.ok()) std::abort();
        engine_ = std::move(opened).value();
    }

    const AttributeMap* find(Key key) const {
        const auto item = model_.find(key);
        return item != model_.end() ? &item->second : nullptr;
    }

    static std::optional<Item> encoded(const AttributeMap* item) {
        return item != nullptr ? std::optional(Item(*item)) : std::nullopt;
    }

    void apply(const Write& write) {
        if (plant_ == Plant::kForgetsDeletions && write.kind == Write::Kind::kDelete) return;
        write.apply(model_);
    }

    bool holds(const Write& write) const {
        return plant_ == Plant::kIgnoresConditions || write.holds(model_);
    }

    template <class Response>
    std::string outcome(const Write& write, const api::Result<Response>& done) {
        const bool expected = holds(write);
        const std::optional<Item> before = encoded(find(write.key));
        if (expected) apply(write);
        if (done.ok() != expected)
            return done.ok() ? "a false condition was let through" : done.error().message;
        if (!done.ok())
            return done.error().code == api::ErrorCode::kConditionalCheckFailed
                       ? ""
                       : done.error().message;
        const bool is_update = write.kind == Write::Kind::kUpdate;
        const std::optional<Item> returned = is_update ? encoded(find(write.key)) : before;
        return done->attributes == returned ? "" : "the returned attributes are wrong";
    }

    std::string write(const Write& write) {
        if (write.kind == Write::Kind::kPut) {
            api::PutItemRequest request{.table_name = kTable, .item = Item(write.item)};
            request.return_values = api::ReturnValue::kAllOld;
            write.condition.put_into(request);
            return outcome(write, sync_wait(engine_->put_item(std::move(request))));
        }
        if (write.kind == Write::Kind::kUpdate) {
            api::UpdateItemRequest request{.table_name = kTable, .key = write.key_item()};
            request.return_values = api::ReturnValue::kAllNew;
            request.update_expression = write.update_expression();
            write.condition.put_into(request, write.update_values());
            return outcome(write, sync_wait(engine_->update_item(std::move(request))));
        }
        if (write.kind == Write::Kind::kCheck) return get(write.key);
        api::DeleteItemRequest request{.table_name = kTable, .key = write.key_item()};
        request.return_values = api::ReturnValue::kAllOld;
        write.condition.put_into(request);
        return outcome(write, sync_wait(engine_->delete_item(std::move(request))));
    }

    std::string get(Key key) {
        api::GetItemRequest request{.table_name = kTable, .key = Item(test::key_attributes(key))};
        const auto got = sync_wait(engine_->get_item(std::move(request)));
        if (!got.ok()) return got.error().message;
        return got->item == encoded(find(key)) ? "" : "the item is wrong";
    }

    /// All pages of a Query or Scan; the error's message in `error`.
    template <class Request, class Call>
    static std::vector<Item> pages(Request request, Call call, std::string& error) {
        std::vector<Item> items;
        constexpr int kPagesMax = 100;
        for (int i = 0; i < kPagesMax; ++i) {
            auto page = sync_wait(call(request));
            if (!page.ok()) {
                error = page.error().message;
                return items;
            }
            for (Item& item : *page->items) items.push_back(std::move(item));
            if (!page->last_evaluated_key.has_value()) return items;
            request.exclusive_start_key = page->last_evaluated_key;
        }
        error = "the pages do not end";
        return items;
    }

    std::vector<Item> queried(const api::QueryRequest& request, std::string& error) {
        return pages(
            request, [&](const api::QueryRequest& page) { return engine_->query(page); }, error);
    }

    static void random_page(api::QueryRequest& request, Dice& dice) {
        if (roll(dice, 2) == 0) request.limit = 1 + roll(dice, 4);
        request.scan_index_forward = roll(dice, 2) == 0;
    }

    std::string query(Dice& dice) {
        const int partition = roll(dice, test::kPartitions);
        const int from = roll(dice, test::kSortKeys) - 2;
        const int to = from + roll(dice, 4);
        api::QueryRequest request{.table_name = kTable};
        request.key_condition_expression = "pk = :p AND sk BETWEEN :a AND :b";
        const AttributeMap values{
            {":p", test::partition_name(partition)}, {":a", from}, {":b", to}};
        request.expression_attribute_values = Item(values);
        random_page(request, dice);
        std::vector<Item> expected;
        for (const auto& [key, item] : model_)
            if (key.first == partition && key.second >= from && key.second <= to)
                expected.emplace_back(item);
        if (!*request.scan_index_forward) std::reverse(expected.begin(), expected.end());
        std::string error;
        const std::vector<Item> found = queried(request, error);
        if (!error.empty()) return error;
        return found == expected ? "" : "the query's items are wrong";
    }

    /// The items found are those expected, and in the order of `attribute`.
    static std::string compare_ordered(std::vector<Item> found, std::vector<Item> expected,
                                       const char* attribute, bool forward) {
        const auto sorts_after = [&](const Item& a, const Item& b) {
            const AttributeValue x = a.find(attribute)->decode();
            const AttributeValue y = b.find(attribute)->decode();
            const auto* number = x.as<Number>();
            return number != nullptr ? *number > *y.as<Number>()
                                     : *x.as<std::string>() > *y.as<std::string>();
        };
        for (std::size_t i = 1; i < found.size(); ++i)
            if (forward ? sorts_after(found[i - 1], found[i]) : sorts_after(found[i], found[i - 1]))
                return std::string("the items are not in the order of ") + attribute;
        return compare_sets(std::move(found), std::move(expected));
    }

    static std::string compare_sets(std::vector<Item> found, std::vector<Item> expected) {
        const auto less = [](const Item& a, const Item& b) { return a.encoded() < b.encoded(); };
        std::sort(found.begin(), found.end(), less);
        std::sort(expected.begin(), expected.end(), less);
        return found == expected ? "" : "the items are wrong";
    }

    std::string query_global(Dice& dice) {
        const std::string group = "g" + std::to_string(roll(dice, 3));
        const int least = roll(dice, 8) - 1;
        api::QueryRequest request{.table_name = kTable, .index_name = "ByG"};
        request.key_condition_expression = "g = :g AND n >= :n";
        const AttributeMap values{{":g", group}, {":n", least}};
        request.expression_attribute_values = Item(values);
        random_page(request, dice);
        std::vector<Item> expected;
        for (const auto& [key, item] : model_)
            if (item.contains("g") && item.contains("n") && item.at("g") == group &&
                *item.at("n").as<Number>() >= Number(least))
                expected.emplace_back(item);
        std::string error;
        std::vector<Item> found = queried(request, error);
        if (!error.empty()) return error;
        return compare_ordered(std::move(found), std::move(expected), "n",
                               *request.scan_index_forward);
    }

    std::string query_local(Dice& dice) {
        const int partition = roll(dice, test::kPartitions);
        const std::string least = test::random_value(dice);
        api::QueryRequest request{.table_name = kTable, .index_name = "ByV"};
        request.key_condition_expression = "pk = :p AND v >= :v";
        const AttributeMap values{{":p", test::partition_name(partition)}, {":v", least}};
        request.expression_attribute_values = Item(values);
        random_page(request, dice);
        std::vector<Item> expected;
        for (const auto& [key, item] : model_)
            if (key.first == partition && *item.at("v").as<std::string>() >= least)
                expected.emplace_back(item);
        std::string error;
        std::vector<Item> found = queried(request, error);
        if (!error.empty()) return error;
        return compare_ordered(std::move(found), std::move(expected), "v",
                               *request.scan_index_forward);
    }

    std::string scan(Dice& dice) {
        const int segments = 1 + roll(dice, 3);
        std::vector<Item> found;
        std::string error;
        for (int segment = 0; segment < segments && error.empty(); ++segment) {
            api::ScanRequest request{.table_name = kTable};
            request.total_segments = segments;
            request.segment = segment;
            if (roll(dice, 2) == 0) request.limit = 1 + roll(dice, 6);
            for (Item& item : pages(
                     request, [&](const api::ScanRequest& page) { return engine_->scan(page); },
                     error))
                found.push_back(std::move(item));
        }
        if (!error.empty()) return error;
        std::vector<Item> expected;
        for (const auto& [key, item] : model_) expected.emplace_back(item);
        return compare_sets(std::move(found), std::move(expected));
    }

    std::string batch_write(Dice& dice) {
        api::BatchWriteItemRequest request;
        for (const Write& write : test::random_writes(1 + roll(dice, 5), dice)) {
            api::WriteRequest one;
            const bool deletes = write.kind == Write::Kind::kDelete;
            if (deletes)
                one.delete_request = api::DeleteRequest{write.key_item()};
            else
                one.put_request = api::PutRequest{Item(write.item)};
            request.request_items[kTable].push_back(std::move(one));
            Write plain = write;
            plain.kind = deletes ? Write::Kind::kDelete : Write::Kind::kPut;
            apply(plain);
        }
        const auto done = sync_wait(engine_->batch_write_item(std::move(request)));
        if (!done.ok()) return done.error().message;
        return done->unprocessed_items.empty() ? "" : "items were left unprocessed";
    }

    std::string batch_get(Dice& dice) {
        api::BatchGetItemRequest request;
        std::vector<Item> expected;
        for (const Write& write : test::random_writes(1 + roll(dice, 5), dice)) {
            request.request_items[kTable].keys.push_back(write.key_item());
            if (const AttributeMap* item = find(write.key)) expected.emplace_back(*item);
        }
        const auto got = sync_wait(engine_->batch_get_item(std::move(request)));
        if (!got.ok()) return got.error().message;
        const auto found = got->responses.find(kTable);
        return compare_sets(found != got->responses.end() ? found->second : std::vector<Item>(),
                            std::move(expected));
    }

    std::string transact_write(Dice& dice) {
        last_writes_ = test::random_writes(2 + roll(dice, 3), dice);
        last_token_.reset();
        if (roll(dice, 2) == 0) last_token_ = "token " + std::to_string(dice());
        token_expiry_ms_ = 0;
        return transact();
    }

    /// The same request once more: with a token that was seen in the last ten minutes it does
    /// nothing. Source: API_TransactWriteItems.html, "Idempotency".
    std::string repeat_transaction() {
        if (last_writes_.empty()) return "";
        if (!last_token_.has_value() || clock_.now_ms() >= token_expiry_ms_) return transact();
        const auto done = send_transaction();
        return done.ok() ? "" : done.error().message;
    }

    api::Result<api::TransactWriteItemsResponse> send_transaction() {
        api::TransactWriteItemsRequest request;
        for (const Write& write : last_writes_)
            request.transact_items.push_back(write.as_action(kTable));
        request.client_request_token = last_token_;
        return sync_wait(engine_->transact_write_items(std::move(request)));
    }

    std::string transact() {
        const auto done = send_transaction();
        std::vector<std::string> reasons;
        bool expected = true;
        for (const Write& write : last_writes_) {
            expected = expected && holds(write);
            reasons.emplace_back(holds(write) ? "None" : "ConditionalCheckFailed");
        }
        if (done.ok() != expected)
            return done.ok() ? "a transaction should have been cancelled" : done.error().message;
        if (expected) {
            for (const Write& write : last_writes_) apply(write);
            constexpr EpochMs kTokenMs = 10 * 60'000;
            token_expiry_ms_ = clock_.now_ms() + kTokenMs;
            return "";
        }
        std::vector<std::string> given;
        for (const auto& reason : done.error().cancellation_reasons) given.push_back(reason.code);
        return given == reasons ? "" : "the cancellation reasons are wrong";
    }

    std::string transact_get(Dice& dice) {
        api::TransactGetItemsRequest request;
        std::vector<std::optional<Item>> expected;
        for (const Write& write : test::random_writes(1 + roll(dice, 4), dice)) {
            request.transact_items.push_back({{.key = write.key_item(), .table_name = kTable}});
            expected.push_back(encoded(find(write.key)));
        }
        const auto got = sync_wait(engine_->transact_get_items(std::move(request)));
        if (!got.ok()) return got.error().message;
        std::vector<std::optional<Item>> found;
        for (const api::ItemResponse& response : got->responses) found.push_back(response.item);
        return found == expected ? "" : "the items are wrong";
    }

    const Plant plant_;
    storage::TestDirectory directory_;
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    std::unique_ptr<Engine> engine_;
    Model model_;
    std::vector<Write> last_writes_;
    std::optional<std::string> last_token_;
    EpochMs token_expiry_ms_ = 0;
};

/// The first difference: which operation, and what.
struct Difference {
    std::size_t position;
    std::string what;
};

std::optional<Difference> difference(const std::vector<Operation>& operations,
                                     Comparison::Plant plant) {
    Comparison comparison(plant);
    for (std::size_t i = 0; i < operations.size(); ++i) {
        std::string what = comparison.run(operations[i]);
        if (!what.empty()) return Difference{i, std::move(what)};
    }
    return std::nullopt;
}

/// Leaves out operations, first many at once, as long as there is still a difference.
std::vector<Operation> shrunk(std::vector<Operation> operations, Comparison::Plant plant) {
    operations.resize(difference(operations, plant)->position + 1);
    for (std::size_t piece = operations.size() / 2; piece > 0; piece /= 2)
        for (std::size_t at = 0; at + piece <= operations.size();) {
            std::vector<Operation> fewer = operations;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(piece));
            if (difference(fewer, plant).has_value())
                operations = std::move(fewer);
            else
                at += piece;
        }
    return operations;
}

std::string told(const std::vector<Operation>& operations, Comparison::Plant plant) {
    std::string text;
    for (const Operation& operation : operations)
        text += "  " + name_of(operation.kind) + " " + std::to_string(operation.seed) + "\n";
    return text + "  " + difference(operations, plant)->what;
}

TEST(ModelCheck, TheEngineDoesWhatAMapDoes) {
    constexpr std::size_t kAtOnce = 5'000;
    const std::uint64_t operations = storage::from_environment("TABELLA_MODEL_OPERATIONS", 100'000);
    const std::uint64_t seed = storage::from_environment("TABELLA_SEED", std::random_device{}());
    for (std::uint64_t i = 0; i < operations / kAtOnce; ++i) {
        const auto sequence = random_operations(kAtOnce, seed + i);
        if (!difference(sequence, Comparison::Plant::kNone).has_value()) continue;
        const auto fewest = shrunk(sequence, Comparison::Plant::kNone);
        FAIL() << "TABELLA_SEED=" << seed + i << ":\n" << told(fewest, Comparison::Plant::kNone);
    }
}

TEST(ModelCheck, FindsAndShrinksAPlantedDifference) {
    for (const auto plant :
         {Comparison::Plant::kForgetsDeletions, Comparison::Plant::kIgnoresConditions}) {
        const auto sequence = random_operations(500, 1);
        ASSERT_TRUE(difference(sequence, plant).has_value());
        EXPECT_LE(shrunk(sequence, plant).size(), 6u);
    }
}

}  // namespace
}  // namespace tabella::engine
