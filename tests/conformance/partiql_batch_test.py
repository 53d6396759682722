"""BatchExecuteStatement and ExecuteTransaction.

Source: ql-reference.multiplestatements.batching.html, ql-reference.multiplestatements.transactions.html,
ql-functions.exists.html, API_BatchExecuteStatement.html, API_ExecuteTransaction.html.
"""

import pytest

from conformance.dynamo import Refused
from conformance.indexed import N, S


@pytest.fixture
def table(db):
    """Items a, b and c with x = 1."""
    name = db.create("pk:S")
    for pk in "abc":
        db.call("PutItem", TableName=name, Item={"pk": S(pk), "x": N(1)})
    return name


def statements(texts):
    return [text if isinstance(text, dict) else {"Statement": text} for text in texts]


def batch(db, *texts, **more):
    return db.call("BatchExecuteStatement", Statements=statements(texts), **more)["Responses"]


def transact(db, *texts, **more):
    return db.call("ExecuteTransaction", TransactStatements=statements(texts), **more)


def refusal(db, operation, *texts, **more):
    member = "Statements" if operation == "BatchExecuteStatement" else "TransactStatements"
    return db.refusal(operation, **{member: statements(texts)}, **more)


def reasons(db, *texts):
    """[(code, message)] of the cancellation."""
    with pytest.raises(Refused) as cancelled:
        transact(db, *texts)
    assert cancelled.value.type == "TransactionCanceledException"
    return [(r["Code"], r.get("Message")) for r in cancelled.value.body["CancellationReasons"]]


def select(table, pk, what="*", more=""):
    return f'SELECT {what} FROM "{table}" WHERE pk = \'{pk}\'{more}'


def update(table, pk, more="", value="x + 1"):
    return f'UPDATE "{table}" SET x = {value} WHERE pk = \'{pk}\'{more}'


def insert(table, pk):
    return f"INSERT INTO \"{table}\" VALUE {{'pk': '{pk}', 'x': 1}}"


def delete(table, pk, more=""):
    return f'DELETE FROM "{table}" WHERE pk = \'{pk}\'{more}'


def exists(table, pk, more=" AND x = 1"):
    return f"EXISTS({select(table, pk, more=more)})"


def x_of(db, table, pk):
    return db.call("GetItem", TableName=table, Key={"pk": S(pk)}).get("Item", {}).get("x")


def error(code, message, **more):
    return {"Error": {"Code": code, "Message": message, **more}}


FAILED = "The conditional request failed"
DUPLICATE = "Duplicate primary key exists in table"


def test_batch_reads(db, table):
    parameterized = {"Statement": f'SELECT x FROM "{table}" WHERE pk = ?', "Parameters": [S("b")], "ConsistentRead": True}
    assert batch(db, select(table, "a"), parameterized, select(table, "no")) == [
        {"TableName": table, "Item": {"pk": S("a"), "x": N(1)}}, {"TableName": table, "Item": {"x": N(1)}}, {"TableName": table}]


def test_batch_reads_fail_one_by_one(db, table):
    single = error("ValidationError", "Only single item select is supported")
    assert batch(db, select(table, "a", "x"), f'SELECT * FROM "{table}"', select(table, "b", more=" AND x = 1"),
                 'SELECT * FROM "unknown" WHERE pk = 1', "foo", f'SELECT * FROM "{table}" WHERE pk = ?', exists(table, "c")) == [
        {"TableName": table, "Item": {"x": N(1)}}, single, single,
        error("ResourceNotFound", "Requested resource not found"),
        error("ValidationError", "Statement wasn't well formed, can't be processed: Expected data manipulation"),
        error("ValidationError", "Number of parameters in request and statement don't match."),
        error("ValidationError", "EXISTS can only be used in ExecuteTransaction write requests.")]


def test_batch_writes_fail_one_by_one(db, table):
    told = {"Statement": delete(table, "b", " AND x = 9"), "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    assert batch(db, update(table, "a", " RETURNING ALL NEW *"), told, insert(table, "c"), insert(table, "d"),
                 update(table, "no"), delete(table, "gone"), f'DELETE FROM "{table}" WHERE x = 1') == [
        {"TableName": table, "Item": {"pk": S("a"), "x": N(2)}},
        {"TableName": table, **error("ConditionalCheckFailed", FAILED, Item={"pk": S("b"), "x": N(1)})},
        {"TableName": table, **error("DuplicateItem", DUPLICATE)},
        {"TableName": table},
        {"TableName": table, **error("ConditionalCheckFailed", FAILED)},
        {"TableName": table},
        error("ValidationError", "Where clause does not contain a mandatory equality on all key attributes")]
    assert (x_of(db, table, "a"), x_of(db, table, "b"), x_of(db, table, "d")) == (N(2), N(1), N(1))


