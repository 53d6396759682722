"""The fast crash test; `./dev crash` runs as many cycles as you like."""

import random

import pytest

from crash import kill9
from support import process


@pytest.fixture
def seed():
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"repeat with ./dev crash --cycles 20 --seed {seed}")
    return seed


def test_twenty_kills_under_load_lose_no_acknowledged_note(tmp_path, seed):
    assert kill9.run(process.BINARY, cycles=20, seed=seed, creators=12, directory=tmp_path) > 100


def test_the_check_notices_one_lost_note(tmp_path, seed):
    with pytest.raises(kill9.Loss, match="1 acknowledged notes are missing"):
        kill9.run(process.BINARY, cycles=2, seed=seed, creators=4, plant_loss=True, directory=tmp_path)
