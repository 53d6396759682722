#!/usr/bin/python3
"""Serializability of transactions: a bank keeps its sum, a ring stays one ring, also across kill -9.

Bank: transfers move money between accounts where the payer has it; readers of all accounts, by
TransactGetItems, always see the same sum. Ring: every item names the next; transactions unhook an
item and hook it in elsewhere, each pointer on condition that it is as it was read. Whatever loses
an update or shows a transaction in part breaks the sum or the ring.

    invariants.py --cycles 20 --seed 7
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

from support import process
from support.fast_dynamo import FastDynamo

TABLE = "Invariants"
ACCOUNTS = 8
BALANCE = 100
RING = 8

DEFINITION = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
}


class Broken(Exception):
    """A sum or a ring that should not be."""


def key(name):
    return {"pk": {"S": name}}


def read_all(dynamo, names):
    """As of one moment."""
    answer = dynamo.call("TransactGetItems", TransactItems=[{"Get": {"TableName": TABLE, "Key": key(n)}} for n in names])
    return [response["Item"] for response in answer["Responses"]]


def check_bank(dynamo):
    balances = [int(item["n"]["N"]) for item in read_all(dynamo, [f"account {i}" for i in range(ACCOUNTS)])]
    if sum(balances) != ACCOUNTS * BALANCE or min(balances) < 0:
        raise Broken(f"the accounts hold {balances}, in all {sum(balances)}")


def check_ring(dynamo):
    following = [int(item["next"]["N"]) for item in read_all(dynamo, [f"ring {i}" for i in range(RING)])]
    at, seen = 0, []
    while at not in seen:
        seen.append(at)
        at = following[at]
    if at != 0 or len(seen) != RING:
        raise Broken(f"the ring is broken: {following}")


def transfer(rng):
    payer, payee = rng.sample(range(ACCOUNTS), 2)
    amount = {":n": {"N": str(rng.randrange(1, 60))}}
    return [
        {"Update": {"TableName": TABLE, "Key": key(f"account {payer}"), "UpdateExpression": "SET n = n - :n",
                    "ConditionExpression": "n >= :n", "ExpressionAttributeValues": amount}},
        {"Update": {"TableName": TABLE, "Key": key(f"account {payee}"), "UpdateExpression": "SET n = n + :n",
                    "ExpressionAttributeValues": amount}},
    ]


def point(item, old, new):
    return {"Update": {"TableName": TABLE, "Key": key(f"ring {item}"), "UpdateExpression": "SET #n = :new",
                       "ConditionExpression": "#n = :old", "ExpressionAttributeNames": {"#n": "next"},
                       "ExpressionAttributeValues": {":old": {"N": str(old)}, ":new": {"N": str(new)}}}}


def rehook(dynamo, rng):
    """a → b → c → d becomes a → c → b → d, from pointers read one by one: by then they may have changed."""
    def next_of(item):
        return int(dynamo.call("GetItem", TableName=TABLE, Key=key(f"ring {item}"))["Item"]["next"]["N"])
    a = rng.randrange(RING)
    b = next_of(a)
    c = next_of(b)
    d = next_of(c)
    return [point(a, b, c), point(b, c, d), point(c, d, b)] if len({a, b, c, d}) == 4 else None


class Worker(threading.Thread):
    def __init__(self, url, seed, stopping):
        super().__init__()
        self.dynamo = FastDynamo(url, timeout_s=10)
        self.random = random.Random(seed)
        self.stopping = stopping
        self.committed = self.cancelled = 0
        self.wrong = None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.work()
        except (OSError, http.client.HTTPException):
            pass  # Killed.
        except (Broken, RuntimeError) as wrong:
            self.wrong = wrong
        self.dynamo.close()

    def work(self):
        kind = self.random.random()
        if kind < 0.1:
            return check_bank(self.dynamo)
        if kind < 0.2:
            return check_ring(self.dynamo)
        actions = transfer(self.random) if kind < 0.6 else rehook(self.dynamo, self.random)
        if actions is None:
            return None
        status, answer = self.dynamo.send("TransactWriteItems", {"TransactItems": actions})
        if status == 200:
            self.committed += 1
        elif "TransactionCanceledException" in answer.get("__type", ""):
            self.cancelled += 1
        else:
            raise Broken(f"an answer that should not be: {answer}")
        return None


def set_up(url):
    dynamo = FastDynamo(url)
    dynamo.call("CreateTable", **DEFINITION)
    for i in range(ACCOUNTS):
        dynamo.call("PutItem", TableName=TABLE, Item={**key(f"account {i}"), "n": {"N": str(BALANCE)}})
    for i in range(RING):
        dynamo.call("PutItem", TableName=TABLE, Item={**key(f"ring {i}"), "next": {"N": str((i + 1) % RING)}})
    dynamo.close()


def run(binary, cycles, seed, seconds=0.4, workers=8, plant=None, directory=None, tell=functools.partial(print, flush=True)):
    """(transactions committed, cancelled); raises Broken. PLANT, for tests: a function of the connection that breaks something."""
    directory = Path(directory or tempfile.mkdtemp(prefix="tabella-invariants-"))
    rng = random.Random(seed)
    tell(f"seed {seed}, {cycles} cycles, {workers} workers, in {directory}")
    process.BINARY = Path(binary).resolve()
    server = process.dynamodb(directory, "--data-dir", "data")
    committed = cancelled = 0
    try:
        server.start()
        set_up(server.url)
        for _ in range(cycles):
            stopping = threading.Event()
            load = [Worker(server.url, rng.randrange(2**32), stopping) for _ in range(workers)]
            for worker in load:
                worker.start()
            time.sleep(rng.uniform(seconds / 2, seconds))  # The moment of the kill.
            server.kill()
            stopping.set()
            for worker in load:
                worker.join()
                if worker.wrong:
                    raise worker.wrong
                committed += worker.committed
                cancelled += worker.cancelled
            server.start()
            dynamo = FastDynamo(server.url)
            if plant:
                plant(dynamo)
            check_bank(dynamo)
            check_ring(dynamo)
            dynamo.close()
    finally:
        server.kill()
    return committed, cancelled


def main():
    parser = argparse.ArgumentParser(prog="./dev crash invariants", description="A bank and a ring under transactions, across kills.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--cycles", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5, help="of load before each kill, at the most")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    started = time.monotonic()
    try:
        committed, cancelled = run(options.binary, options.cycles, options.seed, options.seconds)
    except Broken as broken:
        print(f"FAILED: {broken}")
        return 1
    print(f"{options.cycles} kills, {committed} transactions committed, {cancelled} cancelled, sum and ring whole, "
          f"{time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
