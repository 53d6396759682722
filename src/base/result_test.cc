#include "base/result.h"

#include <gtest/gtest.h>

namespace tabella {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0) return Error{ErrorKind::kInvalidArgument, "odd"};
    return value / 2;
}

Result<int> quarter(int value) {
    TABELLA_ASSIGN(const int once, half(value));
    return half(once);
}

TEST(Result, CarriesTheValueOrTheError) {
    EXPECT_EQ(*quarter(12), 3);
    EXPECT_EQ(quarter(7).error().message, "odd");
    EXPECT_EQ(quarter(6).error().kind, ErrorKind::kInvalidArgument);
}

TEST(ResultDeathTest, RefusesToGiveAnAbsentValue) {
    const Result<int> failed = half(1);
    EXPECT_DEATH((void)failed.value(), "");
}

}  // namespace
}  // namespace tabella
