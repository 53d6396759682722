"""Memory is bounded by what was configured, not by the data."""

import base64
import random

import pytest

from support import process
from support.fast_dynamo import FastDynamo
from support.usage import Usage

ITEMS, ITEM_BYTES = 250, 200_000
BATCH = 25


def resident_mb(server):
    return Usage(server.child.pid).status_kb("VmRSS") / 1024


@pytest.fixture(scope="module")
def data_of_50_mb(tmp_path_factory):
    directory = tmp_path_factory.mktemp("memory")
    server = process.dynamodb(directory, "--data-dir", "data").start()
    dynamo = FastDynamo(server.url)
    dynamo.call("CreateTable", TableName="Noise", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}])
    noise = random.Random(7)
    for first in range(0, ITEMS, BATCH):
        puts = [{"PutRequest": {"Item": {"pk": {"S": str(i)}, "b": {"B": base64.b64encode(noise.randbytes(ITEM_BYTES)).decode()}}}}
                for i in range(first, first + BATCH)]
        assert dynamo.call("BatchWriteItem", RequestItems={"Noise": puts})["UnprocessedItems"] == {}
    assert server.stop() == 0
    # So that all of it is in data files, and nothing else is in memory at the next start.
    assert process.dynamodb(directory, "--data-dir", "data", "--compact").start().stop() == 0
    return directory


def resident_after_reading_all(directory, cache_mb):
    server = process.dynamodb(directory, "--data-dir", "data", "--cache-mb", cache_mb).start()
    try:
        dynamo = FastDynamo(server.url)
        assert len(dynamo.pages("Scan", TableName="Noise")) == ITEMS
        for i in range(ITEMS):
            assert "Item" in dynamo.call("GetItem", TableName="Noise", Key={"pk": {"S": str(i)}})
        return resident_mb(server)
    finally:
        server.kill()


def test_the_cache_is_as_large_as_was_said(data_of_50_mb):
    small = resident_after_reading_all(data_of_50_mb, 8)
    large = resident_after_reading_all(data_of_50_mb, 128)  # Half of it is for files.
    assert small < 60, "the server alone takes 20 MB"
    assert large > small + 25, (small, large)


def test_the_largest_cache_that_may_be_asked_for(request, tmp_path):
    server = process.dynamodb(tmp_path, TABELLA_CACHE_MB="1000000")
    request.addfinalizer(server.kill)
    server.start()
    assert resident_mb(server) < 100, "it is taken as it is filled"


@pytest.mark.parametrize("refused", ["7", "0", "-1", "1000001", "many"])
def test_a_cache_that_is_no_size_is_refused(tmp_path, refused):
    server = process.dynamodb(tmp_path, "--cache-mb", refused)
    with pytest.raises(RuntimeError, match="ended with"):
        server.start()
    assert "--cache-mb" in server.tail()
