"""Real clients and object mappers, each with a script of its own (tests/support/clients): create a table, items, conditions,
indexes, pages, batches, transactions. They run where `python3 tests/support/clients.py` has put the clients."""

import subprocess

import pytest

from support import clients, process

JAVASCRIPT = [("sdk_v3.mjs", "@aws-sdk/lib-dynamodb"), ("dynamoose.mjs", "dynamoose"), ("electrodb.mjs", "electrodb"),
              ("toolbox.mjs", "dynamodb-toolbox")]
PYTHON = [("boto3_newest.py", "boto3"), ("pynamodb_models.py", "pynamodb")]


def run(command, endpoint):
    done = subprocess.run([*map(str, command), endpoint], env=process.environment(NODE_NO_WARNINGS="1"),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stdout + done.stderr


@pytest.mark.parametrize("script, package", JAVASCRIPT)
def test_javascript(endpoint, script, package):
    command, reason = clients.find_javascript(package)
    if command is None:
        pytest.skip(reason)
    run([*command, clients.place(script)], endpoint)


@pytest.mark.parametrize("script, package", PYTHON)
def test_python(endpoint, script, package):
    command, reason = clients.find_python(package)
    if command is None:
        pytest.skip(reason)
    run([*command, clients.SCRIPTS / script], endpoint)


def test_go(endpoint):
    command, reason = clients.find_go()
    if command is None:
        pytest.skip(reason)
    run(command, endpoint)
