"""What earlier releases left behind is read, goes on, and is read again."""

import json
import tarfile
import time
from pathlib import Path

import pytest

from support import http_json
from upgrade import golden

# What expired since the release made its directory is gone soon after the start.
SWEPT_WITHIN_S = 20

RELEASES = sorted(Path(__file__).parent.glob("*.tar.gz"))


def test_there_is_one():
    assert RELEASES


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name.removesuffix(".tar.gz"))
def test_opens_what_a_release_left_behind(request, tmp_path, release):
    with tarfile.open(release) as archive:
        archive.extractall(tmp_path)
    expected = json.loads((tmp_path / "expected.json").read_text())

    server, dynamo = golden.server_on(tmp_path)
    request.addfinalizer(lambda: server.kill())
    tables = golden.unexpired(expected["tables"], time.time())
    deadline = time.monotonic() + SWEPT_WITHIN_S
    while golden.snapshot(dynamo) != tables and time.monotonic() < deadline:
        time.sleep(0.05)
    assert golden.snapshot(dynamo) == tables
    assert golden.notes_of(server.url) == expected["notes"]

    # It goes on: a new row in table and indexes, a row that changes, a note.
    key = {"pk": {"S": "p3"}, "sk": {"S": "new"}}
    dynamo.call("PutItem", TableName="Everything", Item={**key, "n": {"N": "5"}, "team": {"S": "o-new"}})
    dynamo.call("UpdateItem", TableName="Numbers", Key={"n": {"N": "100"}, "b": {"B": "AA=="}}, UpdateExpression="SET #a = :a",
                ExpressionAttributeNames={"#a": "at"}, ExpressionAttributeValues={":a": {"N": "7"}})
    assert http_json.request(server.url, "POST", "/notes", {"title": "new", "content": "new"}).status == 201
    query = dynamo.call("Query", TableName="Everything", IndexName="by-number", KeyConditionExpression="team = :o",
                        ExpressionAttributeValues={":o": {"S": "o-new"}})
    assert [item["sk"] for item in query["Items"]] == [{"S": "new"}]
    after = golden.snapshot(dynamo)
    assert len(after["Everything"]["items"]) == len(tables["Everything"]["items"]) + 1

    assert server.stop() == 0, server.tail()
    server, dynamo = golden.server_on(tmp_path)
    assert golden.snapshot(dynamo) == after
    assert len(golden.notes_of(server.url)) == len(expected["notes"]) + 1
