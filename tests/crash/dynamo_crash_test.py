"""The fast crash test of the DynamoDB endpoint; `./dev crash dynamo` runs as many cycles as you like."""

import random

import pytest

from crash import kill9_dynamo
from crash.dynamo_load import Write, Writer
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


def test_half_a_transaction_is_noticed():
    writer = Writer("http://127.0.0.1:1", "w", {}, 1, "")
    before = {"0": writer.fresh("0"), "1": writer.fresh("1")}
    after = {"0": writer.fresh("0"), "1": writer.fresh("1")}
    writer.items, writer.unknown = before, Write("TransactWriteItems", {}, after)
    assert kill9_dynamo.check_collection(writer, before) is False
    assert kill9_dynamo.check_collection(writer, after) is True
    with pytest.raises(kill9_dynamo.Loss):
        kill9_dynamo.check_collection(writer, {"0": after["0"], "1": before["1"]})
