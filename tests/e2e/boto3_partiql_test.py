"""PartiQL through boto3, on every endpoint, DynamoDB Local too."""

import uuid

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from support.boto import NOTES_SCHEMA, client


@pytest.fixture(scope="module")
def dynamodb(endpoint):
    return client(endpoint)


@pytest.fixture
def table(dynamodb):
    name = f"PartiQL-{uuid.uuid4().hex[:12]}"
    dynamodb.create_table(TableName=name, **NOTES_SCHEMA)
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    yield name
    dynamodb.delete_table(TableName=name)


def parameters(*values):
    return {"Parameters": [TypeSerializer().serialize(value) for value in values]} if values else {}


def plain(item):
    return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}


@pytest.fixture
def run(dynamodb):
    """run(statement, *parameters) -> the items, as Python values."""

    def run(statement, *values, **more):
        answer = dynamodb.execute_statement(Statement=statement, **parameters(*values), **more)
        return [plain(item) for item in answer["Items"]]

    return run


def fill(run, table):
    for pk in ("a", "b"):
        for number in (1, 2, 3):
            run(f"INSERT INTO \"{table}\" VALUE {{'PK': ?, 'SK': ?, 'n': ?, 'tags': ?}}", pk, f"NOTE#{number}", number, {"x", pk})


def test_an_item_lives_and_dies(dynamodb, run, table):
    where = "WHERE PK = 'a' AND SK = 'NOTE#1'"
    assert run(f"INSERT INTO \"{table}\" VALUE {{'PK': 'a', 'SK': 'NOTE#1', 'n': 1, 'l': [{{'k': 'v'}}, 1]}}") == []
    assert run(f'SELECT * FROM "{table}" {where}') == [{"PK": "a", "SK": "NOTE#1", "n": 1, "l": [{"k": "v"}, 1]}]
    assert run(f'UPDATE "{table}" SET n = n + 4 SET l[0].k = ? {where} RETURNING ALL NEW *', "w") == [
        {"PK": "a", "SK": "NOTE#1", "n": 5, "l": [{"k": "w"}, 1]}]
    assert run(f'SELECT n, l[0].k FROM "{table}" {where}') == [{"n": 5, "k": "w"}]
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        run(f'DELETE FROM "{table}" {where} AND n = 4')
    assert run(f'DELETE FROM "{table}" {where} AND n = 5 RETURNING ALL OLD *')[0]["n"] == 5
    assert run(f'SELECT * FROM "{table}"') == []


def test_a_duplicate_is_an_exception_of_its_own(dynamodb, run, table, request):
    if "dynamodb-local" in request.node.name:
        pytest.skip("DynamoDB Local calls it DuplicateItem")
    statement = f"INSERT INTO \"{table}\" VALUE {{'PK': 'a', 'SK': 'b'}}"
    run(statement)
    with pytest.raises(dynamodb.exceptions.DuplicateItemException):
        run(statement)


def test_select(run, table):
    fill(run, table)
    select = f'SELECT n FROM "{table}" WHERE'
    assert [i["n"] for i in run(f"{select} PK = ? AND SK > ?", "a", "NOTE#1")] == [2, 3]
    assert [i["n"] for i in run(f"SELECT * FROM \"{table}\" WHERE PK = 'a' ORDER BY SK DESC")] == [3, 2, 1]
    assert [i["n"] for i in run(f"{select} PK IN ['a', 'b'] AND SK = 'NOTE#2'")] == [2, 2]
    assert sorted(i["n"] for i in run(f"{select} contains(tags, 'b') AND n <> 2")) == [1, 3]
    assert run(f"{select} PK = 'a' AND n BETWEEN 2 AND 2 AND nope IS MISSING") == [{"n": 2}]


def test_pages(dynamodb, run, table):
    fill(run, table)
    statement, seen, token = {"Statement": f'SELECT * FROM "{table}"', "Limit": 4}, [], {}
    while token is not None:
        answer = dynamodb.execute_statement(**statement, **token)
        seen += [(i["PK"]["S"], i["n"]["N"]) for i in answer["Items"]]
        token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else None
    assert sorted(seen) == [(pk, n) for pk in "ab" for n in "123"]


def test_a_batch(dynamodb, run, table):
    fill(run, table)
    select = f'SELECT n FROM "{table}" WHERE PK = ? AND SK = ?'
    answer = dynamodb.batch_execute_statement(Statements=[
        {"Statement": select, **parameters("a", "NOTE#1")}, {"Statement": select, **parameters("a", "none")},
        {"Statement": f'SELECT n FROM "{table}"'}])
    assert answer["Responses"][0]["Item"] == {"n": {"N": "1"}}
    assert "Item" not in answer["Responses"][1]
    assert answer["Responses"][2]["Error"]["Code"] == "ValidationError"


def test_a_transaction(dynamodb, run, table):
    fill(run, table)
    update = f'UPDATE "{table}" SET n = ? WHERE PK = \'a\' AND SK = ?'
    check = f"EXISTS(SELECT * FROM \"{table}\" WHERE PK = 'a' AND SK = 'NOTE#3' AND n = ?)"

    def transact(expected):
        dynamodb.execute_transaction(TransactStatements=[
            {"Statement": update, **parameters(10, "NOTE#1")}, {"Statement": update, **parameters(20, "NOTE#2")},
            {"Statement": check, **parameters(expected)}])

    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as cancelled:
        transact(4)
    assert [reason["Code"] for reason in cancelled.value.response["CancellationReasons"]] == ["None", "None", "ConditionalCheckFailed"]
    transact(3)
    assert [i["n"] for i in run(f'SELECT n FROM "{table}" WHERE PK = \'a\'')] == [10, 20, 3]
