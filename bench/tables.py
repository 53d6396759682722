"""The table the loads run on, and filling it."""

import json
import string
from concurrent.futures import ThreadPoolExecutor
from random import Random

from support import http_json

NAME = "Bench"
PARTITION = 10  # Items in one: what a Query of the loads reads.
BATCH = 25

HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
                     "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
    "X-Amz-Date": "20260101T000000Z",
}


def call(connection, operation, body):
    """The answer's JSON; any error ends the run."""
    headers = {**HEADERS, "X-Amz-Target": "DynamoDB_20120810." + operation}
    answer = http_json.exchange(connection, "POST", "/", json.dumps(body).encode(), headers)
    if answer.status != 200:
        raise RuntimeError(f"{operation}: {answer.status} {answer.body[:300]!r}")
    return answer.json()


def create(url, name=NAME):
    call(http_json.connect(url), "CreateTable", {
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}, {"AttributeName": "SK", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        "BillingMode": "PAY_PER_REQUEST",
    })


def texts(size):
    """101 of SIZE letters and digits, the same each time, which hardly compress, as those of load/texts.lua."""
    random = Random(1)
    return ["".join(random.choices(string.ascii_letters + string.digits, k=size)) for _ in range(101)]


def fill(url, first, last, value_bytes=1000):
    """Items FIRST to LAST - 1, of the form that load/dynamodb.lua asks for."""
    values = texts(value_bytes)

    threads = 8
    shares = [range(first + BATCH * i, last, BATCH * threads) for i in range(threads)]

    def work(share):
        connection = http_json.connect(url, timeout_s=60)
        for start in share:
            puts = [{"PutRequest": {"Item": {"PK": {"S": f"p{n // PARTITION}"}, "SK": {"S": f"s{n % PARTITION}"},
                                             "data": {"S": values[n % len(values)]}, "seen": {"N": "0"}}}}
                    for n in range(start, min(start + BATCH, last))]
            rest = {NAME: puts}
            while rest:
                rest = call(connection, "BatchWriteItem", {"RequestItems": rest}).get("UnprocessedItems")
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, shares):
            pass
