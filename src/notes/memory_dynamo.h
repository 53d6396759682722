#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "client/no_dynamo.h"

namespace tabella::notes {

/// A table with the seed's keys for tests: sorted maps, pages of `page_items`, and the few
/// expressions that simple notes use, evaluated. Any other expression is a ValidationException;
/// operations that it does not know fail the test when called: Scan above all.
class MemoryDynamo : public client::NoDynamo {
 public:
    /// A table as the seed makes it, without indexes.
    Task<api::Result<api::DescribeTableResponse>> describe_table(
        api::DescribeTableRequest) override {
        if (fail_with.has_value()) co_return *fail_with;
        co_return api::DescribeTableResponse{};
    }

    Task<api::Result<api::PutItemResponse>> put_item(api::PutItemRequest request) override {
        std::lock_guard lock(mutex_);
        ++puts;
        if (fail_with.has_value()) co_return *fail_with;
        std::map<std::string, Item>& partition = partitions[text(request.item, "PK")];
        const std::string sort_key = text(request.item, "SK");
        if (request.condition_expression.has_value()) {
            if (!tests_for_absence(request)) co_return unknown_expression();
            if (partition.contains(sort_key)) co_return refused();
        }
        partition.insert_or_assign(sort_key, request.item);
        if (answers_to_lose > 0) {
            // The client repeats the write, and is refused by its own first attempt.
            --answers_to_lose;
            api::Error echo = refused();
            echo.maybe_applied = true;
            co_return echo;
        }
        co_return api::PutItemResponse{};
    }

    Task<api::Result<api::GetItemResponse>> get_item(api::GetItemRequest request) override {
        std::lock_guard lock(mutex_);
        ++gets;
        if (fail_with.has_value()) co_return *fail_with;
        api::GetItemResponse response;
        const std::map<std::string, Item>& partition = partitions[text(request.key, "PK")];
        const auto found = partition.find(text(request.key, "SK"));
        if (found != partition.end()) response.item = found->second;
        co_return response;
    }

    Task<api::Result<api::DeleteItemResponse>> delete_item(
        api::DeleteItemRequest request) override {
        std::lock_guard lock(mutex_);
        ++deletes;
        if (fail_with.has_value()) co_return *fail_with;
        partitions[text(request.key, "PK")].erase(text(request.key, "SK"));
        co_return api::DeleteItemResponse{};
    }

    Task<api::Result<api::QueryResponse>> query(api::QueryRequest request) override {
        std::lock_guard lock(mutex_);
        ++queries;
        if (fail_with.has_value()) co_return *fail_with;
        const std::optional<Range> range = range_of(request);
        // Its notes never expire, so the filter for those that have keeps them all.
        if (!range.has_value() || !filters_expired_only(request)) co_return unknown_expression();
        const bool forward = request.scan_index_forward.value_or(true);
        std::vector<Item> found;
        for (const auto& [sort_key, item] : partitions[range->partition_key])
            if (range->contains(sort_key)) found.push_back(item);
        if (!forward) std::reverse(found.begin(), found.end());
        if (request.exclusive_start_key.has_value()) {
            const std::string start = text(*request.exclusive_start_key, "SK");
            if (!range->contains(start))
                co_return api::validation_error(
                    "The provided starting key is outside query boundaries based on provided "
                    "conditions");
            std::erase_if(found, [&](const Item& item) {
                return forward ? text(item, "SK") <= start : text(item, "SK") >= start;
            });
        }
        api::QueryResponse response;
        const auto limit = static_cast<std::size_t>(request.limit.value_or(1'000'000));
        const std::size_t page = std::min(limit, page_items);
        if (found.size() > page) {
            found.resize(page);
            response.last_evaluated_key = key_of(found.back());
        }
        response.count = static_cast<std::int64_t>(found.size());
        response.items = std::move(found);
        co_return response;
    }

    /// Puts a note there as another program would.
    void plant(const std::string& sort_key, AttributeMap attributes = {}) {
        attributes.insert_or_assign("PK", "USER#demo");
        attributes.insert_or_assign("SK", AttributeValue(sort_key));
        notes().insert_or_assign(sort_key, Item(attributes));
    }
    /// The seed's user's, by sort key.
    std::map<std::string, Item>& notes() { return partitions["USER#demo"]; }

    std::map<std::string, std::map<std::string, Item>> partitions;
    std::size_t page_items = 100;
    std::optional<api::Error> fail_with;
    int answers_to_lose = 0;
    int puts = 0;
    int gets = 0;
    int deletes = 0;
    int queries = 0;

 private:
    struct Range {
        std::string partition_key;
        std::string prefix;
        std::optional<std::pair<std::string, std::string>> between = {};

        bool contains(const std::string& sort_key) const {
            if (!sort_key.starts_with(prefix)) return false;
            return !between || (between->first <= sort_key && sort_key <= between->second);
        }
    };

    static api::Error refused() {
        return {.code = api::ErrorCode::kConditionalCheckFailed,
                .message = "The conditional request failed"};
    }
    static api::Error unknown_expression() {
        return api::validation_error("An expression that the fake does not know");
    }

    static std::string text(const Item& item, std::string_view name) {
        return std::string(item.find(name).value().payload());
    }
    static Item key_of(const Item& item) {
        const AttributeMap all = item.decode();
        return Item(AttributeMap{{"PK", all.at("PK")}, {"SK", all.at("SK")}});
    }

    static bool tests_for_absence(const api::PutItemRequest& request) {
        static const std::regex kForm(R"(attribute_not_exists\((#\w+)\))");
        std::smatch match;
        return std::regex_match(*request.condition_expression, match, kForm) &&
               request.expression_attribute_names->at(match[1]) == "PK";
    }

    static bool filters_expired_only(const api::QueryRequest& request) {
        static const std::regex kForm(R"(\(NOT (#\w+) <= :\w+\))");
        if (!request.filter_expression.has_value()) return true;
        std::smatch match;
        return std::regex_match(*request.filter_expression, match, kForm) &&
               request.expression_attribute_names->at(match[1]) == "expires_at";
    }

    static std::optional<Range> range_of(const api::QueryRequest& request) {
        static const std::regex kPrefixForm(
            R"(\((#\w+) = (:\w+) AND begins_with\((#\w+), (:\w+)\)\))");
        static const std::regex kBetweenForm(
            R"(\((#\w+) = (:\w+) AND (#\w+) BETWEEN (:\w+) AND (:\w+)\))");
        if (!request.key_condition_expression.has_value()) return std::nullopt;
        const std::string& expression = *request.key_condition_expression;
        std::smatch match;
        const bool is_prefix = std::regex_match(expression, match, kPrefixForm);
        if (!is_prefix && !std::regex_match(expression, match, kBetweenForm)) return std::nullopt;
        const auto& names = *request.expression_attribute_names;
        if (names.at(match[1]) != "PK" || names.at(match[3]) != "SK") return std::nullopt;
        const auto value = [&](std::size_t group) {
            return text(*request.expression_attribute_values, match.str(group));
        };
        if (is_prefix) return Range{.partition_key = value(2), .prefix = value(4)};
        return Range{
            .partition_key = value(2), .prefix = "", .between = std::pair(value(4), value(5))};
    }

    std::mutex mutex_;
};

}  // namespace tabella::notes
