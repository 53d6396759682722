#!/usr/bin/python3
"""kill -9 under load: no acknowledged note may be lost, no acknowledged deletion undone.

Each cycle starts `tabella serve` on the same data, lets concurrent creators work, kills the server
with SIGKILL at a random moment (now and then once more, while it recovers), starts it again and
compares what it holds with the ledger, which this process keeps. Operations end acknowledged,
refused or unknown; only the unknown may have happened or not.

    kill9.py --cycles 20 --seed 7         one run, repeatable as far as the machine lets it
    kill9.py --plant-loss                 deletes one acknowledged note behind the ledger's back: must fail
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

from support import process
from support.load import Creators
from support.notes import Notes


# After so many cycles the notes go to another user, so that comparing stays quick; all are compared at the end.
GENERATION_CYCLES = 50


class Loss(Exception):
    """The store and the ledger disagree."""


class Ledger:
    """What the server owes: kept in memory, and in a file for whoever looks into a failure."""

    def __init__(self, path):
        self.path = path
        self.notes = {}  # id -> (title, content), acknowledged and not deleted
        self.maybe_notes = set()  # (title, content): created or not
        self.maybe_deleted = {}  # id -> (title, content): deleted or not

    def add(self, creators):
        if creators.doubled or set(creators.acknowledged) & (set(self.notes) | set(self.maybe_deleted)):
            raise Loss(f"ids given out twice: {creators.doubled}")
        for note_id, note in creators.acknowledged.items():
            if note_id in creators.maybe_deleted:
                self.maybe_deleted[note_id] = note
            elif note_id not in creators.deleted:
                self.notes[note_id] = note
        self.maybe_notes |= set(creators.maybe_created)
        with open(self.path, "a", encoding="utf-8") as file:
            for note_id, note in creators.acknowledged.items():
                deleted = note_id in creators.deleted
                file.write(json.dumps({"id": note_id, "title": note[0], "deleted": deleted}) + "\n")

    def compare(self, listed):
        """Checks the whole list, and settles what was unknown."""
        ids = [item["SK"].removeprefix("NOTE#") for item in listed]
        if ids != sorted(set(ids)):
            raise Loss("the list is not in key order, or has an id twice")
        found = {i: (item["title"], item["content"]) for i, item in zip(ids, listed)}
        lost = sorted(set(self.notes) - set(found))
        if lost:
            raise Loss(f"{len(lost)} acknowledged notes are missing: {lost[:5]}")
        changed = [i for i, note in self.notes.items() if found[i] != note]
        if changed:
            raise Loss(f"{len(changed)} notes have another content: {changed[:5]}")
        for note_id in set(found) - set(self.notes):
            note = found[note_id]
            if self.maybe_deleted.get(note_id) != note and note not in self.maybe_notes:
                raise Loss(f"a note that should not be there: {note_id} {note}")
        news = [note for i, note in found.items() if i not in self.notes and i not in self.maybe_deleted]
        if len(news) != len(set(news)):
            raise Loss("one request created two notes")
        # The server that might still have acted on the unknown is dead.
        self.notes, self.maybe_notes, self.maybe_deleted = found, set(), {}


def run(binary, cycles, seed, creators, plant_loss=False, directory=None, tell=functools.partial(print, flush=True)):
    """Raises Loss where the store and the ledger disagree; returns the number of notes that survived."""
    directory = Path(directory or tempfile.mkdtemp(prefix="tabella-crash-"))
    rng = random.Random(seed)
    tell(f"seed {seed}, {cycles} cycles, {creators} creators, in {directory}")
    process.BINARY = Path(binary).resolve()
    generations = []  # (server, ledger)
    server = None
    try:
        for cycle in range(1, cycles + 1):
            if cycle % GENERATION_CYCLES == 1:
                if server is not None:
                    server.kill()
                user = f"USER#{len(generations)}"
                server = process.serve(directory, "--data-dir", "data", "--user-id", user)
                ledger = Ledger(directory / "ledger.jsonl")
                generations.append((server, ledger))
            kill_once(server, ledger, cycle, rng, creators, tell)
            if rng.random() < 0.2:
                kill_while_recovering(server, rng)
            server.start()
            if plant_loss:
                Notes(server, None, None).request("DELETE", f"/notes/{rng.choice(sorted(ledger.notes))}")
            ledger.compare(Notes(server, None, None).list_all())
        server.kill()
        for server, ledger in generations:
            ledger.compare(Notes(server.start(), None, None).list_all())
            server.kill()
    finally:
        if server is not None:
            server.kill()
    return sum(len(ledger.notes) for _, ledger in generations)


def kill_once(server, ledger, cycle, rng, creators, tell):
    started = time.monotonic()
    if not server.running():
        server.start()
    with Creators(server.url, creators, tag=f"cycle {cycle}, ", delete_every=8) as load:
        load.wait_for(1)
        moment_s = rng.uniform(0, 0.4)
        load.stopping.wait(moment_s)
        server.kill()
    if load.refused:
        raise Loss(f"refused under an ordinary load: {load.refused[:3]}")
    ledger.add(load)
    tell(f"cycle {cycle}: killed {moment_s * 1000:.0f} ms after the first answer, {len(load.acknowledged)} created, "
         f"{len(load.deleted)} deleted, {len(load.maybe_created) + len(load.maybe_deleted)} unknown "
         f"({time.monotonic() - started:.1f} s)")


def kill_while_recovering(server, rng):
    server.launch()
    time.sleep(rng.uniform(0, 0.05))  # The moment of the second kill.
    server.kill()


def main():
    parser = argparse.ArgumentParser(prog="./dev crash", description="kill -9 under load: no acknowledged note may be lost.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--creators", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--plant-loss", action="store_true", help="lose a note on purpose: the run must fail")
    options = parser.parse_args()
    started = time.monotonic()
    try:
        survived = run(options.binary, options.cycles, options.seed, options.creators, options.plant_loss)
    except Loss as loss:
        print(f"FAILED: {loss}")
        return 1
    print(f"{options.cycles} kills, {survived} notes, none lost, {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
