#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/describe.h"
#include "json/describe_statement_operations.h"
#include "json/enums.h"

// Values as DynamoDB's messages about violated constraints show them, the way its Java classes
// print themselves: `[KeySchemaElement(attributeName=pk, keyType=HASH)]`,
// `{table=[WriteRequest(…)]}`.

namespace tabella::json {

template <class T>
inline constexpr std::string_view kShapeName = "";
template <>
inline constexpr std::string_view kShapeName<api::KeySchemaElement> = "KeySchemaElement";
template <>
inline constexpr std::string_view kShapeName<api::WriteRequest> = "WriteRequest";
template <>
inline constexpr std::string_view kShapeName<api::PutRequest> = "PutRequest";
template <>
inline constexpr std::string_view kShapeName<api::DeleteRequest> = "DeleteRequest";
template <>
inline constexpr std::string_view kShapeName<api::KeysAndAttributes> = "KeysAndAttributes";
template <>
inline constexpr std::string_view kShapeName<api::TransactGetItem> = "TransactGetItem";
template <>
inline constexpr std::string_view kShapeName<api::TransactGet> = "Get";
template <>
inline constexpr std::string_view kShapeName<api::TransactWriteItem> = "TransactWriteItem";
template <>
inline constexpr std::string_view kShapeName<api::ConditionCheck> = "ConditionCheck";
template <>
inline constexpr std::string_view kShapeName<api::TransactPut> = "Put";
template <>
inline constexpr std::string_view kShapeName<api::TransactDelete> = "Delete";
template <>
inline constexpr std::string_view kShapeName<api::BatchStatementRequest> = "BatchStatementRequest";
template <>
inline constexpr std::string_view kShapeName<api::ParameterizedStatement> =
    "ParameterizedStatement";
template <>
inline constexpr std::string_view kShapeName<api::TransactUpdate> = "Update";

/// Appends one value, and is the visitor of describe.h for structures.
class Shown {
 public:
    template <class T>
    static std::string text(const T& value) {
        Shown shown;
        shown.append(value);
        return std::move(shown.out_);
    }

    template <class T>
    void required(std::string_view name, const T& field, const MemberLimits& = {},
                  const MemberLimits& = {}) {
        begin(name);
        append(field);
    }
    template <class T>
    void optional(std::string_view name, const std::optional<T>& field, const MemberLimits& = {},
                  const MemberLimits& = {}) {
        begin(name);
        append(field);
    }
    template <class T>
    void listed(std::string_view name, const std::vector<T>& field) {
        begin(name);
        append(field);
    }
    void placeholders(std::string_view name, const std::optional<Item>& field) {
        begin(name);
        append(field);
    }

 private:
    void begin(std::string_view name) {
        separate();
        out_ += static_cast<char>(name[0] >= 'A' && name[0] <= 'Z' ? name[0] - 'A' + 'a' : name[0]);
        out_ += name.substr(1);
        out_ += '=';
    }

    void append(const std::string& text) { out_ += text; }
    void append(bool flag) { out_ += flag ? "true" : "false"; }
    void append(std::int64_t number) { out_ += fmt::format("{}", number); }
    void append(double number) { out_ += fmt::format("{}", number); }
    void append(const AttributeValue& value) { append_value(encode_value(value)); }
    void append(const Item& item) {
        open('{');
        AttributeCursor cursor = item.view().attributes();
        while (const std::optional<AttributeView> attribute = cursor.next()) {
            separate();
            out_ += attribute->name;
            out_ += '=';
            append_value(attribute->value.encoded());
        }
        close('}');
    }
    template <class T>
    void append(const std::optional<T>& value) {
        if (value.has_value())
            append(*value);
        else
            out_ += "null";
    }
    template <class T>
    void append(const std::vector<T>& values) {
        open('[');
        for (const T& value : values) {
            separate();
            append(value);
        }
        close(']');
    }
    template <class T, class Compare>
    void append(const std::map<std::string, T, Compare>& values) {
        open('{');
        for (const auto& [key, value] : values) {
            separate();
            out_ += key;
            out_ += '=';
            append(value);
        }
        close('}');
    }
    template <WireEnum T>
    void append(T value) {
        out_ += EnumTable<T>::kNames.at(static_cast<std::size_t>(value));
    }
    template <class T>
    void append(const T& value) requires requires(Shown& shown) {
        describe(shown, value);
    }
    {
        out_ += kShapeName<T>;
        open('(');
        describe(*this, value);
        close(')');
    }

    /// A value does not print itself in Java; what stands behind the @ means nothing.
    void append_value(std::string_view encoded) {
        out_ += fmt::format("com.amazonaws.dynamodb.v20120810.AttributeValue@{:08x}",
                            static_cast<std::uint32_t>(std::hash<std::string_view>{}(encoded)));
    }
    void open(char bracket) {
        out_ += bracket;
        is_first_ = true;
    }
    void close(char bracket) {
        out_ += bracket;
        is_first_ = false;
    }
    void separate() {
        if (!is_first_) out_ += ", ";
        is_first_ = false;
    }

    std::string out_;
    bool is_first_ = true;
};

}  // namespace tabella::json
