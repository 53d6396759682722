"""The fast drain test; `./dev crash drain` runs as many cycles as you like."""

import random

import pytest

from crash import drain
from support import process


def test_five_drains_under_load_drop_nothing(tmp_path):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"repeat with ./dev crash drain --cycles 5 --seed {seed}")
    acknowledged, _ = drain.run(process.BINARY, cycles=5, seed=seed, directory=tmp_path)
    assert acknowledged > 50


@pytest.mark.parametrize("found, noticed", [({"a"}, "acknowledged writes are missing"), ({"a", "b", "x"}, "not answered")])
def test_the_check_notices(found, noticed):
    drain.compare({"a", "b", "other"}, {"a", "b"}, {"x"})
    with pytest.raises(drain.Dropped, match=noticed):
        drain.compare(found, {"a", "b"}, {"x"})
