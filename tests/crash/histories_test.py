"""The checker itself, and the fast run of it; `./dev crash histories` runs as many as you like."""

import random

import pytest

from crash import histories
from crash.linearizability import NEVER, UNKNOWN, Op, linearizable
from support import process


def ops(text):
    """'put a 0 1 -> None; get 2 3 -> a': kind, values, start, end (or ?), result (or ? for none)."""
    parsed = []
    for line in text.split(";"):
        call, _, result = line.partition("->")
        kind, *values, start, end = call.split()
        told = {"None": None, "True": True, "False": False, "?": UNKNOWN}.get(result.strip(), result.strip())
        expected = None
        if kind == "cas":
            expected = None if values[0] == "None" else values.pop(0)
            values = values[-1:]
        value = values[0] if values else None
        parsed.append(Op(kind, float(start), NEVER if end == "?" else float(end), value, expected, told))
    return parsed


GOOD = [
    "put a 0 1 -> None; get 2 3 -> a",
    "put a 0 5 -> None; get 1 2 -> None; get 3 4 -> a",
    "put a 0 5 -> b; put b 0 5 -> None; get 6 7 -> a",
    "put a 0 ? -> ?; get 1 2 -> None; get 3 4 -> a; get 5 6 -> a",
    "put a 0 ? -> ?; get 1 2 -> None; get 3 4 -> None",
    "cas None a 0 1 -> True; cas a b 2 3 -> True; get 4 5 -> b",
    "cas None a 0 5 -> True; cas None b 0 5 -> False; get 6 7 -> a",
    "put a 0 1 -> None; cas a b 2 ? -> ?; cas a c 3 4 -> False; get 5 6 -> b",
    "put a 0 1 -> None; delete 2 3 -> a; get 4 5 -> None",
]

BAD = [
    "put a 0 1 -> None; get 2 3 -> None",  # a stale read
    "put a 0 1 -> None; put b 2 3 -> a; get 4 5 -> a",  # an older value
    "put a 0 1 -> b",  # a value nobody wrote
    "get 0 1 -> a; put a 2 3 -> None",  # read before it was written
    "put a 0 5 -> None; get 1 2 -> a; get 3 4 -> None",  # seen, then not
    "put a 0 ? -> ?; get 1 2 -> a; get 3 4 -> None",  # the same of a write without an answer
    "put a 0 1 -> None; put b 0 1 -> None",  # both saw no item
    "put a 0 1 -> None; delete 2 3 -> None",  # the deletion did not see it
    "put a 0 1 -> None; delete 2 3 -> a; get 4 5 -> a",  # an undone deletion
    "delete 0 1 -> a; put a 2 3 -> None",  # deleted before it was there
    "cas None a 0 5 -> True; cas None b 0 5 -> True",  # two creators succeed
    "cas None a 0 1 -> True; cas None b 2 3 -> False; get 4 5 -> b",  # a refused write is visible
    "cas None a 0 1 -> True; cas b c 2 3 -> True",  # a false condition held
    "put a 0 1 -> None; cas a b 2 3 -> False",  # a true condition did not
    "put a 0 1 -> None; cas a b 2 3 -> True; cas a c 4 5 -> True",  # a lost update
    "put a 0 1 -> None; cas a b 2 3 -> True; get 4 5 -> a",  # an acknowledged update is lost
    "put a 0 1 -> None; put b 2 3 -> None",  # the second saw nothing
    "put a 0 5 -> None; put b 0 5 -> a; get 6 7 -> a",  # the order seen is not that of the values
    "put a 0 9 -> None; put b 0 9 -> a; get 1 2 -> b; get 3 4 -> a",  # two readers, two orders
    "put a 0 1 -> None; put b 2 ? -> ?; get 3 4 -> b; get 5 6 -> a; get 7 8 -> b",  # there and back
    "put a 5 ? -> ?; get 0 1 -> a",  # effective before its start
]


@pytest.mark.parametrize("text", GOOD)
def test_the_checker_accepts(text):
    assert linearizable(ops(text))


@pytest.mark.parametrize("text", BAD)
def test_the_checker_rejects(text):
    assert not linearizable(ops(text))


def test_one_swapped_answer_in_a_long_history_is_found():
    rng = random.Random(1)
    history, state = [], None
    for i in range(200):
        value = f"v{i}"
        history.append(Op("put", 2 * i, 2 * i + 1, value, None, state))
        state = value
    assert linearizable(history)
    at = rng.randrange(1, 199)
    broken = history[:at] + [Op("get", history[at].start, history[at].end, None, None, "v0" if at > 1 else "v9")] + history[at + 1:]
    assert not linearizable(broken)


def test_two_hundred_histories_are_linearizable(tmp_path):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"repeat with ./dev crash histories --runs 50 --seed {seed}")
    judged, operations, unanswered = histories.run(process.BINARY, runs=50, seed=seed, directory=tmp_path)
    assert judged == 200
    assert operations == 50 * histories.CLIENTS * histories.OPERATIONS
    assert unanswered > 50
