"""`tabella dynamodb` in DynamoDB Local's place: its flags, and its data sets by access key and region."""

import subprocess
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from support import dynamodb_local as local
from support import http_json, process
from support.boto import NOTES_SCHEMA

JAVA_ARGUMENTS = ["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"]


def client(url, key="test", region="us-east-1"):
    return boto3.client("dynamodb", endpoint_url=url, region_name=region, aws_access_key_id=key,
                        aws_secret_access_key="secret", config=Config(retries={"max_attempts": 0}))


def tables(url, key="test", region="us-east-1"):
    return client(url, key, region).list_tables()["TableNames"]


def start(folder, *flags):
    """Tabella, told only what DynamoDB Local would be told."""
    process.require_binary()
    port = process.free_port()
    command = [process.BINARY, "dynamodb", *JAVA_ARGUMENTS, "-port", port, *flags]
    return process.Process(command, Path(folder) / "dynamodb.log", port, "/", cwd=folder).start()


@pytest.fixture(params=["tabella", "dynamodb-local"])
def separate(request, tmp_path):
    """The URL of a server without -sharedDb."""
    if request.param == "tabella":
        server = start(tmp_path, "-inMemory", "-disableTelemetry")
    else:
        jars = request.getfixturevalue("dynamodb_local_jars")
        server = local.process(jars, tmp_path, shared=False).start()
    yield server.url
    server.stop()


def test_each_key_and_region_has_its_own_tables(separate):
    for key, region in [("one", "us-east-1"), ("two", "us-east-1"), ("one", "eu-west-1")]:
        assert tables(separate, key, region) == []
        client(separate, key, region).create_table(TableName="Notes", **NOTES_SCHEMA)
        assert tables(separate, key, region) == ["Notes"]
    client(separate, "two").delete_table(TableName="Notes")
    assert tables(separate, "two") == []
    assert tables(separate, "one") == tables(separate, "one", "eu-west-1") == ["Notes"]


def test_keys_have_letters_and_digits_only(separate):
    for key in ["a-b", "a_b", "a.b"]:
        with pytest.raises(ClientError) as refused:
            tables(separate, key)
        error = refused.value.response["Error"]
        assert error["Code"] == "UnrecognizedClientException"
        assert error["Message"] == "The Access Key ID or security token is invalid."


def test_arns_name_the_region_of_the_request(tmp_path):
    server = start(tmp_path, "-inMemory")
    created = client(server.url, "one", "eu-west-1").create_table(TableName="Notes", **NOTES_SCHEMA)
    arn = created["TableDescription"]["TableArn"]
    assert arn == "arn:aws:dynamodb:eu-west-1:000000000000:table/Notes"
    assert client(server.url, "one", "eu-west-1").describe_table(TableName=arn)["Table"]["TableArn"] == arn
    assert server.stop() == 0


def test_separate_data_survives_a_restart(tmp_path):
    keys = [("one", "us-east-1"), ("two", "us-east-1"), ("one", "eu-west-1")]
    server = start(tmp_path, "-dbPath", "db")
    for key, region in keys:
        client(server.url, key, region).create_table(TableName=f"{key}-{region}", **NOTES_SCHEMA)
    assert server.stop() == 0
    server = start(tmp_path, "-dbPath", "db", "-optimizeDbBeforeStartup")
    for key, region in keys:
        assert tables(server.url, key, region) == [f"{key}-{region}"]
    assert server.stop() == 0
    assert (tmp_path / "db").is_dir() and not (tmp_path / "data").exists()


def test_a_shared_db_is_everyones(tmp_path):
    server = start(tmp_path, "-inMemory", "-sharedDb")
    client(server.url, "one").create_table(TableName="Notes", **NOTES_SCHEMA)
    assert tables(server.url, "two-with-dash", "eu-west-1") == ["Notes"]
    assert server.stop() == 0


def test_statuses_take_their_time(tmp_path):
    server = start(tmp_path, "-inMemory", "-delayTransientStatuses")
    dynamodb = client(server.url)
    assert dynamodb.create_table(TableName="Notes", **NOTES_SCHEMA)["TableDescription"]["TableStatus"] == "CREATING"
    assert dynamodb.describe_table(TableName="Notes")["Table"]["TableStatus"] == "CREATING"
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.put_item(TableName="Notes", Item={"PK": {"S": "a"}, "SK": {"S": "b"}})
    dynamodb.get_waiter("table_exists").wait(TableName="Notes", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    dynamodb.put_item(TableName="Notes", Item={"PK": {"S": "a"}, "SK": {"S": "b"}})
    dynamodb.delete_table(TableName="Notes")
    assert dynamodb.describe_table(TableName="Notes")["Table"]["TableStatus"] == "DELETING"
    assert server.stop() == 0


def test_cors_names_the_origins(tmp_path):
    server = start(tmp_path, "-inMemory", "-cors", "https://a.example,b.example")
    asked = {"Access-Control-Request-Method": "POST"}
    for origin, allowed in [("https://a.example", True), ("http://b.example", True), ("http://localhost", False)]:
        answer = http_json.request(server.url, "OPTIONS", "/", headers={"Origin": origin, **asked})
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert server.stop() == 0


@pytest.mark.parametrize("flags, code, said", [
    (["-help"], 0, "--data-dir"),
    (["-version"], 0, "tabella "),
    (["-inMemory", "-dbPath", "."], 2, "-dbPath and -inMemory cannot be set at the same time"),
    (["-optimizeDbBeforeStartup"], 2, "-optimizeDbBeforeStartup needs -dbPath"),
    (["-port", "99999"], 2, "port"),
    (["-inMemory", "-nonsense"], 2, "nonsense"),
])
def test_flags_that_do_not_start_a_server(tmp_path, flags, code, said):
    process.require_binary()
    done = subprocess.run([process.BINARY, "dynamodb", *flags], env=process.environment(), cwd=tmp_path,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert said in done.stdout + done.stderr
