#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client/environment.h"

namespace tabella::client {

/// Settings by lower-case name: {"region": "eu-west-1"}.
using ProfileSettings = std::map<std::string, std::string, std::less<>>;
using Profiles = std::map<std::string, ProfileSettings, std::less<>>;

enum class ProfileFile {
    kConfig,       ///< ~/.aws/config: `[default]`, `[profile name]`; other sections are skipped.
    kCredentials,  ///< ~/.aws/credentials: `[name]`
};

/// Reads the ini format of the shared files: `name = value` lines under `[section]` lines, comments
/// after `#` or `;` at the start of a line. Indented lines (nested settings) and lines that are
/// neither are skipped. See "Configuration and credential file settings" (AWS CLI user guide).
Profiles parse_profiles(std::string_view text, ProfileFile file);

/// The profile in use and what both files say of it.
struct ActiveProfile {
    std::string name = "default";
    bool chosen = false;  ///< By AWS_PROFILE or AWS_DEFAULT_PROFILE.
    std::optional<ProfileSettings> config = {};
    std::optional<ProfileSettings> credentials = {};
};

/// From AWS_PROFILE, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, with their usual defaults. A
/// missing file is an empty one; one that cannot be read is an error (kIo).
Result<ActiveProfile> load_active_profile(const Environment& environment);

}  // namespace tabella::client