def test_a_batch_reads_or_writes(db, table):
    kind, message = refusal(db, "BatchExecuteStatement", select(table, "a"), update(table, "b"))
    assert (kind, message) == ("ValidationException", "Read and write requests together in the same batch is not supported.")
    assert x_of(db, table, "b") == N(1)


@pytest.mark.parametrize("one,other", [(select, select), (update, delete)])
def test_a_batch_names_an_item_once(db, table, one, other):
    kind, message = refusal(db, "BatchExecuteStatement", one(table, "a"), other(table, "a"))
    assert (kind, message) == ("ValidationException", "Provided list of item keys contains duplicates")
    assert x_of(db, table, "a") == N(1)


def test_a_batch_has_up_to_25_statements(db, table):
    assert len(batch(db, *(select(table, i) for i in range(25)))) == 25
    assert "less than or equal to 25" in refusal(db, "BatchExecuteStatement", *(select(table, i) for i in range(26)))[1]
    assert "greater than or equal to 1" in refusal(db, "BatchExecuteStatement")[1]


def test_batch_capacity(db, table):
    def units(*texts):
        asked = {"Statements": statements(texts), "ReturnConsumedCapacity": "TOTAL"}
        return db.call("BatchExecuteStatement", asked)["ConsumedCapacity"]
    consistent = {"Statement": select(table, "b"), "ConsistentRead": True}
    assert units(select(table, "a"), consistent) == [{"TableName": table, "CapacityUnits": 1.5}]
    assert units(update(table, "a"), insert(table, "a2"), insert(table, "c")) == [{"TableName": table, "CapacityUnits": 2}]


def test_a_transaction_reads(db, table):
    assert transact(db, select(table, "a", "x"), select(table, "no"))["Responses"] == [{"Item": {"x": N(1)}}, {}]
    answer = transact(db, select(table, "a"), ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 2, "ReadCapacityUnits": 2}]


def test_a_transaction_writes_all_or_nothing(db, table):
    answer = transact(db, update(table, "a"), delete(table, "b", " AND x = 1"), insert(table, "d"), exists(table, "c"),
                      ReturnConsumedCapacity="TOTAL")
    assert answer == {"Responses": [], "ConsumedCapacity": [{"TableName": table, "CapacityUnits": 8, "WriteCapacityUnits": 8}]}
    assert [x_of(db, table, pk) for pk in "abcd"] == [N(2), None, N(1), N(1)]
    assert reasons(db, update(table, "a"), insert(table, "d"), delete(table, "c", " AND x = 9"), delete(table, "no")) == [
        ("None", None), ("DuplicateItem", DUPLICATE), ("ConditionalCheckFailed", FAILED), ("None", None)]
    assert x_of(db, table, "a") == N(2)


@pytest.mark.parametrize("pk,more,holds", [
    ("a", " AND x = 1", True), ("a", " AND x = 2", False), ("a", " AND y IS MISSING", True), ("a", " AND x IS MISSING", False),
    ("no", " AND x IS MISSING", False)])
def test_exists(db, table, pk, more, holds):
    texts = (exists(table, pk, more), update(table, "b"))
    if holds:
        transact(db, *texts)
    else:
        assert reasons(db, *texts) == [("ConditionalCheckFailed", FAILED), ("None", None)]
    assert x_of(db, table, "b") == N(2 if holds else 1)


def test_the_item_that_failed_a_transaction_is_told(db, table):
    with pytest.raises(Refused) as cancelled:
        transact(db, {"Statement": update(table, "a", " AND x = 9"), "ReturnValuesOnConditionCheckFailure": "ALL_OLD"})
    assert cancelled.value.body["CancellationReasons"][0]["Item"] == {"pk": S("a"), "x": N(1)}


