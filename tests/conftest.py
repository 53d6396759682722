"""The servers and stores that the black-box tests run on.

Endpoints (something that speaks DynamoDB) live as long as the test session; a Notes server lives as
long as its test, on a table of its own, so no test sees another's notes.
"""

import itertools
import uuid

import pytest

from support import dynamodb_local as local
from support import process
from support.notes import Notes

unique = itertools.count(1)


def pytest_addoption(parser):
    parser.addoption("--url", help="the endpoint for tests/conformance, instead of the product's own")


def unique_name(prefix):
    return f"{prefix}-{next(unique)}-{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def tabella_endpoint(tmp_path_factory):
    server = process.dynamodb(tmp_path_factory.mktemp("tabella-endpoint"), "--data-dir", "data").start()
    yield server.url
    assert server.stop() == 0, server.tail()


@pytest.fixture(scope="session")
def in_memory_endpoint(tmp_path_factory):
    server = process.dynamodb(tmp_path_factory.mktemp("in-memory-endpoint"), "--in-memory").start()
    yield server.url
    assert server.stop() == 0, server.tail()


@pytest.fixture(scope="session")
def dynamodb_local_jars():
    jars, reason = local.find()
    if jars is None:
        pytest.skip(reason)
    return jars


@pytest.fixture(scope="session")
def dynamodb_local_endpoint(tmp_path_factory, dynamodb_local_jars):
    server = local.process(dynamodb_local_jars, tmp_path_factory.mktemp("dynamodb-local")).start()
    yield server.url
    server.kill()


@pytest.fixture(scope="session", params=["tabella", "in-memory", "dynamodb-local"])
def endpoint(request):
    """The URL of a DynamoDB: the product, on disk and in memory, and the reference."""
    return request.getfixturevalue(f"{request.param.replace('-', '_')}_endpoint")


@pytest.fixture(scope="session", params=["tabella", "in-memory"])
def own_endpoint(request):
    """As `endpoint`, for what the service documents and DynamoDB Local does otherwise."""
    return request.getfixturevalue(f"{request.param.replace('-', '_')}_endpoint")


@pytest.fixture
def start_notes(request, tmp_path):
    """start_notes("embedded" | "tabella" | "dynamodb-local", *options) -> Notes, ended after the test."""
    running = []

    def start(store, *options, **env):
        directory = tmp_path / unique_name("serve")
        directory.mkdir()
        table = unique_name("Notes")
        if store == "embedded":
            port = process.free_port()
            where = ["--data-dir", "data"]
            endpoint_url = f"http://127.0.0.1:{port}"
        else:
            port = 0
            endpoint_url = request.getfixturevalue(f"{store.replace('-', '_')}_endpoint")
            where = ["--store", endpoint_url, "--create-table"]
        server = process.serve(directory, *where, "--table", table, *options, dynamodb_port=port, **env)
        running.append(server.start())
        return Notes(server, table, endpoint_url)

    yield start
    codes = [server.stop() for server in running]
    assert all(code == 0 or code == -9 for code in codes), f"ended with {codes}: {running[-1].tail()}"


@pytest.fixture(params=["embedded", "tabella", "dynamodb-local"])
def notes(request, start_notes):
    """A fresh Notes API on each kind of store."""
    return start_notes(request.param)


@pytest.fixture
def embedded_notes(start_notes):
    return start_notes("embedded")
