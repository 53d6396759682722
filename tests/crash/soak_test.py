"""A few seconds of the soak; `./dev crash soak --minutes 60` is the long run."""

import random

import pytest

from crash import soak
from crash.soak import Sample
from support import process


def test_a_short_soak_is_flat_and_loses_nothing(tmp_path):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"repeat with ./dev crash soak --minutes 0 --seed {seed}")
    ledger, samples = soak.run(process.BINARY, minutes=0, seed=seed, phase_s=1, directory=tmp_path)
    assert ledger.acknowledged > 100
    assert len(samples) == 3 and samples[0].threads > 1 and samples[0].descriptors > 5


@pytest.mark.parametrize("name, per_phase", [("resident_mb", 2), ("descriptors", 1), ("threads", 0.1)])
def test_growth_is_noticed(name, per_phase):
    flat = {"resident_mb": 100, "descriptors": 20, "threads": 8}
    soak.judge([Sample(**flat) for _ in range(60)])
    with pytest.raises(soak.Growth, match=name):
        soak.judge([Sample(**{**flat, name: flat[name] + n * per_phase}) for n in range(60)])
