"""CreateTable, DescribeTable, ListTables, DeleteTable."""


def test_a_table_is_described_as_it_was_created(db, simple):
    table = db.call("DescribeTable", TableName=simple)["Table"]
    assert table["TableName"] == simple
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert table["TableStatus"] == "ACTIVE"


def test_a_table_that_is_not_there(db):
    assert db.refusal("DescribeTable", TableName="nowhere") == (
        "ResourceNotFoundException", "Requested resource not found: Table: nowhere not found")
