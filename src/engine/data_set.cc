#include "engine/data_set.h"

#include "storage/key_codec.h"

namespace tabella::engine {

namespace {
constexpr char kZero = '\0';
}

DataSet::DataSet(std::string_view access_key_id, std::string_view region) {
    prefix_.push_back(kZero);
    prefix_.append(access_key_id).push_back(kZero);
    prefix_.append(region).push_back(kZero);
}

Result<DataSet> DataSet::of_record_key(std::string_view key) {
    if (!key.starts_with(kZero)) return DataSet();
    const std::size_t second = key.find(kZero, 1);
    const std::size_t third =
        second == std::string_view::npos ? second : key.find(kZero, second + 1);
    if (third == std::string_view::npos)
        return Error{ErrorKind::kCorruption, "a key in the catalog is damaged"};
    return DataSet(key.substr(1, second - 1), key.substr(second + 1, third - second - 1));
}

std::string_view DataSet::region() const {
    if (is_shared()) return {};
    const std::string_view prefix = prefix_;
    const std::size_t begin = prefix.find(kZero, 1) + 1;
    return prefix.substr(begin, prefix.size() - begin - 1);
}

DataSet::Keys DataSet::keys() const {
    if (is_shared()) return {.begin = "\x01", .end = ""};
    return {.begin = prefix_, .end = storage::after_prefix(prefix_)};
}

}  // namespace tabella::engine
