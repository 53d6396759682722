"""`--url URL` runs the conformance tests against any endpoint; without it against the product, on disk."""

import pytest

from conformance.dynamo import Dynamo


@pytest.fixture(scope="session")
def db(request):
    url = request.config.getoption("--url") or request.getfixturevalue("tabella_endpoint")
    return Dynamo(url)


@pytest.fixture(scope="module")
def simple(db):
    """A table with the key pk:S."""
    return db.create("pk:S")


@pytest.fixture(scope="module")
def composite(db):
    """A table with the keys pk:S and sk:N."""
    return db.create("pk:S sk:N")
