"""What is acknowledged exists: under concurrency, and when two notes want the same millisecond.

TABELLA_CREATE_SECONDS=10 makes the load as long as you like; the suite runs it for two seconds.
"""

import os
import threading
import time

import pytest

from support.boto import table_of
from support.load import Creators
from support.notes import USER

CONNECTIONS = 32
SECONDS = float(os.environ.get("TABELLA_CREATE_SECONDS", "2"))


def test_as_many_notes_exist_as_were_acknowledged(notes):
    with Creators(notes.url, CONNECTIONS) as creators:
        threading.Event().wait(SECONDS)  # The length of the load.
    assert not creators.refused and not creators.maybe_created and not creators.doubled
    assert len(creators.acknowledged) > 100
    found = {item["SK"].removeprefix("NOTE#"): (item["title"], item["content"]) for item in notes.list_all()}
    assert found == creators.acknowledged


@pytest.mark.parametrize("store", ["embedded", "dynamodb-local"])
def test_a_note_never_replaces_one_that_took_its_millisecond(start_notes, store):
    notes = start_notes(store)
    table = table_of(notes.endpoint_url, notes.table)
    begin_ms = int(time.time() * 1000) + 1500
    taken = [str(ms) for ms in range(begin_ms, begin_ms + 60)]
    for note_id in taken:
        table.put_item(Item={"PK": USER, "SK": f"NOTE#{note_id}", "title": "taken", "content": ""})
    assert time.time() * 1000 < begin_ms, "the store was too slow to take the milliseconds in advance"
    created = []
    while time.time() * 1000 < begin_ms + 60:
        if time.time() * 1000 >= begin_ms - 5:
            created.append(notes.create("new", ""))
    assert created and len(set(created)) == len(created) and not set(created) & set(taken)
    titles = {item["SK"].removeprefix("NOTE#"): item["title"] for item in notes.list_all()}
    assert titles == {**dict.fromkeys(taken, "taken"), **dict.fromkeys(created, "new")}
