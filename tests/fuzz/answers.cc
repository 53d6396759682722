#include "api/multi_item_operations.h"
#include "fuzz.h"
#include "json/codec.h"

// What an endpoint across the network may answer: the client reads it, whatever it is.

TABELLA_FUZZ(answers) {
    using namespace tabella;
    (void)json::decode_response<api::GetItemResponse>(input);
    (void)json::decode_response<api::QueryResponse>(input);
    (void)json::decode_response<api::DescribeTableResponse>(input);
    (void)json::decode_response<api::TransactGetItemsResponse>(input);
    (void)json::decode_error(400, input);
    (void)json::decode_error(503, input);
}
