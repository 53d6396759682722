#pragma once

#include <cstdint>
#include <cstdlib>

namespace tabella::storage {

/// The number in the environment variable `name`: how a long run is asked for. For tests.
inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    constexpr int kDecimal = 10;
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, kDecimal) : otherwise;
}

}  // namespace tabella::storage
