#include "storage/crc32c.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/random.h"

namespace rocksdb::crc32c {
std::uint32_t Extend(std::uint32_t crc, const char* bytes, std::size_t count);
}  // namespace rocksdb::crc32c

namespace tabella::storage {
namespace {

std::uint32_t ours(std::string_view bytes, std::uint32_t before = 0) {
    return __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(before, bytes.data(), bytes.size());
}
std::uint32_t rocksdbs(std::string_view bytes, std::uint32_t before = 0) {
    return __real__ZN7rocksdb6crc32c6ExtendEjPKcm(before, bytes.data(), bytes.size());
}

// RFC 3720, B.4.
TEST(Crc32c, IsThatOfTheStandard) {
    EXPECT_EQ(ours(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(ours(std::string(32, '\xff')), 0x62a8ab43U);
    std::string rising;
    for (char c = 0; c < 32; ++c) rising += c;
    EXPECT_EQ(ours(rising), 0x46dd794eU);
    EXPECT_EQ(ours(std::string(rising.rbegin(), rising.rend())), 0x113fdb5cU);
    EXPECT_EQ(ours("123456789"), 0xe3069283U);
    EXPECT_EQ(ours(""), 0U);
}

TEST(Crc32c, IsThatOfRocksDb) {
    SeededRandom random(1);
    std::string bytes;
    for (int i = 0; i < 40'000; ++i) bytes += static_cast<char>(random.next());
    const std::string_view all = bytes;
    for (std::size_t size = 0; size < 600; ++size)
        for (std::size_t from = 0; from < 9; ++from)
            ASSERT_EQ(ours(all.substr(from, size)), rocksdbs(all.substr(from, size)))
                << size << " bytes from " << from;
    for (int i = 0; i < 2'000; ++i) {
        const std::size_t from = random.next() % all.size();
        const std::string_view some = all.substr(from, random.next() % all.size());
        const std::size_t first = random.next() % (some.size() + 1);
        EXPECT_EQ(ours(some), rocksdbs(some));
        EXPECT_EQ(ours(some.substr(first), ours(some.substr(0, first))), ours(some));
    }
}

TEST(Crc32c, CallsOfRocksDbsComeHere) {
    EXPECT_EQ(&rocksdb::crc32c::Extend, &__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm);
}

}  // namespace
}  // namespace tabella::storage
