#!/usr/bin/python3
"""Histories of hot items under concurrent clients, a third of them across a kill -9, judged by the checker.

    histories.py --runs 50 --seed 7        four histories a run
"""

import argparse
import functools
import http.client
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crash.linearizability import NEVER, UNKNOWN, Op, linearizable
from support import process
from support.fast_dynamo import FastDynamo

TABLE = "Hot"
KEYS = 4
CLIENTS = 8
OPERATIONS = 40  # of each client
# To seven that write: by turns, as what is read often is answered from a cache.
READS = (4, 100)

DEFINITION = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
}


class Wrong(Exception):
    """A history that no order explains, or an answer that should not be."""


class Client(threading.Thread):
    """`reads` of its operations, to seven that write."""

    def __init__(self, url, run, number, seed, reads):
        super().__init__()
        self.dynamo = FastDynamo(url, timeout_s=10)
        self.run_name = run
        self.reads = reads
        self.number = number
        self.random = random.Random(seed)
        self.history = []  # (key, Op)
        self.wrong = None

    def run(self):
        last_seen = {}
        for count in range(OPERATIONS):
            key = f"{self.run_name} {self.random.randrange(KEYS)}"
            kind = self.random.choices(("get", "put", "cas", "delete"), weights=(self.reads, 3, 3, 1))[0]
            value = f"{self.number}.{count}"
            op = self.perform(key, kind, value, last_seen.get(key))
            self.history.append((key, op))
            if op.result is not UNKNOWN:
                last_seen[key] = value if kind == "put" or (kind == "cas" and op.result) else None if kind == "delete" else \
                    op.result if kind == "get" else last_seen.get(key)
            if self.wrong:
                break
        self.dynamo.close()

    def perform(self, key, kind, value, expected):
        operation, body = request_of(key, kind, value, expected, self.random.random() < 0.5)
        start = time.monotonic_ns()
        try:
            status, answer = self.dynamo.send(operation, body)
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)  # The server is down: no need to hammer it.
            return Op(kind, start, NEVER, value, expected)
        end = time.monotonic_ns()
        if kind == "cas":
            swapped = status == 200
            if not swapped and "ConditionalCheckFailed" not in answer.get("__type", ""):
                self.wrong = answer
            return Op(kind, start, end, value, expected, swapped)
        if status != 200:
            self.wrong = answer
        item = answer.get("Item" if kind == "get" else "Attributes")
        return Op(kind, start, end, value, expected, item["v"]["S"] if item else None)


def request_of(key, kind, value, expected, consistent):
    where = {"TableName": TABLE, "Key": {"pk": {"S": key}}}
    if kind == "get":
        return "GetItem", {**where, "ConsistentRead": consistent}
    if kind == "delete":
        return "DeleteItem", {**where, "ReturnValues": "ALL_OLD"}
    item = {"pk": {"S": key}, "v": {"S": value}}
    if kind == "put":
        return "PutItem", {"TableName": TABLE, "Item": item, "ReturnValues": "ALL_OLD"}
    body = {"TableName": TABLE, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    if expected is not None:
        body |= {"ConditionExpression": "v = :old", "ExpressionAttributeValues": {":old": {"S": expected}}}
    return "PutItem", body


def one_run(server, name, rng, kills, reads):
    """The histories, one a key."""
    clients = [Client(server.url, name, n, rng.randrange(2**32), reads) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    if kills:
        time.sleep(rng.uniform(0.01, 0.1))  # The moment of the kill.
        server.kill()
        server.start()
    histories = {}
    for client in clients:
        client.join()
        if client.wrong:
            raise Wrong(f"an answer that should not be: {client.wrong}")
        for key, op in client.history:
            histories.setdefault(key, []).append(op)
    return histories


def run(binary, runs, seed, directory=None, tell=functools.partial(print, flush=True)):
    """(histories judged, operations, operations without an answer); raises Wrong."""
    directory = Path(directory or tempfile.mkdtemp(prefix="tabella-histories-"))
    rng = random.Random(seed)
    tell(f"seed {seed}, {runs} runs of {CLIENTS} clients on {KEYS} items, in {directory}")
    process.BINARY = Path(binary).resolve()
    server = process.dynamodb(directory, "--data-dir", "data")
    judged = operations = unanswered = 0
    try:
        server.start()
        FastDynamo(server.url).call("CreateTable", **DEFINITION)
        for number in range(runs):
            for key, history in one_run(server, f"run {number}", rng, number % 3 == 0, READS[number % 2]).items():
                if not linearizable(history):
                    raise Wrong(f"no order explains the history of {key}: {sorted(history, key=lambda op: op.start)}")
                judged += 1
                operations += len(history)
                unanswered += sum(op.end == NEVER for op in history)
    finally:
        server.kill()
    return judged, operations, unanswered


def main():
    parser = argparse.ArgumentParser(prog="./dev crash histories", description="Linearizability of hot items, across kills.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    started = time.monotonic()
    try:
        judged, operations, unanswered = run(options.binary, options.runs, options.seed)
    except Wrong as wrong:
        print(f"FAILED: {wrong}")
        return 1
    print(f"{judged} histories, {operations} operations, {unanswered} without an answer, all linearizable, "
          f"{time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
