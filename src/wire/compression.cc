#include "wire/compression.h"

#include <libdeflate.h>

#include <cstdlib>
#include <memory>

#include "http/ascii.h"

namespace tabella::wire {

namespace {

constexpr std::size_t kHeadAndTailBytes = 18;
constexpr int kFastestLevel = 1;

struct Free {
    void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
    void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
};

// One a thread: they are made of tables that take longer to fill than most bodies to compress.
libdeflate_compressor* compressor() {
    static thread_local const std::unique_ptr<libdeflate_compressor, Free> own(
        libdeflate_alloc_compressor(kFastestLevel));
    if (own == nullptr) std::abort();  // Out of memory: nothing else can fail here.
    return own.get();
}

libdeflate_decompressor* decompressor() {
    static thread_local const std::unique_ptr<libdeflate_decompressor, Free> own(
        libdeflate_alloc_decompressor());
    if (own == nullptr) std::abort();  // As above.
    return own.get();
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
    std::string out(bytes, '\0');
    std::size_t read = 0;
    // No place for the size that came out: then it must be that of `out`. CRC-32 and length at the
    // member's end are checked.
    const libdeflate_result result = libdeflate_gzip_decompress_ex(
        decompressor(), gzip.data(), gzip.size(), out.data(), out.size(), &read, nullptr);
    if (result != LIBDEFLATE_SUCCESS || read != gzip.size()) return malformed();
    return out;
}

std::string gzip(std::string_view data) {
    std::string out(libdeflate_gzip_compress_bound(compressor(), data.size()), '\0');
    out.resize(
        libdeflate_gzip_compress(compressor(), data.data(), data.size(), out.data(), out.size()));
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
