#include "base/random.h"

#include <gtest/gtest.h>

#include <regex>

namespace tabella {
namespace {

TEST(Random, SameSeedGivesTheSameNumbers) {
    SeededRandom one(7);
    SeededRandom two(7);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(one.next(), two.next());
}

TEST(Random, RequestIdsAreUpperCaseLettersAndDigits) {
    SeededRandom random(1);
    const std::string id = random_id(random, 52);
    EXPECT_TRUE(std::regex_match(id, std::regex("[A-Z0-9]{52}"))) << id;
    EXPECT_NE(id, random_id(random, 52));
}

TEST(Random, UuidsAreOfVersionFour) {
    SeededRandom random(1);
    const std::string id = random_uuid(random);
    EXPECT_TRUE(std::regex_match(
        id, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
        << id;
}

}  // namespace
}  // namespace tabella
