#!/usr/bin/python3
"""SIGTERM under load: what the server took on it finishes and answers, and what it answered stays.

A write whose connection was closed without an answer must not be there afterwards: it was not taken
on. A write that is there was answered. The server ends with 0.

    drain.py --cycles 100 --seed 7
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

TABLE = "Drain"

DEFINITION = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
}


class Dropped(Exception):
    """A write that was taken on and not answered, or answered and lost."""


class Client(threading.Thread):
    def __init__(self, url, name):
        super().__init__()
        self.dynamo = FastDynamo(url, timeout_s=20)
        self.client_name = name
        self.acknowledged = set()
        self.unanswered = set()
        self.refused = []

    def run(self):
        number = 0
        while not self.unanswered and not self.refused:
            number += 1
            name = f"{self.client_name} {number}"
            try:
                status, answer = self.dynamo.send("PutItem", {"TableName": TABLE, "Item": {"pk": {"S": name}}})
            except (OSError, http.client.HTTPException):
                self.unanswered.add(name)
                continue
            if status == 200:
                self.acknowledged.add(name)
            else:
                self.refused.append((status, answer))
        self.dynamo.close()


def compare(found, acknowledged, unanswered):
    lost = acknowledged - found
    if lost:
        raise Dropped(f"{len(lost)} acknowledged writes are missing: {sorted(lost)[:5]}")
    done = unanswered & found
    if done:
        raise Dropped(f"{len(done)} writes were carried out and not answered: {sorted(done)[:5]}")


def run(binary, cycles, seed, clients=16, directory=None, tell=functools.partial(print, flush=True)):
    """(writes acknowledged, connections closed without an answer); raises Dropped."""
    directory = Path(directory or tempfile.mkdtemp(prefix="tabella-drain-"))
    rng = random.Random(seed)
    tell(f"seed {seed}, {cycles} cycles, {clients} clients, in {directory}")
    process.BINARY = Path(binary).resolve()
    server = process.dynamodb(directory, "--data-dir", "data")
    acknowledged, unanswered = set(), set()
    try:
        server.start()
        FastDynamo(server.url).call("CreateTable", **DEFINITION)
        for cycle in range(cycles):
            load = [Client(server.url, f"{cycle}.{n}") for n in range(clients)]
            for client in load:
                client.start()
            time.sleep(rng.uniform(0.05, 0.3))  # The moment of the signal.
            code = server.stop()
            for client in load:
                client.join()
            if code != 0:
                raise Dropped(f"the server ended with {code}: {server.tail()}")
            refused = [answer for client in load for answer in client.refused if answer[0] != 503]
            if refused:
                raise Dropped(f"an answer that should not be: {refused[0]}")
            for client in load:
                acknowledged |= client.acknowledged
                unanswered |= client.unanswered
            server.start()
            found = {item["pk"]["S"] for item in FastDynamo(server.url).pages("Scan", TableName=TABLE)}
            compare(found, acknowledged, unanswered)
    finally:
        server.kill()
    return len(acknowledged), len(unanswered)


def main():
    parser = argparse.ArgumentParser(prog="./dev crash drain", description="SIGTERM under load.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    started = time.monotonic()
    try:
        acknowledged, unanswered = run(options.binary, options.cycles, options.seed)
    except Dropped as dropped:
        print(f"FAILED: {dropped}")
        return 1
    print(f"{options.cycles} drains, {acknowledged} writes acknowledged and there, {unanswered} not taken on and not there, "
          f"{time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
