"""`tabella upgrade`: the seed's table and notes get the indexes and their keys, while servers run."""

import subprocess
import threading

import pytest

from support import http_json, process
from support.boto import NOTES_SCHEMA, client, table_of
from support.notes import item_of

INDEXES = {"by-title": ("PK", "title_key"), "by-day": ("created_day", "SK")}
DAY = "2023-11-14"


def upgrade(directory, *options):
    command = [process.BINARY, "upgrade", *options]
    return subprocess.run(command, cwd=directory, env=process.environment(), capture_output=True, text=True, timeout=60)


def fill(endpoint_url, name, count=20, **more):
    """A table as the seed's `aws` line makes it, with notes as its app writes them."""
    client(endpoint_url).create_table(TableName=name, **{**NOTES_SCHEMA, **more})
    with table_of(endpoint_url, name).batch_writer() as batch:
        for n in range(count):
            batch.put_item(Item=item_of(f"17000000000{n:02}", f"title {n:02}", "seed"))


def with_indexes():
    """The indexes are there, though no item has their keys: as UpdateTable leaves a table. (Not by UpdateTable: DynamoDB
    Local, asked for its progress meanwhile, now and then answers InternalFailure, or stays CREATING for good.)"""
    names = {"PK", "SK"}.union(*INDEXES.values())
    return {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in sorted(names)],
        "GlobalSecondaryIndexes": [{
            "IndexName": index, "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": keys[0], "KeyType": "HASH"}, {"AttributeName": keys[1], "KeyType": "RANGE"}]}
            for index, keys in INDEXES.items()]}


def ask(server, target):
    answer = http_json.request(server.url, "GET", target)
    assert answer.status == 200, answer.body
    return answer.json()


def test_a_folder_of_the_seeds_notes(request, tmp_path):
    old = process.dynamodb(tmp_path, "--data-dir", "data")
    request.addfinalizer(old.kill)
    fill(old.start().url, "DemoTable")
    locked = upgrade(tmp_path)
    assert locked.returncode == 1 and "data" in locked.stderr
    assert old.stop() == 0
    tried = upgrade(tmp_path, "--dry-run")
    assert tried.returncode == 0 and "index by-title: would be made" in tried.stderr and "20 would be given keys" in tried.stderr
    done = upgrade(tmp_path)
    assert done.returncode == 0 and "20 were given keys, 0 had them" in done.stderr
    again = upgrade(tmp_path, "--log-format", "json")
    assert again.returncode == 0 and "0 were given keys, 20 had them" in again.stderr
    server = process.serve(tmp_path)
    request.addfinalizer(server.kill)
    server.start()
    titles = [f"title {n:02}" for n in range(20)]
    assert [note["title"] for note in ask(server, "/notes?sort=title&order=desc")] == titles[::-1]
    assert [note["title"] for note in ask(server, f"/notes?day={DAY}")] == titles
    assert ask(server, "/notes?title_prefix=title 07".replace(" ", "%20")) == [item_of("1700000000007", "title 07", "seed")]
    assert http_json.request(server.url, "GET", "/notes/1700000000007").headers["ETag"] == '"0"'


@pytest.mark.parametrize("store", ["tabella", "dynamodb-local"])
def test_a_store_across_the_network_beside_a_server_that_writes(request, tmp_path, store):
    endpoint = request.getfixturevalue(f"{store.replace('-', '_')}_endpoint")
    name = f"Upgrade-{store}-{tmp_path.name}"
    fill(endpoint, name, **with_indexes())
    server = process.serve(tmp_path, "--store", endpoint, "--table", name)
    request.addfinalizer(server.kill)
    server.start()
    stop = threading.Event()

    def write():
        n = 0
        while not stop.is_set():
            n += 1
            target = f"/notes/17000000000{n % 20:02}"
            assert http_json.request(server.url, "PATCH", target, {"title": f"new {n:04}"}).status == 200

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = upgrade(tmp_path, "--store", endpoint, "--table", name, "--walkers", "2")
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    notes = table_of(endpoint, name).scan()["Items"]
    assert len(notes) == 20
    for note in notes:
        assert note["title_key"] == f"TITLE#{note['title']}" and note["created_day"] == DAY, note
    assert len(ask(server, "/notes?sort=title")) == len(ask(server, f"/notes?day={DAY}")) == 20


def test_what_cannot_be_upgraded_is_said(tmp_path, tabella_endpoint):
    missing = upgrade(tmp_path, "--data-dir", "nowhere")
    assert missing.returncode == 1 and "there is no nowhere" in missing.stderr
    assert not (tmp_path / "nowhere").exists()
    unknown = upgrade(tmp_path, "--store", tabella_endpoint, "--table", "NoSuchTable")
    assert unknown.returncode == 1 and "NoSuchTable" in unknown.stderr
