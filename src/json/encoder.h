#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "json/attributes.h"
#include "json/describe_feature_operations.h"
#include "json/describe_statement_operations.h"
#include "json/describe_stream_operations.h"
#include "json/describe_table_operations.h"
#include "json/enums.h"
#include "json/writer.h"

namespace tabella::json {

/// The visitor of describe.h that appends a structure as a JSON object.
class Encoder {
 public:
    template <class T>
    static void append(std::string& out, const T& value) {
        Encoder encoder(out);
        describe(encoder, value);
        out += encoder.empty_ ? "{}" : "}";
    }

    template <class T>
    void required(std::string_view name, const T& field, const MemberLimits& = {},
                  const MemberLimits& = {}) {
        open(name);
        write(field);
    }

    template <class T>
    void optional(std::string_view name, const std::optional<T>& field, const MemberLimits& = {},
                  const MemberLimits& = {}) {
        if (field) required(name, *field);
    }

    template <class T>
    void listed(std::string_view name, const std::vector<T>& field) {
        if (!field.empty()) required(name, field);
    }

    void placeholders(std::string_view name, const std::optional<Item>& field) {
        optional(name, field);
    }

 private:
    explicit Encoder(std::string& out) : out_(out) {}

    /// Names of members are plain ASCII: nothing to escape.
    void open(std::string_view name) {
        out_ += empty_ ? "{\"" : ",\"";
        empty_ = false;
        out_ += name;
        out_ += "\":";
    }

    void write(const std::string& text) { append_json_string(out_, text); }
    void write(bool flag) { out_ += flag ? "true" : "false"; }
    void write(std::int64_t number) { append_integer(out_, number); }
    void write(double number) { append_real(out_, number); }
    void write(const Item& item) { append_attributes(out_, item); }
    void write(const AttributeValue& value) {
        const std::string bytes = encode_value(value);
        append_attribute_value(out_, ValueView(bytes));
    }

    template <WireEnum T>
    void write(T value) {
        out_ += '"';
        out_ += EnumTable<T>::kNames[static_cast<std::size_t>(value)];
        out_ += '"';
    }

    template <class T>
    void write(const std::vector<T>& list) {
        if constexpr (std::same_as<T, Item>) out_.reserve(out_.size() + json_bytes_of(list));
        out_ += '[';
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i != 0) out_ += ',';
            write(list[i]);
        }
        out_ += ']';
    }

    template <class T, class Compare>
    void write(const std::map<std::string, T, Compare>& map) {
        char separator = '{';
        for (const auto& [key, value] : map) {
            out_ += separator;
            separator = ',';
            append_json_string(out_, key);
            out_ += ':';
            write(value);
        }
        out_ += separator == '{' ? "{}" : "}";
    }

    template <class T>
    void write(const T& structure) requires requires(Encoder& encoder) {
        describe(encoder, structure);
    }
    { append(out_, structure); }

    std::string& out_;
    bool empty_ = true;
};

}  // namespace tabella::json
