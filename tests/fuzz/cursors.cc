#include "fuzz.h"
#include "notes/cursor.h"

// Cursors of the Notes API: what is accepted is what would have been written.

TABELLA_FUZZ(cursors) {
    using namespace tabella;
    static const notes::CursorCodec codec("a secret");
    const notes::Cursor given{std::string(input)};
    const auto start_key = codec.decode("listing", given);
    if (start_key.has_value()) {
        fuzz::require(codec.encode("listing", *start_key).text == input, "there is one cursor");
        fuzz::require(!codec.decode("other", given).has_value(), "a cursor is for one listing");
    }
    const AttributeMap key{{"PK", "USER#demo"}, {"SK", std::string(input)}};
    const notes::Cursor made = codec.encode("listing", key);
    fuzz::require(codec.decode("listing", made) == key, "a cursor brings its key back");
    fuzz::require(!codec.decode(std::string("listing") + "x", made).has_value(), "and no other's");
}
