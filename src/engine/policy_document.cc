#include "engine/policy_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <set>
#include <string>

namespace tabella::engine {

namespace {

constexpr int kLevelsMax = 32;

/// Walks JSON text, and tells the members of an object as they come. It keeps no values: a policy
/// is kept as it was sent.
class JsonWalk {
 public:
    /// Reads one value, whatever it is. What a function below returns is false where the text is no
    /// JSON, or goes too deep.
    using Read = std::function<bool()>;

    explicit JsonWalk(std::string_view text) : rest_(text) {}

    bool at_end() {
        skip_space();
        return rest_.empty();
    }
    bool next_is(char c) {
        skip_space();
        return rest_.starts_with(c);
    }

    bool value() {
        if (next_is('{')) return object([this](const std::string&) { return value(); });
        if (next_is('[')) return array([this] { return value(); });
        if (next_is('"')) return string(nullptr);
        if (word("true") || word("false") || word("null")) return true;
        return number();
    }

    bool object(const std::function<bool(const std::string& key)>& member) {
        return container('{', '}', [&] {
            std::string key;
            if (!string(&key) || !take(':')) return false;
            return member(key);
        });
    }

    bool array(const Read& element) { return container('[', ']', element); }

    /// Without what its escapes mean: no name that counts has one.
    bool string(std::string* out) {
        if (!take('"')) return false;
        for (std::size_t i = 0; i < rest_.size(); ++i) {
            if (static_cast<unsigned char>(rest_[i]) < ' ') return false;
            if (rest_[i] == '\\')
                ++i;
            else if (rest_[i] == '"') {
                if (out != nullptr) *out = rest_.substr(0, i);
                rest_.remove_prefix(i + 1);
                return true;
            }
        }
        return false;
    }

 private:
    bool container(char open, char close, const Read& element) {
        if (!take(open) || ++level_ > kLevelsMax) return false;
        if (!next_is(close)) {
            do {
                if (!element()) return false;
            } while (take(','));
        }
        --level_;
        return take(close);
    }

    bool number() {
        const std::size_t size = std::min(rest_.find_first_not_of("+-.0123456789eE"), rest_.size());
        const bool begins_well =
            size > 0 && (rest_[0] == '-' || (rest_[0] >= '0' && rest_[0] <= '9'));
        if (begins_well) rest_.remove_prefix(size);
        return begins_well;
    }

    bool word(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    bool take(char c) {
        if (!next_is(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip_space() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    }

    std::string_view rest_;
    int level_ = 0;
};

class PolicyCheck {
 public:
    explicit PolicyCheck(std::string_view text) : walk_(text) {}

    api::Result<Nothing> run() {
        const bool is_json =
            walk_.object([&](const std::string& key) { return member(key); }) && walk_.at_end();
        if (!is_json) return invalid("Syntax errors in policy.");
        if (!has_statement_) problem_ = "Missing required field Statement";
        if (!problem_.empty()) return invalid(problem_);
        return Nothing{};
    }

 private:
    static api::Error invalid(std::string_view what) {
        return api::validation_error(fmt::format(
            "One or more parameter values were invalid: Invalid policy document: {}", what));
    }

    bool member(const std::string& key) {
        if (key != "Statement") return walk_.value();
        has_statement_ = true;
        if (walk_.next_is('{')) return statement();
        if (!walk_.next_is('[')) return false;
        return walk_.array([&] { return walk_.next_is('{') && statement(); });
    }

    bool statement() {
        std::set<std::string, std::less<>> keys;
        std::string effect;
        const bool is_json = walk_.object([&](const std::string& key) {
            keys.insert(key);
            if (key == "Effect" && walk_.next_is('"')) return walk_.string(&effect);
            return walk_.value();
        });
        if (!is_json) return false;
        require(keys, {"Effect"});
        require(keys, {"Principal", "NotPrincipal"});
        require(keys, {"Action", "NotAction"});
        if (keys.contains("Effect") && effect != "Allow" && effect != "Deny")
            note(fmt::format("Invalid effect: {}", effect));
        return true;
    }

    /// One of the names must be there.
    void require(const std::set<std::string, std::less<>>& keys,
                 std::initializer_list<std::string_view> names) {
        if (std::none_of(names.begin(), names.end(),
                         [&](std::string_view name) { return keys.contains(name); }))
            note(fmt::format("Missing required field {}", *names.begin()));
    }

    void note(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
    }

    JsonWalk walk_;
    bool has_statement_ = false;
    std::string problem_;
};

}  // namespace

api::Result<Nothing> check_policy_document(std::string_view text) {
    return PolicyCheck(text).run();
}

}  // namespace tabella::engine
