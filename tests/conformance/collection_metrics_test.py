"""ReturnItemCollectionMetrics, on tables with local indexes (LSI.html, "Item collections")."""

import pytest

from conformance import indexed
from conformance.indexed import S


@pytest.fixture(scope="module")
def table(db):
    return indexed.create(db)


def metrics_of(pk):
    return {"ItemCollectionKey": {"pk": S(pk)}, "SizeEstimateRangeGB": [0, 1]}


def key(pk, sk="1"):
    return {"pk": S(pk), "sk": S(sk)}


@pytest.mark.parametrize("operation,more", [
    ("PutItem", {"Item": key("a")}),
    ("UpdateItem", {"Key": key("a"), "UpdateExpression": "SET b = :b", "ExpressionAttributeValues": {":b": S("b")}}),
    ("DeleteItem", {"Key": key("a")}),
    ("DeleteItem", {"Key": key("a", "not there")})])
def test_a_write_tells_its_collection(db, table, operation, more):
    answer = db.call(operation, TableName=table, ReturnItemCollectionMetrics="SIZE", **more)
    assert answer["ItemCollectionMetrics"] == metrics_of("a")


@pytest.mark.parametrize("asked", [{}, {"ReturnItemCollectionMetrics": "NONE"}])
def test_not_unless_asked(db, table, asked):
    assert "ItemCollectionMetrics" not in db.call("PutItem", TableName=table, Item=key("a"), **asked)


def test_not_without_local_indexes(db, composite):
    answer = db.call("PutItem", TableName=composite, Item={"pk": S("a"), "sk": {"N": "1"}}, ReturnItemCollectionMetrics="SIZE")
    assert "ItemCollectionMetrics" not in answer
    answer = db.call("BatchWriteItem", ReturnItemCollectionMetrics="SIZE",
                     RequestItems={composite: [{"DeleteRequest": {"Key": {"pk": S("a"), "sk": {"N": "1"}}}}]})
    assert answer == {"UnprocessedItems": {}}


def test_a_batch_tells_each_collection_once(db, table, simple):
    answer = db.call("BatchWriteItem", ReturnItemCollectionMetrics="SIZE", RequestItems={
        table: [{"PutRequest": {"Item": key("a", "1")}}, {"PutRequest": {"Item": key("a", "2")}},
                {"DeleteRequest": {"Key": key("b")}}],
        simple: [{"PutRequest": {"Item": {"pk": S("a")}}}]})
    assert answer["ItemCollectionMetrics"] == {table: [metrics_of("a"), metrics_of("b")]}


def test_a_transaction_tells_what_it_wrote(db, table):
    answer = db.call("TransactWriteItems", ReturnItemCollectionMetrics="SIZE", TransactItems=[
        {"Put": {"TableName": table, "Item": key("c")}},
        {"Delete": {"TableName": table, "Key": key("d")}},
        {"ConditionCheck": {"TableName": table, "Key": key("e"), "ConditionExpression": "attribute_not_exists(pk)"}}])
    assert answer["ItemCollectionMetrics"] == {table: [metrics_of("c"), metrics_of("d")]}
