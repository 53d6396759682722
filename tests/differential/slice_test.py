"""A seeded slice of the comparison with DynamoDB Local: no difference but those that explained.py names.

`python3 -m differential.run` compares more (docs/testing.md).
"""

import pytest

from differential.run import AREAS, compare


@pytest.mark.parametrize("area", sorted(AREAS))
def test_tabella_answers_as_dynamodb_local(tabella_endpoint, dynamodb_local_endpoint, area):
    comparison = compare(tabella_endpoint, dynamodb_local_endpoint, area, seed=1, count=400)
    assert not comparison.differences, comparison.report()
