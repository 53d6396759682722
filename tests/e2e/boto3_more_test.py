"""Secondary indexes, batches, transactions and the legacy parameters, through boto3, on every endpoint."""

import uuid

import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

from support.boto import NOTES_SCHEMA, client, resource


@pytest.fixture(scope="module")
def table(endpoint):
    created = resource(endpoint).create_table(TableName=f"More-{uuid.uuid4().hex[:12]}", **NOTES_SCHEMA)
    created.wait_until_exists()
    yield created
    created.delete()


@pytest.fixture(scope="module")
def indexed(endpoint):
    """With the global index `by-colour` (colour, size) and the local index `by-size` (PK, size)."""
    created = resource(endpoint).create_table(
        TableName=f"Indexed-{uuid.uuid4().hex[:12]}",
        AttributeDefinitions=[*NOTES_SCHEMA["AttributeDefinitions"],
                              {"AttributeName": "colour", "AttributeType": "S"}, {"AttributeName": "size", "AttributeType": "N"}],
        KeySchema=NOTES_SCHEMA["KeySchema"],
        GlobalSecondaryIndexes=[{
            "IndexName": "by-colour",
            "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}, {"AttributeName": "size", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"}}],
        LocalSecondaryIndexes=[{
            "IndexName": "by-size",
            "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "size", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"}}],
        BillingMode="PAY_PER_REQUEST")
    created.wait_until_exists()
    yield created
    created.delete()


@pytest.fixture
def pk():
    return f"USER#{uuid.uuid4().hex}"


def error_of(call, **named):
    with pytest.raises(ClientError) as raised:
        call(**named)
    return raised.value.response


# Secondary indexes


def test_a_global_index_is_sparse_ordered_and_projects(indexed, pk):
    colour = f"red-{pk}"
    for n, size in enumerate([3, 1, 2]):
        indexed.put_item(Item={"PK": pk, "SK": str(n), "colour": colour, "size": size, "more": "x"})
    indexed.put_item(Item={"PK": pk, "SK": "sparse", "colour": colour})
    found = indexed.query(IndexName="by-colour", KeyConditionExpression=Key("colour").eq(colour))["Items"]
    assert found == [{"PK": pk, "SK": sk, "colour": colour, "size": size} for sk, size in (("1", 1), ("2", 2), ("0", 3))]
    found = indexed.query(IndexName="by-colour", KeyConditionExpression=Key("colour").eq(colour) & Key("size").gte(2),
                          ScanIndexForward=False)["Items"]
    assert [item["size"] for item in found] == [3, 2]


def test_an_index_follows_updates_and_deletions(indexed, pk):
    before, after = f"before-{pk}", f"after-{pk}"

    def sizes(colour):
        found = indexed.query(IndexName="by-colour", KeyConditionExpression=Key("colour").eq(colour))["Items"]
        return [item["size"] for item in found]

    key = {"PK": pk, "SK": "s"}
    indexed.put_item(Item={**key, "colour": before, "size": 1})
    indexed.update_item(Key=key, UpdateExpression="SET colour = :c", ExpressionAttributeValues={":c": after})
    assert (sizes(before), sizes(after)) == ([], [1])
    indexed.update_item(Key=key, UpdateExpression="REMOVE #s", ExpressionAttributeNames={"#s": "size"})
    assert sizes(after) == []
    indexed.put_item(Item={**key, "colour": after, "size": 5})
    assert sizes(after) == [5]
    indexed.delete_item(Key=key)
    assert sizes(after) == []


def test_a_local_index_reads_consistently_and_whole(indexed, pk):
    for n, size in enumerate([30, 10, 20]):
        indexed.put_item(Item={"PK": pk, "SK": str(n), "size": size, "more": "x"})
    found = indexed.query(IndexName="by-size", KeyConditionExpression=Key("PK").eq(pk), ConsistentRead=True)["Items"]
    assert [(item["size"], item["more"]) for item in found] == [(10, "x"), (20, "x"), (30, "x")]


