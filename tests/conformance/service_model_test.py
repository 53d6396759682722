"""Every operation and parameter of today's service model: known to the endpoint, or said to be unknown.

A parameter that the endpoint did not read could not be refused for its JSON type, so each is sent
with a wrong one. service_model.json is written by make_service_model.py.
"""

import json
import re
from pathlib import Path

import pytest

from support.process import REPOSITORY

MODEL = json.loads(Path(__file__).with_name("service_model.json").read_text())
DOCUMENT = (REPOSITORY / "docs" / "compatibility.md").read_text()

WRONG = {"string": [], "integer": "7", "long": "7", "boolean": "true", "blob": 7, "double": "7", "float": "7",
         "timestamp": [], "AttributeValue": 7}


def refusal(db, operation, body):
    """The error's type, or "accepted"."""
    answer = db.send(operation, body)
    return "accepted" if answer.status == 200 else answer.json()["__type"].partition("#")[2]


def wrong_values(kind):
    """(path, JSON in which what stands at the path has a wrong type) for all that KIND contains."""
    if isinstance(kind, str):
        yield "", WRONG[kind]
        return
    yield "", "neither"
    if isinstance(kind, list):
        for path, value in wrong_values(kind[0]):
            yield f"[]{path}", [value]
        return
    for member, inner in kind.items():
        for path, value in wrong_values(inner):
            yield f".{member}{path}", {("x" if member == "*" else member): value}


def parameters():
    for operation, members in MODEL.items():
        for member, kind in members.items():
            for path, value in wrong_values(kind):
                yield operation, member + path, {member: value}


# Refused whole, whatever is in them.
REFUSED = ("ReplicaUpdates[]", "GlobalTableWitnessUpdates[]")


@pytest.fixture(scope="module")
def unknown_operations(db):
    return {operation for operation in MODEL if refusal(db, operation, {}) == "UnknownOperationException"}


def test_every_parameter_of_a_known_operation_is_read(db, unknown_operations):
    unread = [f"{operation} {path}" for operation, path, body in parameters()
              if operation not in unknown_operations and not path.startswith(REFUSED)
              and refusal(db, operation, body) != "SerializationException"]
    assert unread == []


def test_what_is_not_built_is_said_to_be_unknown_and_listed_as_such(unknown_operations):
    not_built = DOCUMENT[DOCUMENT.index("## Not built"):].partition("\n## ")[0]
    assert {name for name in MODEL if f"`{name}`" in not_built} == unknown_operations


@pytest.mark.parametrize("operation", MODEL)
def test_every_operation_and_parameter_is_documented(operation, unknown_operations):
    assert re.search(rf"\b{operation}\b", DOCUMENT)
    if operation not in unknown_operations:
        assert [name for name in MODEL[operation] if f"`{name}`" not in DOCUMENT] == []
