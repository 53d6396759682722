"""The AWS CLI against the endpoint, the seed's own line first. Each call takes the CLI about a second."""

import json
import shutil
import subprocess

import pytest

from support import process

AWS = "/usr/bin/aws"

# As the seed's README has it, but for the port.
SEED_CREATE_TABLE = """\
aws dynamodb create-table \\
  --endpoint-url http://localhost:8000 \\
  --table-name DemoTable \\
  --attribute-definitions AttributeName=PK,AttributeType=S AttributeName=SK,AttributeType=S \\
  --key-schema AttributeName=PK,KeyType=HASH AttributeName=SK,KeyType=RANGE \\
  --billing-mode PAY_PER_REQUEST
"""

KEY = '{"PK":{"S":"USER#demo"},"SK":{"S":"NOTE#1"}}'


@pytest.fixture
def server(request, tmp_path):
    if shutil.which(AWS) is None:
        pytest.skip(f"no AWS CLI at {AWS}")
    server = process.dynamodb(tmp_path, "--in-memory").start()
    yield server
    server.stop()


def run_line(server, line):
    line = line.replace("localhost:8000", f"localhost:{server.port}").replace("aws dynamodb", f"{AWS} dynamodb", 1)
    return subprocess.run(["bash", "-c", line], env=process.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)


def aws(server, *arguments):
    done = subprocess.run([AWS, "dynamodb", *arguments, "--endpoint-url", server.url, "--output", "json"],
                          env=process.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_a_table_from_its_creation_to_its_end(server):
    created = run_line(server, SEED_CREATE_TABLE)
    assert created.returncode == 0, created.stderr
    table = json.loads(created.stdout)["TableDescription"]
    assert table["TableName"] == "DemoTable"
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    again = run_line(server, SEED_CREATE_TABLE)
    assert again.returncode != 0 and "ResourceInUseException" in again.stderr

    aws(server, "wait", "table-exists", "--table-name", "DemoTable")
    assert aws(server, "list-tables")["TableNames"] == ["DemoTable"]
    described = aws(server, "describe-table", "--table-name", "DemoTable")["Table"]
    assert described["TableStatus"] == "ACTIVE"
    assert described["KeySchema"] == [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]

    item = {"PK": {"S": "USER#demo"}, "SK": {"S": "NOTE#1"}, "title": {"S": "Hello"}, "count": {"N": "1"}}
    on_demo = ("--table-name", "DemoTable")
    assert aws(server, "put-item", *on_demo, "--item", json.dumps(item)) is None
    assert aws(server, "get-item", *on_demo, "--key", KEY)["Item"] == item
    found = aws(server, "query", *on_demo, "--key-condition-expression", "PK = :p AND begins_with(SK, :s)",
                "--expression-attribute-values", '{":p":{"S":"USER#demo"},":s":{"S":"NOTE#"}}')
    assert (found["Items"], found["Count"], found["ScannedCount"]) == ([item], 1, 1)
    assert aws(server, "scan", *on_demo)["Items"] == [item]
    updated = aws(server, "update-item", *on_demo, "--key", KEY, "--update-expression", "ADD #c :one SET title = :t",
                  "--expression-attribute-names", '{"#c":"count"}',
                  "--expression-attribute-values", '{":one":{"N":"1"},":t":{"S":"Bye"}}', "--return-values", "UPDATED_NEW")
    assert updated["Attributes"] == {"count": {"N": "2"}, "title": {"S": "Bye"}}
    deleted = aws(server, "delete-item", *on_demo, "--key", KEY, "--return-values", "ALL_OLD")
    assert deleted["Attributes"] == {**item, "count": {"N": "2"}, "title": {"S": "Bye"}}
    assert aws(server, "scan", *on_demo)["Count"] == 0
    aws(server, "delete-table", *on_demo)
    aws(server, "wait", "table-not-exists", *on_demo)
    assert aws(server, "list-tables")["TableNames"] == []
