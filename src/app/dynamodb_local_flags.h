#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace tabella::app {

/// Rewrites the arguments of `tabella dynamodb` that DynamoDB Local spells with one dash (-port,
/// -inMemory, -dbPath …) as Tabella's own, so that it can stand in the other's place; a leading
/// `-Djava.library.path=… -jar DynamoDBLocal.jar` is dropped. Where one of its flags is there, its
/// own default holds: separate data for each access key and region, unless -sharedDb. Arguments of
/// other commands, or without any of its flags, come back as they are.
/// Errors, worded for the user: kInvalidArgument for flags that contradict each other or lack a
/// value. Source: "DynamoDB local usage notes" (DynamoDBLocal.UsageNotes.html).
Result<std::vector<std::string>> rewrite_dynamodb_local_flags(std::vector<std::string> arguments);

}  // namespace tabella::app
