#include "wire/compression.h"

#include <zlib.h>

#include <cstdlib>

#include "http/ascii.h"

namespace tabella::wire {

namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way to say "gzip, with the largest window".
constexpr int kMemoryLevel = 8;       // zlib's default.
constexpr std::size_t kHeadAndTailBytes = 18;

Bytef* bytes_of(std::string_view data) {
    // zlib reads only, but says so in newer versions alone.
    return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
}

Error malformed() {
    return {ErrorKind::kInvalidArgument, "not a gzip body"};
}

/// "0", "0.0" …: a weight that forbids.
bool is_zero_weight(std::string_view parameters) {
    const std::size_t at = parameters.find("q=");
    if (at == std::string_view::npos) return false;
    const std::string_view weight = parameters.substr(at + 2);
    return weight.substr(0, weight.find_first_of("; \t")).find_first_not_of("0.") ==
           std::string_view::npos;
}

}  // namespace

std::optional<std::size_t> claimed_bytes(std::string_view gzip) {
    if (gzip.size() < kHeadAndTailBytes) return std::nullopt;
    std::size_t bytes = 0;
    for (std::size_t i = 1; i <= 4; ++i)
        bytes = bytes << 8 | static_cast<unsigned char>(gzip[gzip.size() - i]);
    return bytes;
}

Result<std::string> gunzip(std::string_view gzip, std::size_t bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, kGzipWindow) != Z_OK) return malformed();
    std::string out(bytes, '\0');
    // A place to write to even where nothing may come: inflate wants one.
    Bytef none = 0;
    stream.next_in = bytes_of(gzip);
    stream.avail_in = static_cast<uInt>(gzip.size());
    stream.next_out = bytes == 0 ? &none : reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(bytes);
    // The end of the stream includes its CRC-32 and its length.
    const bool whole =
        inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    if (!whole) return malformed();
    return out;
}

std::string gzip(std::string_view data) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        std::abort();  // Out of memory: nothing else can fail here.
    std::string out(deflateBound(&stream, static_cast<uLong>(data.size())), '\0');
    stream.next_in = bytes_of(data);
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        const std::string_view item = accept_encoding.substr(0, accept_encoding.find(','));
        accept_encoding.remove_prefix(std::min(accept_encoding.size(), item.size() + 1));
        const std::size_t semicolon = std::min(item.find(';'), item.size());
        const std::string_view coding = http::trim(item.substr(0, semicolon));
        const bool allowed = !is_zero_weight(item.substr(semicolon));
        if (http::equal_ignoring_case(coding, "gzip")) return allowed;
        if (coding == "*") any = allowed;
    }
    return any;
}

}  // namespace tabella::wire
