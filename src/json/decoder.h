#pragma once

#include <simdjson.h>

#include <algorithm>
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
#include "json/findings.h"
#include "json/shown.h"

namespace tabella::json {

template <class T>
inline constexpr bool IsVector = false;
template <class T>
inline constexpr bool IsVector<std::vector<T>> = true;

/// The visitor of describe.h that fills a structure from a parsed JSON object. Problems are left
/// with the findings; what could not be read stays as it was.
class Decoder {
 public:
    /// A request is checked against the constraints of the service model. An answer is trusted to
    /// keep them, and its optional enums may have values that came later: those count as absent.
    enum class Kind { kRequest, kAnswer };

    Decoder(simdjson::dom::object object, Kind kind, Findings& findings, const Path* path)
        : object_(object), kind_(kind), findings_(findings), path_(path) {}

    template <class T>
    void required(std::string_view name, T& field, const MemberLimits& limits = {},
                  const MemberLimits& element_limits = {}) {
        const Path path{.parent = path_, .member = name};
        Element element;
        if (find(name, element)) {
            read(element, field, path, limits, element_limits);
        } else if (kind_ == Kind::kRequest) {
            findings_.add_null(path);
        } else {
            findings_.add_malformed("a required member is missing: " + path.text());
        }
    }

    template <class T>
    void optional(std::string_view name, std::optional<T>& field, const MemberLimits& limits = {},
                  const MemberLimits& element_limits = {}) {
        Element element;
        if (!find(name, element)) return;
        if constexpr (WireEnum<T>) {
            if (kind_ == Kind::kAnswer && !is_known<T>(element)) return;
        }
        read(element, field.emplace(), {.parent = path_, .member = name}, limits, element_limits);
    }

    template <class T>
    void listed(std::string_view name, std::vector<T>& field) {
        Element element;
        if (find(name, element)) read(element, field, {.parent = path_, .member = name}, {}, {});
    }

    void placeholders(std::string_view name, std::optional<Item>& field) {
        Element element;
        if (find(name, element))
            read_item(element, field.emplace(), {.parent = path_, .member = name},
                      AttributeReader::Keys::kPlaceholders);
    }

 private:
    using Element = simdjson::dom::element;

    /// False when the member is absent or null.
    bool find(std::string_view name, Element& element);

    void read(Element element, std::string& out, const Path& path, const MemberLimits& limits,
              const MemberLimits&);
    void read(Element element, bool& out, const Path&, const MemberLimits&, const MemberLimits&);
    void read(Element element, std::int64_t& out, const Path& path, const MemberLimits& limits,
              const MemberLimits&);
    void read(Element element, double& out, const Path&, const MemberLimits&, const MemberLimits&);
    void read(Element element, AttributeValue& out, const Path& path, const MemberLimits&,
              const MemberLimits&);
    void read(Element element, Item& out, const Path& path, const MemberLimits&,
              const MemberLimits&) {
        read_item(element, out, path, AttributeReader::Keys::kAttributeNames);
    }
    void read_item(Element element, Item& out, const Path& path, AttributeReader::Keys keys);

    template <WireEnum T>
    void read(Element element, T& out, const Path& path, const MemberLimits&, const MemberLimits&) {
        std::string_view text;
        if (!read_text(element, text)) return;
        for (std::size_t i = 0; i < EnumTable<T>::kNames.size(); ++i) {
            if (EnumTable<T>::kNames[i] != text) continue;
            out = static_cast<T>(i);
            return;
        }
        refuse_enum(path, text, EnumTable<T>::kShown);
    }

    template <class T>
    void read(Element element, std::vector<T>& out, const Path& path, const MemberLimits& limits,
              const MemberLimits& element_limits) {
        simdjson::dom::array elements;
        if (!read_array(element, elements)) return;
        out.clear();
        for (const Element each : elements) {
            const Path place{.parent = &path, .member = {}, .position = out.size() + 1};
            T& field = out.emplace_back();
            if constexpr (!std::same_as<T, AttributeValue>) {
                if (each.is_null()) {
                    refuse_null(place);
                    continue;
                }
            }
            read(each, field, place, element_limits, {});
            if (findings_.malformed()) return;
        }
        if (kind_ == Kind::kRequest &&
            (out.size() < limits.length_min || out.size() > limits.length_max))
            findings_.check_length(path, out.size(), Shown::text(out), limits);
    }

    template <class T, class Compare>
    void read(Element element, std::map<std::string, T, Compare>& out, const Path& path,
              const MemberLimits& limits, const MemberLimits& value_limits) {
        simdjson::dom::object members;
        if (!read_object(element, members, "map")) return;
        for (const simdjson::dom::key_value_pair each : members) {
            const auto [place, added] = out.try_emplace(std::string(each.key));
            if (!added) return findings_.add_malformed("Duplicate key in a map");
            const Path inner{.parent = &path, .member = each.key, .is_map_key = true};
            if (each.value.is_null())
                refuse_null(inner);
            else
                read(each.value, place->second, inner, {}, {});
            if (findings_.malformed()) return;
        }
        if (kind_ != Kind::kRequest) return;
        const auto fits = [](std::size_t size, const MemberLimits& allowed) {
            return size >= allowed.length_min && size <= allowed.length_max;
        };
        if (!fits(out.size(), limits))
            findings_.check_length(path, out.size(), Shown::text(out), limits);
        if constexpr (IsVector<T>) {
            const bool all_fit = std::all_of(out.begin(), out.end(), [&](const auto& entry) {
                return fits(entry.second.size(), value_limits);
            });
            if (!all_fit) findings_.add_list_in_map(path, Shown::text(out), value_limits);
        }
    }

    template <class T>
    void read(Element element, T& out, const Path& path, const MemberLimits&,
              const MemberLimits&) requires requires(Decoder& decoder) {
        describe(decoder, out);
    }
    {
        simdjson::dom::object members;
        if (!read_object(element, members, "structure")) return;
        Decoder inner(members, kind_, findings_, &path);
        describe(inner, out);
    }

    template <WireEnum T>
    static bool is_known(Element element) {
        std::string_view text;
        if (element.get(text) != simdjson::SUCCESS) return true;
        for (const std::string_view name : EnumTable<T>::kNames)
            if (name == text) return true;
        return false;
    }

    bool read_text(Element element, std::string_view& text);
    bool read_array(Element element, simdjson::dom::array& array);
    bool read_object(Element element, simdjson::dom::object& object, std::string_view wanted);
    void refuse_enum(const Path& path, std::string_view text, std::string_view known);
    void refuse_null(const Path& path);

    simdjson::dom::object object_;
    Kind kind_;
    Findings& findings_;
    const Path* path_;
};

}  // namespace tabella::json
