"""Thirty-three bugs, each with the tests that must fail when it is there.

A bug is a text of one source file and what takes its place. `run.py` plants one after the other in a
copy of the sources; `planted_test.py` sees to it that every one can still be planted.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    name: str
    file: str
    sound: str
    planted: str
    program: str  # a target of CMake; "" for a Python test
    test: str  # a GoogleTest filter, or a Python test


BUGS = [
    # Durability.
    Bug("a commit is acknowledged before it is synced", "src/storage/store.cc",
        "options.sync = !impl_->in_memory;", "options.sync = false;",
        "tabella_engine_test", "PowerLoss.LeavesAPrefixOfHistoryWithEveryAcknowledgement"),
    Bug("a follower of a failed group is told success", "src/storage/commit_queue.cc",
        "if (failure.has_value()) ticket->status = *failure;",
        "if (failure.has_value() && ticket == group.front()) ticket->status = *failure;",
        "tabella_storage_test", "CommitQueueTest.AFailedSyncIsToldToTheWholeGroupAndIsFinal"),
    Bug("writing goes on after a failed sync", "src/storage/commit_queue.cc",
        "failed_ = failure;", "(void)failed_;",
        "tabella_engine_test", "IoFaults.AnIoErrorOnceLosesNothing"),
    Bug("a log that ends too early is not missed", "src/storage/store.cc",
        "if (*number < floor)", "if (*number + 1 < 1)",
        "tabella_storage_test", "Store.AnEndOfTheLogThatIsGoneAfterAnOrderlyEndIsMissed"),
    Bug("damage in the middle of the log is skipped", "src/storage/store.cc",
        "WALRecoveryMode::kTolerateCorruptedTailRecords", "WALRecoveryMode::kSkipAnyCorruptedRecords",
        "tabella_engine_test", "DamageTest.AFlippedBitIsRefusedOrHarmless"),
    Bug("a damaged commit floor is believed", "src/storage/commit_floor.cc",
        "if (content != content_of(number))", "if (content.empty())",
        "tabella_storage_test", "Store.RefusesADamagedCommitFloor"),
    # The commit queue.
    Bug("a change that failed half way keeps its first half", "src/storage/commit_queue.cc",
        "    batch_.rollback();\n", "",
        "tabella_storage_test", "CommitQueueTest.AChangeThatFailsHalfWayIsTakenBackWhole"),
    Bug("changes of one group do not see each other", "src/storage/commit_queue.cc",
        "if (found != pending.end()) return found->second;", "if (found == pending.end()) return std::optional<std::string>();",
        "tabella_storage_test", "CommitQueueTest.WaitingChangesShareOneCommitAndSeeEachOther"),
    Bug("the queue has no bound", "src/storage/commit_queue.cc",
        "waiting_.size() >= options_.changes_max ||", "options_.changes_max == 0 ||",
        "tabella_storage_test", "CommitQueueTest.AFullQueueRefusesByCountAndByBytes"),  # It waits for ever.
    # Items, indexes, transactions.
    Bug("the old row of an index stays", "src/engine/index.cc",
        "context.erase(Keyspace::kIndexes, before->key);", "(void)before->key;",
        "tabella_engine_test", "ModelCheck.TheEngineDoesWhatAMapDoes"),
    Bug("the new row of an index is dropped", "src/engine/index.cc",
        "context.put(Keyspace::kIndexes, after->key, after->value.encoded());", "(void)context;",
        "tabella_engine_test", "ModelCheck.TheEngineDoesWhatAMapDoes"),
    Bug("a cancelled transaction is carried out", "src/engine/transaction_change.cc",
        "if (cancelled_) return ok_status();", "",
        "tabella_engine_test", "ModelCheck.TheEngineDoesWhatAMapDoes"),
    Bug("a request token is forgotten", "src/engine/transaction_change.cc",
        "if (!is_new) return ok_status();", "repeated_ = repeated_ && is_new;",
        "tabella_engine_test", "ModelCheck.TheEngineDoesWhatAMapDoes"),
    Bug("conditions do not count", "src/engine/item_write.cc",
        "!plan.condition->holds(current))", "!plan.condition->holds(current) && current.empty())",
        "tabella_engine_test", "ModelCheck.TheEngineDoesWhatAMapDoes"),
    Bug("a change is lost from the change log", "src/engine/change_record.cc",
        "    context.put(storage::Keyspace::kChanges, change_key(table.stream->id, number), value);\n", "    (void)number;\n",
        "tabella_engine_test", "StreamsTest.*"),
    Bug("a deleted table leaves its items", "src/engine/table_change.cc",
        "    context.erase_range(Keyspace::kItems, prefix, storage::after_prefix(prefix));\n", "",
        "tabella_engine_test", "*"),
    # Encodings.
    Bug("a zero byte in a key is not escaped", "src/storage/key_codec.cc",
        "        out.push_back(kEscapedZero);\n", "",
        "tabella_fuzz_replay", ""),
    Bug("big-endian is little-endian", "src/storage/key_codec.cc",
        "for (int shift = (static_cast<int>(sizeof(Unsigned)) - 1) * 8; shift >= 0; shift -= 8)",
        "for (int shift = 0; shift < static_cast<int>(sizeof(Unsigned)) * 8; shift += 8)",
        "tabella_storage_test", "*"),
    # The edge.
    Bug("Transfer-Encoding is ignored beside Content-Length", "src/http/request_head.cc",
        'if (head.chunked && has_length_) return bad("both Transfer-Encoding and Content-Length");', "",
        "tabella_fuzz_replay", ""),
    Bug("a second Content-Length wins", "src/http/request_head.cc",
        'if (std::exchange(has_length_, true)) return bad("repeated Content-Length");', "has_length_ = true;",
        "tabella_http_test", "RequestHead.*"),
    Bug("signatures are not compared", "src/wire/authenticator.cc",
        "!sigv4::equal_in_constant_time(expected, authorization.signature))", "expected.empty())",
        "tabella_wire_test", "AuthenticatorTest.*"),
    Bug("a signature never grows old", "src/wire/authenticator.cc",
        "    TABELLA_CHECK(check_time(authorization));\n", "",
        "tabella_wire_test", "AuthenticatorTest.*"),
    Bug("cursors are not checked", "src/notes/cursor.cc",
        "if (!sigv4::equal_in_constant_time(mac, mac_of(listing, content))) return std::nullopt;", "(void)mac;",
        "tabella_notes_test", "CursorTest.*"),
    # Tables that change, indexes that are built, items that expire.
    Bug("a write takes an item that is not backfilled yet for one that is", "src/engine/index.cc",
        "if (!row.has_value()) before.reset();", "(void)row;",
        "tabella_engine_test", "BackfillTest.AgreesWithTheTableAfterAnyInterleavingOfWrites"),
    Bug("the backfill counts rows that a write put there", "src/engine/index.cc",
        "    if (existing.has_value()) return ok_status();\n", "",
        "tabella_engine_test", "BackfillTest.AgreesWithTheTableAfterAnyInterleavingOfWrites"),
    Bug("a write knows only the indexes of its plan", "src/engine/item_write.cc",
        "latest = latest_version(plan.table);", "latest = plan.table;",
        "tabella_engine_test", "TableChange.AWriteThatWasPlannedBeforeAnIndexMaintainsIt"),
    Bug("a change of a table takes another back", "src/engine/table_change.cc",
        "std::make_shared<Table>(*latest);", "std::make_shared<Table>(*table_);",
        "tabella_engine_test", "TableChangeTest.ConcurrentChangesOfATableAreAllKept"),
    Bug("a change brings a deleted table back", "src/engine/catalog.cc",
        "if (table->life->deleted.load()) return;", "",
        "tabella_engine_test", "Catalog.KeepsTheLatestVersionAndTakesNoneOfADeletedTable"),
    Bug("what expired more than five years ago is deleted", "src/engine/expiry.cc",
        " && expiry > Number(now_s - limits::kTtlPastSecondsMax)", "",
        "tabella_engine_test", "Expiry.IsPastByLessThanFiveYears"),
    Bug("what was renewed since the walk is deleted", "src/engine/expiry.cc",
        "is_expired(*outcome->previous, *table->ttl_attribute, now_ms_)", "now_ms_ > 0",
        "tabella_engine_test", "Expiry.AChangeSparesWhatWasRenewedSinceTheWalk"),
    # PartiQL.
    Bug("a comparison of a value with an attribute is not turned round", "src/expr/partiql/where.cc",
        ".op = mirrored ? comparison.mirrored : comparison.op,", ".op = comparison.op,",
        "tabella_expr_test", "KeyTerms.AreOfOneAttributeAndValues"),
    Bug("an UPDATE creates an item", "src/engine/statement_write.cc",
        "terms.push_back(expr::partiql::exists(table.key.partition.name));", "(void)table;",
        "tabella_engine_test", "StatementTest.AnItemLivesAndDies"),
    Bug("a NextToken goes with any statement", "src/engine/next_token.cc",
        "!hash.has_value() || *hash != statement_hash", "!hash.has_value() || statement_hash == 0",
        "tabella_engine_test", "StatementTest.ATokenGoesWithItsStatement"),
]
