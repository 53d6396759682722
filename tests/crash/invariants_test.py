"""The fast run of the bank and the ring; `./dev crash invariants` runs longer."""

import random

import pytest

from crash import invariants
from support import process


@pytest.fixture
def seed():
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"repeat with ./dev crash invariants --cycles 6 --seconds 0.6 --seed {seed}")
    return seed


def test_sum_and_ring_stay_whole_under_transactions_and_kills(tmp_path, seed):
    committed, cancelled = invariants.run(process.BINARY, cycles=6, seed=seed, seconds=0.6, directory=tmp_path)
    assert committed > 100
    assert cancelled > 10


def put(item, **attributes):
    return lambda dynamo: dynamo.call("PutItem", TableName=invariants.TABLE, Item={**invariants.key(item), **attributes})


@pytest.mark.parametrize("plant, noticed", [
    (put("account 0", n={"N": "100000"}), "the accounts hold"),
    (put("ring 0", next={"N": "0"}), "the ring is broken"),
])
def test_the_check_notices(tmp_path, seed, plant, noticed):
    with pytest.raises(invariants.Broken, match=noticed):
        invariants.run(process.BINARY, cycles=1, seed=seed, plant=plant, directory=tmp_path)