def test_equal_index_keys_page_exactly_once(indexed, pk):
    colour = f"same-{pk}"
    for n in range(11):
        indexed.put_item(Item={"PK": pk, "SK": f"{n:02}", "colour": colour, "size": 7})
    seen, start = [], {}
    while True:
        page = indexed.query(IndexName="by-colour", KeyConditionExpression=Key("colour").eq(colour), Limit=3, **start)
        seen += [item["SK"] for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        assert set(page["LastEvaluatedKey"]) == {"PK", "SK", "colour", "size"}
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    assert sorted(seen) == [f"{n:02}" for n in range(11)]


def test_a_scan_of_an_index_sees_only_what_is_in_it(indexed, pk):
    indexed.put_item(Item={"PK": pk, "SK": "in", "colour": "x", "size": 1})
    indexed.put_item(Item={"PK": pk, "SK": "out"})
    found = indexed.scan(IndexName="by-colour", FilterExpression=Attr("PK").eq(pk))["Items"]
    assert [item["SK"] for item in found] == ["in"]


def test_a_consistent_read_of_a_global_index_is_refused(indexed):
    response = error_of(indexed.query, IndexName="by-colour", ConsistentRead=True, KeyConditionExpression=Key("colour").eq("x"))
    assert response["Error"]["Code"] == "ValidationException"


def test_an_index_that_is_not_there(indexed):
    response = error_of(indexed.query, IndexName="nope", KeyConditionExpression=Key("colour").eq("x"))
    assert response["Error"]["Code"] == "ValidationException" and "nope" in response["Error"]["Message"]


def test_an_index_key_of_the_wrong_type_is_refused(indexed, pk):
    response = error_of(indexed.put_item, Item={"PK": pk, "SK": "s", "colour": 7})
    assert response["Error"]["Code"] == "ValidationException"
    assert "Type mismatch for Index Key" in response["Error"]["Message"]


# Batches


def test_the_batch_writer_and_batch_get(endpoint, table, pk):
    with table.batch_writer() as batch:
        for n in range(60):
            batch.put_item(Item={"PK": pk, "SK": f"{n:02}", "n": n})
    with table.batch_writer() as batch:
        for n in range(0, 60, 2):
            batch.delete_item(Key={"PK": pk, "SK": f"{n:02}"})
    keys = [{"PK": pk, "SK": f"{n:02}"} for n in range(60)]
    got = resource(endpoint).batch_get_item(RequestItems={table.name: {"Keys": keys, "ProjectionExpression": "n"}})
    assert sorted(item["n"] for item in got["Responses"][table.name]) == list(range(1, 60, 2))
    assert not got["UnprocessedKeys"]


@pytest.mark.parametrize("count, good", [(25, True), (26, False)])
def test_a_batch_writes_at_most_25(endpoint, table, pk, count, good):
    puts = [{"PutRequest": {"Item": {"PK": pk, "SK": str(n)}}} for n in range(count)]
    write = resource(endpoint).batch_write_item
    if good:
        assert not write(RequestItems={table.name: puts})["UnprocessedItems"]
    else:
        low = client(endpoint)
        items = [{"PutRequest": {"Item": {"PK": {"S": pk}, "SK": {"S": str(n)}}}} for n in range(count)]
        assert error_of(low.batch_write_item, RequestItems={table.name: items})["Error"]["Code"] == "ValidationException"
    assert table.query(KeyConditionExpression=Key("PK").eq(pk))["Count"] == (count if good else 0)


@pytest.mark.parametrize("count, good", [(100, True), (101, False)])
def test_a_batch_reads_at_most_100(endpoint, table, pk, count, good):
    keys = [{"PK": pk, "SK": str(n)} for n in range(count)]
    read = resource(endpoint).batch_get_item
    if good:
        assert read(RequestItems={table.name: {"Keys": keys}})["Responses"][table.name] == []
    else:
        assert error_of(read, RequestItems={table.name: {"Keys": keys}})["Error"]["Code"] == "ValidationException"


def test_a_batch_with_one_key_twice_is_refused_whole(endpoint, table, pk):
    put = {"PutRequest": {"Item": {"PK": pk, "SK": "same"}}}
    response = error_of(resource(endpoint).batch_write_item, RequestItems={table.name: [put, put]})
    assert response["Error"]["Code"] == "ValidationException" and "duplicates" in response["Error"]["Message"]
    assert "Item" not in table.get_item(Key={"PK": pk, "SK": "same"})


def test_what_a_batch_cannot_hold_comes_back_unprocessed(endpoint, table, pk):
    for n in range(45):
        table.put_item(Item={"PK": pk, "SK": f"{n:02}", "data": "x" * 400_000})
    wanted = {table.name: {"Keys": [{"PK": pk, "SK": f"{n:02}"} for n in range(45)]}}
    seen, rounds = [], 0
    while wanted:
        got = resource(endpoint).batch_get_item(RequestItems=wanted)
        seen += [item["SK"] for item in got["Responses"][table.name]]
        wanted, rounds = got["UnprocessedKeys"], rounds + 1
    assert sorted(seen) == [f"{n:02}" for n in range(45)] and rounds == 2


# Transactions


def key_of(pk, sk):
    return {"PK": {"S": pk}, "SK": {"S": sk}}


def put_of(table, pk, sk, **more):
    return {"Put": {"TableName": table.name, "Item": {**key_of(pk, sk), "n": {"N": "1"}}, **more}}


def test_a_transaction_happens_whole(endpoint, table, pk):
    low = client(endpoint)
    table.put_item(Item={"PK": pk, "SK": "u", "n": 1})
    table.put_item(Item={"PK": pk, "SK": "d"})
    table.put_item(Item={"PK": pk, "SK": "c"})
    low.transact_write_items(TransactItems=[
        put_of(table, pk, "p"),
        {"Update": {"TableName": table.name, "Key": key_of(pk, "u"), "UpdateExpression": "ADD n :one",
                    "ExpressionAttributeValues": {":one": {"N": "1"}}}},
        {"Delete": {"TableName": table.name, "Key": key_of(pk, "d")}},
        {"ConditionCheck": {"TableName": table.name, "Key": key_of(pk, "c"), "ConditionExpression": "attribute_exists(PK)"}},
    ])
    gets = [{"Get": {"TableName": table.name, "Key": key_of(pk, sk)}} for sk in "pudc"]
    got = [answer.get("Item") for answer in low.transact_get_items(TransactItems=gets)["Responses"]]
    assert got == [{**key_of(pk, "p"), "n": {"N": "1"}}, {**key_of(pk, "u"), "n": {"N": "2"}}, None, key_of(pk, "c")]


def test_a_transaction_with_a_failed_condition_happens_not_at_all(endpoint, table, pk):
    table.put_item(Item={"PK": pk, "SK": "there"})
    response = error_of(client(endpoint).transact_write_items, TransactItems=[
        put_of(table, pk, "new"),
        put_of(table, pk, "there", ConditionExpression="attribute_not_exists(PK)", ReturnValuesOnConditionCheckFailure="ALL_OLD"),
    ])
    assert response["Error"]["Code"] == "TransactionCanceledException"
    assert "[None, ConditionalCheckFailed]" in response["Error"]["Message"]
    reasons = response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert reasons[1]["Item"] == key_of(pk, "there")
    assert [item["SK"] for item in table.query(KeyConditionExpression=Key("PK").eq(pk))["Items"]] == ["there"]


def test_a_transaction_token_makes_it_happen_once(endpoint, table, pk):
    low = client(endpoint)
    token = uuid.uuid4().hex
    add = {"Update": {"TableName": table.name, "Key": key_of(pk, "n"), "UpdateExpression": "ADD n :one",
                      "ExpressionAttributeValues": {":one": {"N": "1"}}}}
    for _ in range(3):
        low.transact_write_items(TransactItems=[add], ClientRequestToken=token)
    assert table.get_item(Key={"PK": pk, "SK": "n"})["Item"]["n"] == 1
    response = error_of(low.transact_write_items, TransactItems=[put_of(table, pk, "other")], ClientRequestToken=token)
    assert response["Error"]["Code"] == "IdempotentParameterMismatchException"


def test_a_transaction_names_an_item_once(endpoint, table, pk):
    response = error_of(client(endpoint).transact_write_items, TransactItems=[put_of(table, pk, "s"), put_of(table, pk, "s")])
    assert response["Error"]["Code"] == "ValidationException" and "multiple operations on one item" in response["Error"]["Message"]


# The legacy parameters


def test_legacy_parameters(table, pk):
    key = {"PK": pk, "SK": "s"}
    table.put_item(Item={**key, "n": 1, "a": "x"}, Expected={"PK": {"Exists": False}})
    response = error_of(table.put_item, Item=key, Expected={"n": {"Value": 2}})
    assert response["Error"]["Code"] == "ConditionalCheckFailedException"
    table.update_item(Key=key, AttributeUpdates={"n": {"Action": "ADD", "Value": 4}, "a": {"Action": "DELETE"},
                                                 "b": {"Action": "PUT", "Value": "y"}})
    assert table.get_item(Key=key, AttributesToGet=["n", "a", "b"])["Item"] == {"n": 5, "b": "y"}
    by_key = {"PK": {"AttributeValueList": [pk], "ComparisonOperator": "EQ"}}
    found = table.query(KeyConditions=by_key, QueryFilter={"n": {"AttributeValueList": [5], "ComparisonOperator": "GE"}})
    assert found["Count"] == 1
    found = table.scan(ScanFilter={**by_key, "n": {"AttributeValueList": [5], "ComparisonOperator": "GT"}})
    assert found["Count"] == 0
    table.delete_item(Key=key, Expected={"n": {"AttributeValueList": [1, 9], "ComparisonOperator": "BETWEEN"}})
    assert "Item" not in table.get_item(Key=key)


def test_legacy_parameters_do_not_mix_with_expressions(table, pk):
    response = error_of(table.put_item, Item={"PK": pk, "SK": "s"}, Expected={"n": {"Exists": False}},
                        ConditionExpression="attribute_not_exists(n)")
    assert response["Error"]["Code"] == "ValidationException" and "expression" in response["Error"]["Message"].lower()
