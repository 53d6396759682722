#include "fuzz.h"
#include "model/item.h"

// Bytes that claim to be an item: refused, or canonical and readable to the last value.

TABELLA_FUZZ(items) {
    using namespace tabella;
    const auto item = Item::from_encoded(std::string(input));
    if (!item.ok()) return;
    fuzz::require(Item(item->decode()) == *item, "there is one encoding of an item");
    fuzz::require(item_size_bytes(*item) <= 3 * input.size() + 1, "sizes are those of the bytes");
    AttributeCursor cursor = item->view().attributes();
    while (const auto attribute = cursor.next()) {
        (void)nesting_depth(attribute->value);
        fuzz::require(item->find(attribute->name).has_value(), "what is there is found");
    }
}
