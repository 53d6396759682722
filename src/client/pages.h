#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "api/dynamo_api.h"

namespace tabella::client {

/// One answer of Query or Scan. `items` may be empty although more follow: only a missing
/// `next_key` says that there are no more.
struct Page {
    std::vector<AttributeMap> items = {};
    std::int64_t count = 0;          ///< Items that passed the filter.
    std::int64_t scanned_count = 0;  ///< Items that were read.
    std::optional<AttributeMap> next_key = {};
    std::optional<api::ConsumedCapacity> consumed_capacity = {};
};

/// The pages of a Query or Scan, one after the other, as boto3's paginators give them.
///
///     QueryPages pages = table.query_pages(options);
///     for (;;) {
///         api::Result<std::optional<Page>> page = co_await pages.next();
///         if (!page.ok()) co_return page.error();
///         if (!page->has_value()) break;
///         for (const AttributeMap& item : (*page)->items) …
///     }
///
/// Not thread-safe, and one `next` at a time; lives until the task of `next` has ended. The
/// DynamoApi outlives it. After an error, the next call asks for the same page again.
template <class Request>
class Pages {
 public:
    Pages(api::DynamoApi& api, Request request) : api_(&api), request_(std::move(request)) {}

    /// The next page, or nothing after the last.
    Task<api::Result<std::optional<Page>>> next();

 private:
    api::DynamoApi* api_;
    Request request_;
    bool ended_ = false;
};

using QueryPages = Pages<api::QueryRequest>;
using ScanPages = Pages<api::ScanRequest>;

extern template class Pages<api::QueryRequest>;
extern template class Pages<api::ScanRequest>;

/// The same answer with decoded items.
Page to_page(api::PageResponse response);

}  // namespace tabella::client
