#include <algorithm>

#include "engine/engine.h"
#include "engine/resource_arn.h"
#include "engine/table_change.h"
#include "engine/table_options.h"

// API_TagResource.html, API_UntagResource.html, API_ListTagsOfResource.html

namespace tabella::engine {

Task<api::Result<api::TagResourceResponse>> Engine::tag_resource(api::TagResourceRequest request) {
    auto table = table_of_arn(*catalog_, request.resource_arn);
    if (!table.ok()) co_return std::move(table).error();
    if (request.tags.empty())
        co_return api::validation_error("Atleast one Tag needs to be provided as Input.");
    auto checked = check_tags(request.tags);
    if (!checked.ok()) co_return std::move(checked).error();
    const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
        TABELLA_ASSIGN(
            next.definition.tags,
            merged_tags(next.definition.tags.value_or(std::vector<api::Tag>()), request.tags));
        return Nothing{};
    };
    auto altered = co_await this->alter(*table, alter);
    if (!altered.ok()) co_return std::move(altered).error();
    co_return api::TagResourceResponse{};
}

Task<api::Result<api::UntagResourceResponse>> Engine::untag_resource(
    api::UntagResourceRequest request) {
    auto table = table_of_arn(*catalog_, request.resource_arn);
    if (!table.ok()) co_return std::move(table).error();
    if (request.tag_keys.empty())
        co_return api::validation_error("Atleast one Tag Key needs to be provided as Input.");
    const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
        if (!next.definition.tags.has_value()) return Nothing{};
        std::erase_if(*next.definition.tags, [&](const api::Tag& tag) {
            return std::find(request.tag_keys.begin(), request.tag_keys.end(), tag.key) !=
                   request.tag_keys.end();
        });
        return Nothing{};
    };
    auto altered = co_await this->alter(*table, alter);
    if (!altered.ok()) co_return std::move(altered).error();
    co_return api::UntagResourceResponse{};
}

Task<api::Result<api::ListTagsOfResourceResponse>> Engine::list_tags_of_resource(
    api::ListTagsOfResourceRequest request) {
    auto table = table_of_arn(*catalog_, request.resource_arn);
    if (!table.ok()) co_return std::move(table).error();
    // All of at most 50 tags are one page: a token is never given out.
    if (request.next_token.has_value()) co_return api::validation_error("Invalid NextToken");
    api::ListTagsOfResourceResponse response;
    response.tags = (*table)->definition.tags.value_or(std::vector<api::Tag>());
    co_return response;
}

}  // namespace tabella::engine
