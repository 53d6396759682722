#pragma once

#include <optional>
#include <string>

#include "app/declared.h"
#include "app/options.h"
#include "jwt/verifier.h"

namespace tabella::app {

/// The flags of `serve` that concern its users.
void declare_notes(Declared& declared, NotesOptions& options);
/// The flags of `token`.
void declare_token(Declared& declared, Options& options);
void take_notes_secrets(NotesOptions& options, const Environment& environment);

/// What is wrong with them together; nothing: nothing.
std::optional<std::string> check_notes(const NotesOptions& options);
std::optional<std::string> check_token(const Options& options);

/// What a token must be, and, but for HS256, the file or URL with the keys. For options that passed
/// `check_notes`, with `auth` "jwt".
struct TokenRules {
    jwt::Rules rules;
    std::string keys;
};
TokenRules token_rules(const NotesOptions& options);

}  // namespace tabella::app
