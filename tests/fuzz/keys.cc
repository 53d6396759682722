#include <optional>

#include "fuzz.h"
#include "storage/key_codec.h"

// Two byte strings, divided by a line feed, as parts of keys: order is kept, nothing is lost.

TABELLA_FUZZ(keys) {
    using namespace tabella::storage;
    using tabella::fuzz::require;
    const std::size_t at = input.find('\n');
    const std::string_view a = input.substr(0, at);
    const std::string_view b = at == input.npos ? std::string_view() : input.substr(at + 1);
    const auto encoded = [](std::string_view bytes) {
        std::string out;
        append_bytes(out, bytes);
        return out;
    };
    require((a < b) == (encoded(a) < encoded(b)), "the encodings order as the bytes");
    require((a == b) == (encoded(a) == encoded(b)), "equal bytes have equal encodings");
    std::string both = encoded(a);
    append_u64(both, a.size());
    append_bytes(both, b);
    std::string_view rest = both;
    require(take_bytes(rest) == a, "the first part comes back");
    require(take_u64(rest) == a.size(), "what follows it, too");
    require(take_bytes(rest) == b && rest.empty(), "and the last");
    std::string prefix;
    append_bytes_prefix(prefix, a);
    require(encoded(b).starts_with(prefix) == b.starts_with(a), "prefixes are prefixes");
    const std::string after = after_prefix(prefix);
    if (!prefix.empty() && !after.empty())
        require((encoded(b) >= prefix && encoded(b) < after) == b.starts_with(a),
                "a prefix is a range");
    std::string_view foreign = input;
    const auto taken = take_bytes(foreign);
    if (taken.has_value())
        require(encoded(*taken) == input.substr(0, input.size() - foreign.size()),
                "there is one encoding");
}
