#include "api/multi_item_operations.h"
#include "fuzz.h"
#include "json/codec.h"

// Request bodies: the first byte chooses the operation. What is accepted comes back the same after
// it was written and read once more.

namespace {

template <class Request>
void round_trip(std::string_view body) {
    using namespace tabella;
    const auto first = json::decode_request<Request>(body);
    if (!first.ok()) {
        fuzz::require(!json::encode_error(first.error()).empty(), "an error has a body");
        return;
    }
    const std::string written = json::encode_request(*first);
    const auto second = json::decode_request<Request>(written);
    fuzz::require(second.ok(), "what is written can be read");
    fuzz::require(json::encode_request(*second) == written, "and means the same");
}

}  // namespace

TABELLA_FUZZ(json) {
    using namespace tabella::api;
    if (input.empty()) return;
    const std::string_view body = input.substr(1);
    switch (input[0] % 8) {
        case 0:
            return round_trip<PutItemRequest>(body);
        case 1:
            return round_trip<GetItemRequest>(body);
        case 2:
            return round_trip<UpdateItemRequest>(body);
        case 3:
            return round_trip<QueryRequest>(body);
        case 4:
            return round_trip<CreateTableRequest>(body);
        case 5:
            return round_trip<BatchWriteItemRequest>(body);
        case 6:
            return round_trip<TransactWriteItemsRequest>(body);
        default:
            return round_trip<ScanRequest>(body);
    }
}
