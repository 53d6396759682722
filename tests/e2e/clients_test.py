"""Real clients and object mappers, each with a script of its own (tests/support/clients): create a table, items, conditions,
indexes, pages, batches, transactions. They run where `python3 tests/support/clients.py` has put the clients."""

import subprocess

import pytest

from support import clients, process

# A script, and the package that it needs.
JAVASCRIPT = {"sdk_v3.mjs": "@aws-sdk/lib-dynamodb", "dynamoose.mjs": "dynamoose", "electrodb.mjs": "electrodb",
              "toolbox.mjs": "dynamodb-toolbox"}
PYTHON = {"boto3_newest.py": "boto3", "pynamodb_models.py": "pynamodb"}
GO = "go"
JAVA = "java"


def command_of(script):
    """The script's command but for the endpoint; skips where its client is not here."""
    if script in JAVASCRIPT:
        command, reason = clients.find_javascript(JAVASCRIPT[script])
    elif script in PYTHON:
        command, reason = clients.find_python(PYTHON[script])
    else:
        command, reason = clients.find_go() if script == GO else clients.find_java()
    if command is None:
        pytest.skip(reason)
    if script in JAVASCRIPT:
        return [*command, clients.place(script)]
    return [*command, clients.SCRIPTS / script] if script in PYTHON else command


def run(script, endpoint):
    done = subprocess.run([*map(str, command_of(script)), endpoint], env=process.environment(NODE_NO_WARNINGS="1"),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stdout + done.stderr[-4000:]


@pytest.mark.parametrize("script", [*JAVASCRIPT, *PYTHON, GO, JAVA])
def test_a_client_does_all_its_work(endpoint, script):
    run(script, endpoint)


@pytest.fixture(scope="module")
def verifying_endpoint(tmp_path_factory):
    """An endpoint that verifies signatures, and knows only the key that all scripts sign with."""
    server = process.dynamodb(tmp_path_factory.mktemp("verifying"), "--in-memory", "--auth", "sigv4",
                              TABELLA_ACCESS_KEY_ID=process.AWS_ENVIRONMENT["AWS_ACCESS_KEY_ID"],
                              TABELLA_SECRET_ACCESS_KEY=process.AWS_ENVIRONMENT["AWS_SECRET_ACCESS_KEY"]).start()
    yield server.url
    assert server.stop() == 0, server.tail()


@pytest.mark.parametrize("script", ["sdk_v3.mjs", "boto3_newest.py", GO, JAVA])
def test_a_client_signs_rightly(verifying_endpoint, script):
    run(script, verifying_endpoint)
