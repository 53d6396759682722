#!/usr/bin/python3
"""kill -9 under load, through the DynamoDB endpoint: every write's fate is what its answer said.

Each cycle starts `tabella dynamodb` on the same data, lets writers put, update, delete, batch and
transact on a table with a global and a local secondary index, and an administrator add a third index
and take it away, kills the server with SIGKILL at a random moment, starts it again and compares all items with the ledger, which this process keeps:
acknowledged writes are there, refused ones are not, a transaction without an answer is there whole
or not at all, the indexes, also one whose building was cut, and the item counts are those of the
table, and the table's stream, replayed from its beginning, gives the table: each change once, and each
on what was there before.

    kill9_dynamo.py --cycles 20 --seed 7
"""

import argparse
import functools
import json
import random
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crash.dynamo_load import DEFINITION, HOT, NEW_INDEX, TABLE, Administrator, Writer, describe_new_index
from crash.replay import NotTheTable, Replay
from support import process
from support.fast_dynamo import FastDynamo


class Loss(Exception):
    """The store and the ledger disagree."""


class Ledger:
    """What the server owes. Kept in memory, and in a file for whoever looks into a failure."""

    def __init__(self, path, writers):
        self.path = path
        self.items = {f"writer {n}": {} for n in range(writers)}  # partition -> sort key -> item
        self.hot = 0
        self.acknowledged = 0
        self.unknown = 0
        self.new_indexes = 0  # How often it was found, whole, after a kill.
        self.replay = Replay()

    def compare(self, found, writers):
        """Checks all items against what the writers were told, and settles what was unknown."""
        by_partition = {}
        for item in found:
            by_partition.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = item
        hits = int(by_partition.pop("hot", {}).get("0", {}).get("hits", {"N": "0"})["N"])
        strangers = set(by_partition) - set(self.items)
        if strangers:
            raise Loss(f"items nobody was told of: {strangers}")
        hot_acknowledged, hot_unknown = self.hot, 0
        for writer in writers:
            self.write(writer)
            if writer.wrong:
                raise Loss(f"an answer that should not be: {writer.wrong[0]}")
            now = by_partition.get(writer.partition, {})
            happened = check_collection(writer, now)
            self.items[writer.partition] = now
            hot_acknowledged += writer.hot
            # A transaction that is seen on the writer's own items has its part in the hot one too.
            if writer.unknown is not None and writer.unknown.hot:
                hot_acknowledged += happened is True
                hot_unknown += happened is None
            self.acknowledged += writer.acknowledged
            self.unknown += writer.unknown is not None
        if not hot_acknowledged <= hits <= hot_acknowledged + hot_unknown:
            raise Loss(f"the hot item has {hits} hits, not {hot_acknowledged} to {hot_acknowledged + hot_unknown}")
        self.hot = hits

    def write(self, writer):
        with open(self.path, "a", encoding="utf-8") as file:
            unknown = writer.unknown and {"operation": writer.unknown.operation, "body": writer.unknown.body}
            json.dump({"writer": writer.partition, "items": writer.items, "unknown": unknown}, file)
            file.write("\n")


def check_collection(writer, found):
    """Whether the unknown write happened: True, False, or None where that cannot be seen."""
    before, unknown = writer.items, writer.unknown
    after = {k: v for k, v in {**before, **unknown.after}.items() if v is not None} if unknown else before
    if found == before:
        return None if before == after else False
    if unknown is not None and (found == after or (not unknown.atomic and is_mixture(found, before, after))):
        return True
    raise Loss(f"{writer.partition} has {found}, acknowledged was {before}, unknown {unknown and unknown.after}")


def is_mixture(found, before, after):
    """Batches are not atomic: each item by itself is as before or as after."""
    return all(found.get(k) in (before.get(k), after.get(k)) for k in {*found, *before, *after})


def by_key(items):
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def check_indexes(base, by_g, by_n):
    """Both indexes hold exactly the rows that the table's items call for."""
    if by_key(by_g) != by_key(item for item in base if "g" in item and "n" in item):
        raise Loss("the global secondary index is not that of the table")
    keys = [{name: item[name] for name in ("pk", "sk", "n")} for item in base if "n" in item]
    if by_key(by_n) != by_key(keys):
        raise Loss("the local secondary index is not that of the table")


def check_new_index(dynamo, base, timeout_s=30):
    """What was begun before the kill goes on after it: in the end the index is there whole, or not at all."""
    deadline = time.monotonic() + timeout_s
    while (index := describe_new_index(dynamo)) is not None and index["IndexStatus"] != "ACTIVE":
        if time.monotonic() > deadline:
            raise Loss(f"the index is {index['IndexStatus']} after {timeout_s} s")
        time.sleep(0.005)  # Between two polls.
    if index is None:
        return False
    rows = [{name: item[name] for name in ("pk", "sk", "v")} for item in base if "v" in item]
    if by_key(dynamo.pages("Scan", TableName=TABLE, IndexName=NEW_INDEX)) != by_key(rows):
        raise Loss("the index that was added is not that of the table")
    return True


