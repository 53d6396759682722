#pragma once

#include <functional>
#include <string>

#include "api/dynamo_api.h"
#include "client/sleeper.h"

namespace tabella::notes {

/// Makes the indexes that the table of `notes_table` has and this one lacks, one after the other
/// as DynamoDB wants it, each as soon as the one before is ACTIVE; answers how many. With
/// `dry_run` only says which. Errors as `upgrade`. Blocks.
api::Result<int> make_missing_indexes(api::DynamoApi& api, client::Sleeper& sleeper,
                                      const std::string& table_name, bool dry_run,
                                      const std::function<void(std::string)>& tell);

/// Switches time to live on, by the notes' attribute. Where that cannot be had, or another
/// attribute is used, it tells so and leaves it: what expired is not shown in any case.
void switch_on_time_to_live(api::DynamoApi& api, const std::string& table_name, bool dry_run,
                            const std::function<void(std::string)>& tell);

}  // namespace tabella::notes
