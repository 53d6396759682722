#include "client/profiles.h"

#include <algorithm>

namespace tabella::client {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                        text.back() == text.front();
    return quoted ? text.substr(1, text.size() - 2) : text;
}

/// The profile that a section header names; nothing for sections of other things.
std::optional<std::string> profile_of_section(std::string_view header, ProfileFile file) {
    if (file == ProfileFile::kCredentials) return std::string(header);
    if (header == "default") return std::string(header);
    constexpr std::string_view kProfile = "profile";
    const bool named = header.substr(0, kProfile.size()) == kProfile &&
                       header.size() > kProfile.size() &&
                       (header[kProfile.size()] == ' ' || header[kProfile.size()] == '\t');
    if (!named) return std::nullopt;
    return std::string(unquoted(trimmed(header.substr(kProfile.size()))));
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

Result<std::optional<ProfileSettings>> load(const Environment& environment, const std::string& path,
                                            const std::string& profile, ProfileFile file) {
    const Result<std::string> text = environment.read_file(expand_home(environment, path));
    if (!text.ok()) {
        if (text.error().kind != ErrorKind::kNotFound) return text.error();
        return std::optional<ProfileSettings>();
    }
    const Profiles profiles = parse_profiles(*text, file);
    const auto found = profiles.find(profile);
    if (found == profiles.end()) return std::optional<ProfileSettings>();
    return std::optional<ProfileSettings>(found->second);
}

}  // namespace

Profiles parse_profiles(std::string_view text, ProfileFile file) {
    Profiles profiles;
    ProfileSettings* settings = nullptr;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view whole_line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);

        const std::string_view line = trimmed(whole_line);
        const bool indented = !line.empty() && line.data() != whole_line.data();
        if (line.empty() || indented || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            settings = nullptr;
            const std::size_t close = line.find(']');
            if (close == std::string_view::npos) continue;
            const auto profile = profile_of_section(trimmed(line.substr(1, close - 1)), file);
            if (profile) settings = &profiles[*profile];
            continue;
        }
        const std::size_t separator = line.find_first_of("=:");
        if (settings == nullptr || separator == std::string_view::npos) continue;
        (*settings)[lower_case(trimmed(line.substr(0, separator)))] =
            std::string(trimmed(line.substr(separator + 1)));
    }
    return profiles;
}

Result<ActiveProfile> load_active_profile(const Environment& environment) {
    ActiveProfile active;
    for (const char* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
        const std::optional<std::string> chosen = environment.variable(name);
        if (!chosen) continue;
        active.name = *chosen;
        active.chosen = true;
        break;
    }
    const std::string config_path =
        environment.variable("AWS_CONFIG_FILE").value_or("~/.aws/config");
    TABELLA_ASSIGN(active.config,
                   load(environment, config_path, active.name, ProfileFile::kConfig));
    const std::string credentials_path =
        environment.variable("AWS_SHARED_CREDENTIALS_FILE").value_or("~/.aws/credentials");
    TABELLA_ASSIGN(active.credentials,
                   load(environment, credentials_path, active.name, ProfileFile::kCredentials));
    return active;
}

}  // namespace tabella::client
