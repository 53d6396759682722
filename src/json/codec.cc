#include "json/codec.h"

#include "json/decoder.h"
#include "json/encoder.h"
#include "json/parser.h"

namespace tabella::json {

namespace {

template <class T>
api::Result<T> decode(std::string_view body, Decoder::Kind kind) {
    ThreadParser parser;
    Findings findings;
    T out;
    simdjson::dom::element root;
    simdjson::dom::object object;
    if (const auto error = parser.parse(body).get(root)) {
        findings.add_malformed(simdjson::error_message(error));
    } else if (root.get(object) != simdjson::SUCCESS) {
        findings.add_malformed(wrong_type_message(root, "structure"));
    } else {
        Decoder decoder(object, kind, findings, nullptr);
        describe(decoder, out);
    }
    if (auto error = findings.take()) return *std::move(error);
    if constexpr (requires { out.value_problems; }) {
        out.value_problems = findings.take_values();
    } else if (auto error = findings.take_value()) {
        return *std::move(error);
    }
    return out;
}

template <class T>
std::string encode(const T& value) {
    std::string out;
    Encoder::append(out, value);
    return out;
}

}  // namespace

template <class Request>
api::Result<Request> decode_request(std::string_view body) {
    return decode<Request>(body, Decoder::Kind::kRequest);
}

template <class Response>
api::Result<Response> decode_response(std::string_view body) {
    return decode<Response>(body, Decoder::Kind::kAnswer);
}

template <class Request>
std::string encode_request(const Request& request) {
    return encode(request);
}

template <class Response>
std::string encode_response(const Response& response) {
    return encode(response);
}

#define TABELLA_OPERATION(name)                                                                    \
    template api::Result<api::name##Request> decode_request<api::name##Request>(std::string_view); \
    template std::string encode_request<api::name##Request>(const api::name##Request&);            \
    template std::string encode_response<api::name##Response>(const api::name##Response&);         \
    template api::Result<api::name##Response> decode_response<api::name##Response>(std::string_view)

TABELLA_OPERATION(CreateTable);
TABELLA_OPERATION(DescribeTable);
TABELLA_OPERATION(ListTables);
TABELLA_OPERATION(DeleteTable);
TABELLA_OPERATION(PutItem);
TABELLA_OPERATION(GetItem);
TABELLA_OPERATION(DeleteItem);
TABELLA_OPERATION(UpdateItem);
TABELLA_OPERATION(Query);
TABELLA_OPERATION(Scan);
TABELLA_OPERATION(BatchGetItem);
TABELLA_OPERATION(BatchWriteItem);
TABELLA_OPERATION(TransactGetItems);
TABELLA_OPERATION(TransactWriteItems);
TABELLA_OPERATION(ExecuteStatement);
TABELLA_OPERATION(BatchExecuteStatement);
TABELLA_OPERATION(ExecuteTransaction);
TABELLA_OPERATION(UpdateTable);
TABELLA_OPERATION(TagResource);
TABELLA_OPERATION(UntagResource);
TABELLA_OPERATION(ListTagsOfResource);
TABELLA_OPERATION(UpdateTimeToLive);
TABELLA_OPERATION(DescribeTimeToLive);
TABELLA_OPERATION(PutResourcePolicy);
TABELLA_OPERATION(GetResourcePolicy);
TABELLA_OPERATION(DeleteResourcePolicy);
TABELLA_OPERATION(DescribeLimits);
TABELLA_OPERATION(DescribeEndpoints);
TABELLA_OPERATION(ListStreams);
TABELLA_OPERATION(DescribeStream);
TABELLA_OPERATION(GetShardIterator);
TABELLA_OPERATION(GetRecords);

#undef TABELLA_OPERATION

/// Served, and called by nothing here.
#define TABELLA_SERVED(name) \
    template api::Result<api::name##Request> decode_request<api::name##Request>(std::string_view)
#define TABELLA_ANSWERED(name) \
    TABELLA_SERVED(name);      \
    template std::string encode_response<api::name##Response>(const api::name##Response&)

TABELLA_ANSWERED(DescribeContinuousBackups);
TABELLA_ANSWERED(ListBackups);
TABELLA_ANSWERED(ListExports);
TABELLA_ANSWERED(ListImports);
TABELLA_ANSWERED(ListGlobalTables);
TABELLA_ANSWERED(DescribeTableReplicaAutoScaling);
TABELLA_ANSWERED(DescribeContributorInsights);
TABELLA_ANSWERED(ListContributorInsights);
TABELLA_ANSWERED(DescribeKinesisStreamingDestination);
TABELLA_SERVED(DescribeBackup);
TABELLA_SERVED(DescribeExport);
TABELLA_SERVED(DescribeImport);
TABELLA_SERVED(DescribeGlobalTable);
TABELLA_SERVED(DescribeGlobalTableSettings);

#undef TABELLA_ANSWERED
#undef TABELLA_SERVED

}  // namespace tabella::json