def test_what_does_not_fit_cancels(db, table):
    assert reasons(db, update(table, "a", value="none"), update(table, "b")) == [
        ("ValidationError", "The provided expression refers to an attribute that does not exist in the item"), ("None", None)]
    assert reasons(db, f'UPDATE "{table}" SET x = 1 WHERE pk = 1') == [
        ("ValidationError", "Key attribute's data type should match its data type in table's schema: Key pk")]
    assert reasons(db, f'UPDATE "{table}" SET x = 1 WHERE x = 1') == [
        ("ValidationError", "Where clause does not contain a mandatory equality on all key attributes")]


@pytest.mark.parametrize("text,message", [
    ('SELECT * FROM "{0}" WHERE x = 1', "Select statements within ExecuteTransaction must specify the primary key in the where "
                                        "clause."),
    ("SELECT * FROM \"{0}\" WHERE pk = 'a' AND x = 1", "Select statements within ExecuteTransaction must specify the primary "
                                                       "key in the where clause."),
    ("SELECT * FROM \"{0}\".\"index\" WHERE pk = 'a'", "Reads on indices are not supported within transactions."),
    ("UPDATE \"{0}\" SET x = 1 WHERE pk = 'a' RETURNING ALL NEW *", "RETURNING clause is not supported in ExecuteTransaction."),
    ("EXISTS(SELECT * FROM \"{0}\" WHERE pk = 'a')", "EXISTS() must contain a single item read with additional condition"),
    ("EXISTS(SELECT * FROM \"{0}\" WHERE x = 1)", "EXISTS() must contain a single item read with additional condition"),
    ("SELECT * FROM \"{0}\" WHERE pk = ?", "Number of parameters in request and statement don't match."),
    ("foo", "Statement wasn't well formed, can't be processed: Expected data manipulation"),
])
def test_a_transaction_refuses(db, table, text, message):
    assert refusal(db, "ExecuteTransaction", text.format(table)) == (
        "ValidationException", f"Validation failed in TransactStatements[0]: {message}")


def test_a_transaction_is_refused_as_a_whole(db, table):
    mixed = "ExecuteTransaction API does not support both read and write operations in the same request."
    assert refusal(db, "ExecuteTransaction", select(table, "a"), update(table, "b"))[1] == mixed
    assert refusal(db, "ExecuteTransaction", select(table, "a"), exists(table, "b"))[1] == mixed
    twice = "Transaction request cannot include multiple operations on one item"
    assert refusal(db, "ExecuteTransaction", select(table, "a"), select(table, "a"))[1] == twice
    assert refusal(db, "ExecuteTransaction", update(table, "a"), exists(table, "a"))[1] == twice
    assert refusal(db, "ExecuteTransaction", update("unknown", "a"), update(table, "a"))[0] == "ResourceNotFoundException"


def test_statements_print_as_the_services_classes_do(db, table):
    text = select(table, "a")
    for operation, count, shape in (("BatchExecuteStatement", 26, "BatchStatementRequest"),
                                    ("ExecuteTransaction", 101, "ParameterizedStatement")):
        message = refusal(db, operation, *[text] * count)[1]
        assert f"Value '[{shape}(statement={text}, parameters=null, " in message


def test_a_transaction_has_up_to_100_statements(db, table):
    assert len(transact(db, *(select(table, i) for i in range(100)))["Responses"]) == 100
    transact(db, *(insert(table, f"new{i}") for i in range(100)))
    assert "less than or equal to 100" in refusal(db, "ExecuteTransaction", *(select(table, i) for i in range(101)))[1]
    assert "greater than or equal to 1" in refusal(db, "ExecuteTransaction")[1]


def test_a_token_is_carried_out_once(db, table):
    token = f"token-{table}"[:36]
    for _ in range(2):
        assert transact(db, update(table, "a"), ClientRequestToken=token) == {"Responses": []}
    assert x_of(db, table, "a") == N(2)
    repeated = transact(db, update(table, "a"), ClientRequestToken=token, ReturnConsumedCapacity="TOTAL")
    assert repeated["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 2, "ReadCapacityUnits": 2}]
    for other in ([update(table, "b")], [{"Statement": update(table, "a", " AND x = ?"), "Parameters": [N(2)]}]):
        assert refusal(db, "ExecuteTransaction", *other, ClientRequestToken=token)[0] == "IdempotentParameterMismatchException"
    assert "less than or equal to 36" in refusal(db, "ExecuteTransaction", update(table, "a"), ClientRequestToken="x" * 37)[1]
