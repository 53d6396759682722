"""Every planted bug still has its place; `./dev plant` shows that each is caught."""

import pytest

from planted.bugs import BUGS
from support.process import REPOSITORY


def test_there_are_at_least_twenty_bugs_with_names_of_their_own():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 20


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "-"))
def test_it_can_still_be_planted(bug):
    text = (REPOSITORY / bug.file).read_text(encoding="utf-8")
    assert text.count(bug.sound) == 1
    assert bug.planted != bug.sound
