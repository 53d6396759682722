#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "model/item.h"

// cursor  := base64url, without padding, of ( version start-key mac )
// version := "2"
// start-key := the LastEvaluatedKey, a flat item (model/item.h)
// mac     := the first 16 bytes of HMAC-SHA-256( secret, u32(listing bytes) listing version
// start-key )
//
// The listing names user and query, so a cursor is good for nothing but the listing that gave it.

namespace tabella::notes {

/// Where a page of notes goes on, opaque to clients. As it came from them, so perhaps not valid.
struct Cursor {
    explicit Cursor(std::string cursor) : text(std::move(cursor)) {}
    std::string text;
};

static_assert(!std::is_aggregate_v<Cursor>);

/// Reads and writes cursors. Thread-safe.
class CursorCodec {
 public:
    explicit CursorCodec(std::string secret) : secret_(std::move(secret)) {}

    Cursor encode(std::string_view listing, const AttributeMap& start_key) const;
    /// Nothing when the cursor is none that `encode` made for this listing with this secret.
    std::optional<AttributeMap> decode(std::string_view listing, const Cursor& cursor) const;

 private:
    std::string mac_of(std::string_view listing, std::string_view content) const;

    std::string secret_;
};

}  // namespace tabella::notes
