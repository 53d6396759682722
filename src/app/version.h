#pragma once

#include <string_view>

namespace tabella::app {

inline constexpr std::string_view kVersion = TABELLA_VERSION;

}  // namespace tabella::app
