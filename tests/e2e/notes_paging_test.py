"""GET /notes answers one DynamoDB page, and says so when there are more."""

import pytest

from support.notes import item_of, next_link

NOTE_BYTES = 100_000


def test_more_than_one_page_is_never_silently_short(notes):
    ids = [notes.create(f"title {n}", "x" * NOTE_BYTES) for n in range(23)]
    pages = list(notes.pages())
    assert len(pages) >= 3
    for page in pages:
        assert len(page.json()) * NOTE_BYTES <= 1_200_000
    assert [i for page in pages for i in page.json()] == [
        item_of(i, f"title {n}", "x" * NOTE_BYTES) for n, i in enumerate(ids)
    ]


def test_a_page_follows_its_cursor_even_when_notes_come_and_go(embedded_notes):
    ids = [embedded_notes.create("", "x" * NOTE_BYTES) for _ in range(15)]
    pages = embedded_notes.pages()
    first = [item["SK"].removeprefix("NOTE#") for item in next(pages).json()]
    embedded_notes.request("DELETE", f"/notes/{first[-1]}")  # The very note that the cursor points to.
    rest = [item["SK"].removeprefix("NOTE#") for page in pages for item in page.json()]
    assert first + rest == ids


@pytest.mark.parametrize("cursor", ["", "x", "%00", "AAAA", "e30", "A" * 3000])
def test_a_made_up_cursor_is_refused(embedded_notes, cursor):
    for _ in range(12):
        embedded_notes.create("", "x" * NOTE_BYTES)
    link = next_link(embedded_notes.request("GET", "/notes"))
    name = link.partition("?")[2].partition("=")[0]
    answer = embedded_notes.request("GET", f"/notes?{name}={cursor}")
    assert answer.status == 400 and list(answer.json()) == ["error"]
