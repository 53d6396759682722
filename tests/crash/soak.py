#!/usr/bin/python3
"""One server for a long time, under a load of everything: what it holds stays what it was, and so do memory and descriptors.

    soak.py --minutes 60

Writers, an index that comes and goes, readers of the stream, and clients that connect anew for every request. Every half minute the
load rests: then the store is compared with the ledger of kill9_dynamo.py, and what the server takes is written down.
"""

import argparse
import functools
import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crash.dynamo_load import DEFINITION, TABLE, Administrator, Writer
from crash.kill9_dynamo import Ledger, Loss, check_store
from support import process
from support.fast_dynamo import FastDynamo

WRITERS = 4
WALK_IN_PAUSE_S = 0.05
# Caches and write buffers fill in the first third of the time; from then on, in the last third: at most so much more.
MORE_MEMORY = 1.10
MORE_MEMORY_MB = 16
MORE_DESCRIPTORS = 8


class Growth(Exception):
    """The server takes more and more."""


@dataclass
class Sample:
    resident_mb: float
    descriptors: int  # But for data files, of which there are more where there are more data.
    threads: int


def open_files(pid):
    """Their names. One may be closed while this looks."""
    names = []
    for link in (Path("/proc") / str(pid) / "fd").iterdir():
        try:
            names.append(link.readlink().name)
        except FileNotFoundError:
            continue
    return names


def sample(pid):
    status = dict(line.split(":", 1) for line in (Path("/proc") / str(pid) / "status").read_text().splitlines())
    return Sample(resident_mb=int(status["VmRSS"].split()[0]) / 1024, threads=int(status["Threads"]),
                  descriptors=sum(not name.endswith(".sst") for name in open_files(pid)))


def judge(samples):
    """Raises Growth where the last third takes more than the second."""
    third = len(samples) // 3
    if third == 0:
        raise ValueError("three samples at the least")
    for name, times, plus in (("resident_mb", MORE_MEMORY, MORE_MEMORY_MB), ("descriptors", 1, MORE_DESCRIPTORS), ("threads", 1, 0)):
        second, last = (statistics.median(getattr(each, name) for each in part)
                        for part in (samples[third:2 * third], samples[-third:]))
        if last > second * times + plus:
            raise Growth(f"{name}: {second:.0f} in the second third, {last:.0f} in the last")


class WalkIn(threading.Thread):
    """Connects, asks once, leaves, again and again; what it asks for is not checked here, but must be answered 200."""

    def __init__(self, url):
        super().__init__()
        self.url = url
        self.stopping = threading.Event()
        self.asked = 0
        self.wrong = None

    def run(self):
        questions = (("Scan", {"TableName": TABLE}), ("Query", {
            "TableName": TABLE, "IndexName": "ByG", "KeyConditionExpression": "g = :g",
            "ExpressionAttributeValues": {":g": {"S": "g1"}}}), ("DescribeTable", {"TableName": TABLE}), ("ListTables", {}))
        while self.wrong is None and not self.stopping.wait(WALK_IN_PAUSE_S):
            dynamo = FastDynamo(self.url, timeout_s=10)
            operation, body = questions[self.asked % len(questions)]
            status, answer = dynamo.send(operation, body)
            dynamo.close()
            self.asked += 1
            if status != 200:
                self.wrong = (operation, status, answer)


def one_phase(url, ledger, rng, seconds, tag):
    """Load, rest, comparison."""
    writers = [Writer(url, name, items, rng.randrange(2**32), tag) for name, items in ledger.items.items()]
    others = [Administrator(url, pause_s=0.2), WalkIn(url)]
    for thread in [*writers, *others]:
        thread.start()
    time.sleep(seconds)  # How long the load lasts.
    for thread in [*writers, *others]:
        thread.stopping.set()
    for thread in [*writers, *others]:
        thread.join()
    wrong = [thread.wrong for thread in others if thread.wrong is not None]
    if wrong:
        raise Loss(f"an answer that should not be: {wrong[0]}")
    if any(writer.unknown for writer in writers):
        raise Loss("a write got no answer, though nobody was killed")
    check_store(url, ledger, writers)


def run(binary, minutes, seed, phase_s=30, directory=None, tell=functools.partial(print, flush=True)):
    """(ledger, samples); raises Loss where store and ledger disagree, Growth where the server grows."""
    directory = Path(directory or tempfile.mkdtemp(prefix="tabella-soak-"))
    rng = random.Random(seed)
    tell(f"seed {seed}, {minutes} minutes, in {directory}")
    process.BINARY = Path(binary).resolve()
    server = process.dynamodb(directory, "--data-dir", "data")
    ledger = Ledger(directory / "ledger.jsonl", WRITERS)
    samples = []
    end = time.monotonic() + minutes * 60
    try:
        server.start()
        FastDynamo(server.url).call("CreateTable", **DEFINITION)
        while time.monotonic() < end or len(samples) < 3:
            one_phase(server.url, ledger, rng, phase_s, f"phase {len(samples)}")
            samples.append(sample(server.child.pid))
            if len(samples) % 10 == 0 or len(samples) == 1:
                tell(f"phase {len(samples)}: {ledger.acknowledged} writes, {samples[-1]}")
        judge(samples)
        if server.stop() != 0:
            raise Loss(f"the server ended badly: {server.tail()}")
    finally:
        server.kill()
    return ledger, samples


def main():
    parser = argparse.ArgumentParser(prog="./dev crash soak", description="A long time under load: memory and descriptors stay flat.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    try:
        ledger, samples = run(options.binary, options.minutes, options.seed)
    except (Loss, Growth) as failure:
        print(f"FAILED: {failure}")
        return 1
    third = len(samples) // 3
    print(f"{options.minutes:g} minutes, {ledger.acknowledged} writes, none lost; in the second third {samples[third]}, at the end {samples[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
