#include "fuzz.h"
#include "notes/cursor.h"

// Cursors of the Notes API: what is accepted is what would have been written.

TABELLA_FUZZ(cursors) {
    using namespace tabella;
    static const notes::CursorCodec codec("USER#demo");
    static const notes::CursorCodec other("USER#other");
    const auto sort_key = codec.decode(notes::Cursor(std::string(input)));
    if (sort_key.has_value()) {
        fuzz::require(codec.encode(*sort_key).text == input, "there is one cursor of a sort key");
        fuzz::require(!other.decode(notes::Cursor(std::string(input))).has_value(),
                      "a cursor belongs to one listing");
    }
    const notes::Cursor made = codec.encode(input);
    fuzz::require(codec.decode(made) == input, "a cursor brings its sort key back");
}
