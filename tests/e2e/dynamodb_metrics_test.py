"""What the DynamoDB port is asked is counted: in the Notes API's /metrics beside it, and on a port of its own without."""

import subprocess

import pytest

from support import http_json, process
from support.boto import NOTES_SCHEMA, client


def value_of(text, line):
    """The value of the metric with that name and those labels; 0 where it is not there."""
    found = [float(each.rsplit(" ", 1)[1]) for each in text.splitlines() if each.startswith(line + " ")]
    assert len(found) <= 1
    return found[0] if found else 0


def use(endpoint_url):
    dynamo = client(endpoint_url)
    dynamo.create_table(TableName="Counted", **NOTES_SCHEMA)
    for n in range(3):
        dynamo.put_item(TableName="Counted", Item={"PK": {"S": "a"}, "SK": {"S": str(n)}})
    with pytest.raises(dynamo.exceptions.ResourceNotFoundException):
        dynamo.get_item(TableName="Nope", Key={"PK": {"S": "a"}, "SK": {"S": "b"}})


def check(text):
    requests = 'tabella_dynamodb_requests_total{operation="%s",status="%d"}'
    assert value_of(text, requests % ("CreateTable", 200)) == 1
    assert value_of(text, requests % ("PutItem", 200)) == 3
    assert value_of(text, requests % ("GetItem", 400)) == 1
    assert value_of(text, 'tabella_dynamodb_request_seconds_count{operation="PutItem"}') == 3
    assert value_of(text, 'tabella_dynamodb_request_seconds_bucket{operation="PutItem",le="+Inf"}') == 3
    assert text.count("\ntabella_commit_queue_depth ") == 1


def test_the_notes_api_tells_what_the_dynamodb_port_beside_it_was_asked(embedded_notes):
    use(embedded_notes.endpoint_url)
    check(embedded_notes.request("GET", "/metrics").body.decode())


def test_a_dynamodb_alone_tells_it_on_a_port_of_its_own(request, tmp_path):
    port = process.free_port()
    server = process.dynamodb(tmp_path, "--in-memory", "--metrics-port", port)
    request.addfinalizer(server.kill)
    server.start()
    use(server.url)
    metrics = f"http://127.0.0.1:{port}"
    answer = http_json.request(metrics, "GET", "/metrics")
    assert answer.status == 200 and answer.headers["Content-Type"] == "text/plain; version=0.0.4"
    check(answer.body.decode())
    assert http_json.request(metrics, "GET", "/health").status == 200
    assert http_json.request(metrics, "GET", "/").status == 404
    refused = http_json.request(metrics, "POST", "/metrics", {})
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")
    # The DynamoDB port itself answers as AWS's does.
    assert http_json.request(server.url, "GET", "/metrics").status == 404
    assert server.stop() == 0


def test_the_port_of_the_metrics_asks_nobody_who_they_are(tmp_path):
    server = process.dynamodb(tmp_path, "--in-memory", "--host", "0.0.0.0", "--auth", "sigv4", "--metrics-port", process.free_port(),
                              TABELLA_ACCESS_KEY_ID="a", TABELLA_SECRET_ACCESS_KEY="b")
    ended = subprocess.run(server.command, cwd=tmp_path, env=server.env, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 2 and "--metrics-port" in ended.stderr
