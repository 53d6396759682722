"""The fast crash test of the DynamoDB endpoint; `./dev crash dynamo` runs as many cycles as you like."""

import random

import pytest

from crash import kill9_dynamo
from crash.dynamo_load import Write, Writer
from crash.replay import NotTheTable, Replay
from support import process


@pytest.fixture
def seed():
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"repeat with ./dev crash dynamo --cycles 20 --seed {seed}")
    return seed


def test_twenty_kills_under_load_leave_every_write_as_it_was_answered(tmp_path, seed):
    ledger = kill9_dynamo.run(process.BINARY, cycles=20, seed=seed, writers=8, directory=tmp_path)
    assert ledger.acknowledged > 200
    assert ledger.unknown > 20
    assert ledger.new_indexes > 0
    assert ledger.replay.changes >= ledger.acknowledged / 2


@pytest.mark.parametrize("plant, noticed", [("loss", "acknowledged was"), ("stale", "acknowledged was"),
                                            ("resurrection", "acknowledged was"), ("hot", "the hot item has")])
def test_the_check_notices(tmp_path, seed, plant, noticed):
    with pytest.raises(kill9_dynamo.Loss, match=noticed):
        # The hot item is behind only when no write to it was left open.
        kill9_dynamo.run(process.BINARY, cycles=30, seed=seed, writers=2, plant=plant, directory=tmp_path)


BASE = [{"pk": {"S": "a"}, "sk": {"S": str(i)}, "g": {"S": "g"}, "n": {"N": str(i)}} for i in range(3)]
KEYS = [{k: item[k] for k in ("pk", "sk", "n")} for item in BASE]


@pytest.mark.parametrize("by_g, by_n, noticed", [
    (BASE[1:], KEYS, "global"),
    (BASE + BASE[:1], KEYS, "global"),
    ([{**BASE[0], "v": {"S": "old"}}] + BASE[1:], KEYS, "global"),
    (BASE, KEYS[1:], "local"),
    (BASE, KEYS + [{**KEYS[0], "n": {"N": "9"}}], "local"),
])
def test_the_check_notices_an_index_that_is_not_the_tables(by_g, by_n, noticed):
    kill9_dynamo.check_indexes(BASE, BASE, KEYS)
    with pytest.raises(kill9_dynamo.Loss, match=noticed):
        kill9_dynamo.check_indexes(BASE, by_g, by_n)


def change(number, before, after, name):
    images = {name: image for name, image in (("OldImage", before), ("NewImage", after)) if image}
    keys = {name: (after or before)[name] for name in ("pk", "sk")}
    return {"eventName": name, "dynamodb": {"SequenceNumber": str(number), "Keys": keys, **images}}


FIRST, SECOND = BASE[0], {**BASE[0], "v": {"S": "second"}}
HISTORY = [change(1, None, FIRST, "INSERT"), change(2, FIRST, SECOND, "MODIFY"), change(3, SECOND, None, "REMOVE"),
           change(4, None, FIRST, "INSERT")]


@pytest.mark.parametrize("history, table, noticed", [
    (HISTORY[1:], [FIRST], "left None"),
    (HISTORY[:1] + HISTORY[2:], [FIRST], "left"),
    (HISTORY[:3], [FIRST], "lead to None"),
    (HISTORY, [], "is None"),
    (HISTORY, [SECOND], "lead to"),
    (HISTORY[:2] + HISTORY[1:], [FIRST], "comes after"),
    (HISTORY + [change(5, FIRST, FIRST, "MODIFY")], [FIRST], "is called"),
    (HISTORY[:3] + [change(4, None, FIRST, "MODIFY")], [FIRST], "is called"),
])
def test_the_check_notices_a_stream_that_is_not_the_tables(history, table, noticed):
    def replay(changes, items):
        replayed = Replay()
        for record in changes:
            replayed.apply(record)
        replayed.compare(items)

    replay(HISTORY, [FIRST])
    with pytest.raises(NotTheTable, match=noticed):
        replay(history, table)


def test_half_a_transaction_is_noticed():
    writer = Writer("http://127.0.0.1:1", "w", {}, 1, "")
    before = {"0": writer.fresh("0"), "1": writer.fresh("1")}
    after = {"0": writer.fresh("0"), "1": writer.fresh("1")}
    writer.items, writer.unknown = before, Write("TransactWriteItems", {}, after)
    assert kill9_dynamo.check_collection(writer, before) is False
    assert kill9_dynamo.check_collection(writer, after) is True
    with pytest.raises(kill9_dynamo.Loss):
        kill9_dynamo.check_collection(writer, {"0": after["0"], "1": before["1"]})
