#include "app/dot_env.h"

#include <gtest/gtest.h>

namespace tabella::app {
namespace {

TEST(DotEnv, ReadsNamesAndValuesOfTheUsualForms) {
    const auto variables = parse_dot_env(
        "# settings\n"
        "TABLE_NAME=Notes\n"
        "export USER_ID = 'USER#a b' # who\n"
        "EMPTY=\n"
        "QUOTED=\"x # y\"\r\n"
        "PLAIN=a#b # comment\n"
        "no assignment\n"
        "9 BAD=1\n");
    const std::map<std::string, std::string> expected{{"TABLE_NAME", "Notes"},
                                                      {"USER_ID", "USER#a b"},
                                                      {"EMPTY", ""},
                                                      {"QUOTED", "x # y"},
                                                      {"PLAIN", "a#b"}};
    EXPECT_EQ(variables, expected);
}

}  // namespace
}  // namespace tabella::app