def check_counts(description, base, by_g, by_n):
    counts = {index["IndexName"]: index["ItemCount"]
              for index in description["GlobalSecondaryIndexes"] + description["LocalSecondaryIndexes"]
              if index["IndexName"] != NEW_INDEX}
    stored = {"table": description["ItemCount"], **counts}
    real = {"table": len(base), "ByG": len(by_g), "ByN": len(by_n)}
    if stored != real:
        raise Loss(f"the item counts are {stored}, the items {real}")


def check_store(url, ledger, writers):
    dynamo = FastDynamo(url)
    base = dynamo.pages("Scan", TableName=TABLE, ConsistentRead=True)
    by_g = dynamo.pages("Scan", TableName=TABLE, IndexName="ByG")
    by_n = dynamo.pages("Scan", TableName=TABLE, IndexName="ByN")
    description = dynamo.call("DescribeTable", TableName=TABLE)["Table"]
    ledger.new_indexes += check_new_index(dynamo, base)
    try:
        ledger.replay.follow(dynamo, description["LatestStreamArn"])
        ledger.replay.compare(base)
    except NotTheTable as difference:
        raise Loss(f"the stream is not that of the table: {difference}") from difference
    dynamo.close()
    ledger.compare(base, writers)
    check_indexes(base, by_g, by_n)
    check_counts(description, base, by_g, by_n)


def tamper(url, how, writers):
    """Breaks a promise behind the ledger's back, for the tests of this check."""
    writer = next((w for w in writers if w.items), None)
    if writer is None:
        return  # Killed before the first item: another cycle will do.
    dynamo = FastDynamo(url)
    sort, item = next(iter(writer.items.items()))
    if how == "loss":
        dynamo.call("DeleteItem", TableName=TABLE, Key=writer.key(sort))
    elif how == "stale":
        dynamo.call("PutItem", TableName=TABLE, Item={**item, "v": {"S": "stale"}})
    elif how == "resurrection":
        dynamo.call("PutItem", TableName=TABLE, Item={**writer.key("deleted"), "v": {"S": "back"}})
    elif how == "hot":
        dynamo.call("UpdateItem", TableName=TABLE, Key=HOT, UpdateExpression="ADD hits :n",
                    ExpressionAttributeValues={":n": {"N": "-1"}})
    dynamo.close()


def run(binary, cycles, seed, writers, plant=None, directory=None, tell=functools.partial(print, flush=True)):
    """Raises Loss where store and ledger disagree; returns the ledger."""
    directory = Path(directory or tempfile.mkdtemp(prefix="tabella-crash-"))
    rng = random.Random(seed)
    tell(f"seed {seed}, {cycles} cycles, {writers} writers, in {directory}")
    process.BINARY = Path(binary).resolve()
    server = process.dynamodb(directory, "--data-dir", "data")
    ledger = Ledger(directory / "ledger.jsonl", writers)
    try:
        server.start()
        FastDynamo(server.url).call("CreateTable", **DEFINITION)
        for cycle in range(1, cycles + 1):
            load = [Writer(server.url, name, items, rng.randrange(2**32), f"cycle {cycle}") for name, items in ledger.items.items()]
            administrator = Administrator(server.url)
            for thread in [*load, administrator]:
                thread.start()
            time.sleep(rng.uniform(0.02, 0.4))  # The moment of the kill.
            server.kill()
            for thread in [*load, administrator]:
                thread.join()
            if administrator.wrong:
                raise Loss(f"an answer that should not be: {administrator.wrong}")
            if rng.random() < 0.2:
                server.launch()
                time.sleep(rng.uniform(0, 0.05))  # Killed once more, while it recovers.
                server.kill()
            server.start()
            if plant is not None:
                tamper(server.url, plant, load)
            check_store(server.url, ledger, load)
            if cycle % 10 == 0 or cycle == cycles:
                tell(f"cycle {cycle}: {ledger.acknowledged} acknowledged, {ledger.unknown} unknown")
    finally:
        server.kill()
    return ledger


def main():
    parser = argparse.ArgumentParser(prog="./dev crash dynamo", description="kill -9 under load, through the DynamoDB endpoint.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    started = time.monotonic()
    try:
        ledger = run(options.binary, options.cycles, options.seed, options.writers)
    except Loss as loss:
        print(f"FAILED: {loss}")
        return 1
    print(f"{options.cycles} kills, {ledger.acknowledged} writes acknowledged, {ledger.unknown} unknown, none lost, "
          f"{time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
