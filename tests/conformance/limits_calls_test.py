"""DescribeLimits, DescribeEndpoints."""


def test_limits_are_those_of_a_new_account(db):
    assert db.call("DescribeLimits", {}) == {
        "AccountMaxReadCapacityUnits": 80_000, "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000, "TableMaxWriteCapacityUnits": 40_000}


def test_there_is_one_endpoint_and_it_is_not_somewhere_else(db):
    [endpoint] = db.call("DescribeEndpoints", {})["Endpoints"]
    assert endpoint["CachePeriodInMinutes"] == 1440
    assert "amazonaws" not in endpoint["Address"] or "amazonaws" in db.url
