#include "expr/path.h"

#include <fmt/format.h>

namespace tabella::expr {

namespace {

std::optional<ValueView> element(ValueView list, std::uint32_t index) {
    if (list.type() != AttributeType::kList) return std::nullopt;
    ListCursor cursor(list.payload());
    std::optional<ValueView> value = cursor.next();
    for (std::uint32_t at = 0; value && at < index; ++at) value = cursor.next();
    return value;
}

std::optional<ValueView> attribute(ValueView map, const std::string& name) {
    if (map.type() != AttributeType::kMap) return std::nullopt;
    return ItemView(map.payload()).find(name);
}

}  // namespace

std::string to_message(const Path& path) {
    std::string text = "[";
    for (const PathStep& step : path) {
        if (text.size() > 1) text += ", ";
        text += step.index ? fmt::format("[{}]", *step.index) : step.name;
    }
    return text + "]";
}

std::optional<ValueView> find(ItemView item, const Path& path) {
    std::optional<ValueView> value = item.find(path.front().name);
    for (std::size_t at = 1; value && at < path.size(); ++at) {
        const PathStep& step = path[at];
        value = step.index ? element(*value, *step.index) : attribute(*value, step.name);
    }
    return value;
}

}  // namespace tabella::expr
