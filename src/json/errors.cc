#include <fmt/format.h>

#include "json/attributes.h"
#include "json/codec.h"
#include "json/parser.h"
#include "json/writer.h"

namespace tabella::json {

namespace {

namespace dom = simdjson::dom;

/// The errors of AWS's protocol layer, and its last resort, say "Message" where DynamoDB's own say
/// "message".
bool is_of_protocol(api::ErrorCode code) {
    return code == api::ErrorCode::kSerialization || code == api::ErrorCode::kUnknownOperation ||
           code == api::ErrorCode::kInternalServerError ||
           code == api::ErrorCode::kRequestEntityTooLarge;
}

void append_reasons(std::string& out, const std::vector<api::CancellationReason>& reasons) {
    out += ",\"CancellationReasons\":[";
    for (bool first = true; const api::CancellationReason& reason : reasons) {
        if (!first) out += ',';
        first = false;
        out += "{\"Code\":";
        append_json_string(out, reason.code);
        if (!reason.message.empty()) {
            out += ",\"Message\":";
            append_json_string(out, reason.message);
        }
        if (reason.item) {
            out += ",\"Item\":";
            append_attributes(out, *reason.item);
        }
        out += '}';
    }
    out += ']';
}

/// The first of the members that is there and a string, else empty.
std::string_view text_of(dom::object object, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        std::string_view text;
        if (object.at_key(name).get(text) == simdjson::SUCCESS) return text;
    }
    return {};
}

std::optional<Item> item_of(dom::object object) {
    dom::element element;
    if (object.at_key("Item").get(element) != simdjson::SUCCESS) return std::nullopt;
    std::string bytes;
    AttributeReader reader(bytes);
    if (!reader.read_map(element, AttributeReader::Keys::kAttributeNames)) return std::nullopt;
    return Item::from_trusted(std::move(bytes));
}

std::vector<api::CancellationReason> reasons_of(dom::object object) {
    std::vector<api::CancellationReason> reasons;
    dom::array elements;
    if (object.at_key("CancellationReasons").get(elements) != simdjson::SUCCESS) return reasons;
    for (const dom::element element : elements) {
        dom::object reason;
        if (element.get(reason) != simdjson::SUCCESS) continue;
        reasons.push_back({.code = std::string(text_of(reason, {"Code"})),
                           .message = std::string(text_of(reason, {"Message", "message"})),
                           .item = item_of(reason)});
    }
    return reasons;
}

api::Error from_status(int http_status) {
    const api::ErrorCode code = http_status >= 502 && http_status <= 504
                                    ? api::ErrorCode::kServiceUnavailable
                                : http_status >= 500 ? api::ErrorCode::kInternalServerError
                                                     : api::ErrorCode::kOther;
    return {.code = code,
            .message = fmt::format("HTTP status {} without a DynamoDB error", http_status)};
}

}  // namespace

std::string encode_error(const api::Error& error) {
    std::string out = "{\"__type\":";
    append_json_string(out, api::wire_type(error.code));
    if (!error.message.empty()) {
        out += is_of_protocol(error.code) ? ",\"Message\":" : ",\"message\":";
        append_json_string(out, error.message);
    }
    if (error.item) {
        out += ",\"Item\":";
        append_attributes(out, *error.item);
    }
    if (!error.cancellation_reasons.empty()) append_reasons(out, error.cancellation_reasons);
    out += '}';
    return out;
}

api::Error decode_error(int http_status, std::string_view body) {
    ThreadParser parser;
    dom::object object;
    if (parser.parse(body).get(object) != simdjson::SUCCESS) return from_status(http_status);
    const std::string_view type = text_of(object, {"__type", "code", "Code"});
    if (type.empty()) return from_status(http_status);
    api::Error error{.code = api::error_code_from_type(type),
                     .message = std::string(text_of(object, {"message", "Message"})),
                     .item = item_of(object),
                     .cancellation_reasons = reasons_of(object)};
    if (error.code == api::ErrorCode::kOther)
        error.message = fmt::format("{}: {}", type, error.message);
    return error;
}

}  // namespace tabella::json
