#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <string>

namespace tabella {

/// Random numbers, injected: for jitter, request ids and boundaries, not for secrets. Thread-safe.
class Random {
 public:
    virtual ~Random() = default;
    /// Uniform over all 64-bit values.
    virtual std::uint64_t next() = 0;
};

/// A 64-bit Mersenne Twister, seeded from the system or, in tests, by a number that they print.
class SeededRandom final : public Random {
 public:
    SeededRandom();
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    std::uint64_t next() override;

 private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

/// `length` characters of upper-case letters and digits, as in an x-amzn-RequestId.
std::string random_id(Random& random, std::size_t length);

/// A version 4 UUID in lower-case hexadecimal, as in a DynamoDB TableId.
std::string random_uuid(Random& random);

}  // namespace tabella
