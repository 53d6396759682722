#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

// cursor  := base64url, without padding, of ( version sort-key checksum )
// version := "1"
// checksum := u32, big-endian: CRC-32 of version, sort-key and the partition key of the listing
//
// The checksum finds cursors that were cut or changed on their way, and those of another user's
// listing. It is no secret: who makes up a cursor reaches no other notes than without one.

namespace tabella::notes {

/// Where a page of notes goes on, opaque to clients. As it came from them, so perhaps not valid.
struct Cursor {
    explicit Cursor(std::string cursor) : text(std::move(cursor)) {}
    std::string text;
};

/// Reads and writes the cursors of one listing. Thread-safe.
class CursorCodec {
 public:
    explicit CursorCodec(std::string partition_key) : partition_key_(std::move(partition_key)) {}

    Cursor encode(std::string_view sort_key) const;
    /// The sort key; nothing when the cursor is none that `encode` makes.
    std::optional<std::string> decode(const Cursor& cursor) const;

 private:
    std::string checksum_of(std::string_view content) const;

    std::string partition_key_;
};

}  // namespace tabella::notes
