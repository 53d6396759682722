#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// What the fuzz targets share. A target is one function of a byte string that must return; with
// clang and libFuzzer it is a program of its own (`./dev fuzz`), in the normal tests all of them
// are one program that replays the corpus (replay.cc).

namespace tabella::fuzz {

/// A property that every input must have.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "property broken: %s\n", what);
    std::abort();
}

using Target = void (*)(std::string_view);

/// For the replay: adds the target to the list of all.
struct Registered {
    Registered(const char* name, Target target);
};

}  // namespace tabella::fuzz

#ifdef TABELLA_FUZZ_REPLAY
#define TABELLA_FUZZ_ENTRY(name) \
    static const tabella::fuzz::Registered registered_##name(#name, fuzz_##name);
#else
#define TABELLA_FUZZ_ENTRY(name)                                                                  \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);            \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {           \
        /* NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer's interface. */ \
        fuzz_##name(std::string_view(reinterpret_cast<const char*>(data), size));                 \
        return 0;                                                                                 \
    }
#endif

/// `TABELLA_FUZZ(name) { … input … }`
#define TABELLA_FUZZ(name)                     \
    static void fuzz_##name(std::string_view); \
    TABELLA_FUZZ_ENTRY(name)                   \
    static void fuzz_##name(std::string_view input)
