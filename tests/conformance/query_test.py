"""Query: what it reads, in which order and pages, what it refuses, and which error comes first."""

import pytest

from conformance import indexed
from conformance.indexed import N, S

VALIDATION = "ValidationException"
START_KEY = "The provided starting key is invalid"
OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
PREDICATE = "The provided starting key does not match the range key predicate"


@pytest.fixture(scope="module")
def table(db):
    """pk:S sk:N with p 0…4."""
    name = db.create("pk:S sk:N")
    for sk in range(5):
        db.call("PutItem", TableName=name, Item={"pk": S("p"), "sk": N(sk), "a": S("even" if sk % 2 == 0 else "odd")})
    return name


def query(table, condition="pk = :p", values=None, **more):
    return {"TableName": table, "KeyConditionExpression": condition,
            "ExpressionAttributeValues": {":p": S("p"), **(values or {})}, **more}


def sort_keys(items):
    return [next(iter(item["sk"].values())) for item in items]


def test_items_come_in_the_order_of_the_sort_key(db, table):
    answer = db.call("Query", **query(table))
    assert sort_keys(answer["Items"]) == list("01234")
    assert (answer["Count"], answer["ScannedCount"]) == (5, 5)
    assert "LastEvaluatedKey" not in answer
    assert sort_keys(db.call("Query", **query(table, ScanIndexForward=False))["Items"]) == list("43210")


def test_nothing_is_an_empty_list(db, table):
    answer = db.call("Query", **query(table, values={":p": S("nobody")}))
    assert answer == {"Items": [], "Count": 0, "ScannedCount": 0}


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", range(1, 7))
def test_every_limit_reads_everything_once(db, table, limit, forward):
    items, pages = indexed.everything(db, "Query", **query(table, Limit=limit, ScanIndexForward=forward))
    assert sort_keys(items) == (list("01234") if forward else list("43210"))
    assert pages == 5 // limit + 1


def test_limit_counts_before_the_filter(db, table):
    answer = db.call("Query", **query(table, values={":a": S("odd")}, FilterExpression="a = :a", Limit=2))
    assert (answer["Count"], answer["ScannedCount"], sort_keys(answer["Items"])) == (1, 2, ["1"])
    assert answer["LastEvaluatedKey"] == {"pk": S("p"), "sk": N(1)}


def test_an_empty_page_may_have_a_key_to_go_on_from(db, table):
    answer = db.call("Query", **query(table, values={":a": S("none")}, FilterExpression="a = :a", Limit=2))
    assert answer["Items"] == [] and answer["Count"] == 0 and answer["LastEvaluatedKey"]["sk"] == N(1)


def test_a_page_ends_at_one_megabyte(db, composite):
    for sk in range(4):
        db.call("PutItem", TableName=composite, Item={"pk": S("mb"), "sk": N(sk), "a": S("x" * 349_000)})
    answer = db.call("Query", **query(composite, values={":p": S("mb")}))
    assert len(answer["Items"]) == 3 and answer["LastEvaluatedKey"]["sk"] == N(2)
    items, pages = indexed.everything(db, "Query", **query(composite, values={":p": S("mb")}, FilterExpression="sk2 = :p"))
    assert items == [] and pages == 2


@pytest.mark.parametrize("last,fits", [(-1, True), (0, True), (1, False)])
def test_the_megabyte_to_the_byte(db, simple, composite, last, fits):
    pk = f"byte {last}"
    sizes = [349_525, 349_525, 349_526 + last]  # 1,048,576 + last in all
    for sk, size in enumerate(sizes):
        attributes = len("pk") + len(pk) + len("sk") + (1 if sk == 0 else 2) + len("a")
        db.call("PutItem", TableName=composite, Item={"pk": S(pk), "sk": N(sk), "a": S("x" * (size - attributes))})
    answer = db.call("Query", **query(composite, values={":p": S(pk)}))
    assert len(answer["Items"]) == (3 if fits else 2)


@pytest.mark.parametrize("limit", [0, -1])
def test_limit_is_at_least_one(db, table, limit):
    assert db.refusal("Query", **query(table, Limit=limit)) == (VALIDATION, (
        f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"))


# Select.

def test_count_answers_no_items(db, table):
    assert db.call("Query", **query(table, Select="COUNT")) == {"Count": 5, "ScannedCount": 5}


@pytest.mark.parametrize("select,shown", [("COUNT", "only the Count"), ("ALL_ATTRIBUTES", "ALL_ATTRIBUTES"),
                                          ("ALL_PROJECTED_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")])
def test_only_specific_attributes_go_with_a_projection(db, table, select, shown):
    assert db.refusal("Query", **query(table, Select=select, ProjectionExpression="a")) == (
        VALIDATION, f"Cannot specify the ProjectionExpression when choosing to get {shown}")
    conditions = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p")]}}
    assert db.refusal("Query", TableName=table, KeyConditions=conditions, Select=select, AttributesToGet=["a"]) == (
        VALIDATION, f"Cannot specify the AttributesToGet when choosing to get {shown}")


def test_specific_attributes(db, table):
    assert db.refusal("Query", **query(table, Select="SPECIFIC_ATTRIBUTES")) == (VALIDATION, (
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"))
    answer = db.call("Query", **query(table, Select="SPECIFIC_ATTRIBUTES", ProjectionExpression="a", Limit=1))
    assert answer["Items"] == [{"a": S("even")}]


def test_all_projected_attributes_are_of_an_index(db, table):
    assert db.refusal("Query", **query(table, Select="ALL_PROJECTED_ATTRIBUTES")) == (
        VALIDATION, "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")


# Filters.

@pytest.mark.parametrize("attribute", ["pk", "sk"])
def test_a_filter_may_not_name_key_attributes(db, table, attribute):
    message = f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {attribute}"
    for expression in (f"{attribute} = :f", f"attribute_exists({attribute}) AND a = :f"):
        assert db.refusal("Query", **query(table, values={":f": S("x")}, FilterExpression=expression)) == (
            VALIDATION, message)
    conditions = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p")]}}
    assert db.refusal("Query", TableName=table, KeyConditions=conditions,
                      QueryFilter={attribute: {"ComparisonOperator": "NOT_NULL"}}) == (VALIDATION, (
                          f"QueryFilter can only contain non-primary key attributes: Primary key attribute: {attribute}"))


@pytest.mark.parametrize("more", [{"FilterExpression": "attribute_exists(pk.a)"}, {"ProjectionExpression": "pk.a"},
                                  {"ProjectionExpression": "a, pk[0]"}])
def test_key_attributes_have_no_parts(db, table, more):
    assert db.refusal("Query", **query(table, **more)) == (VALIDATION, (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"))


# Parameters that do not go together, or are missing.

def test_expressions_do_not_mix_with_legacy_parameters(db, table):
    conditions = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p")]}}
    assert db.refusal("Query", **query(table, KeyConditions=conditions, AttributesToGet=["a"])) == (VALIDATION, (
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {AttributesToGet, KeyConditions} Expression parameters: {KeyConditionExpression}"))


@pytest.mark.parametrize("more", [{}, {"KeyConditions": {}}, {"ProjectionExpression": "a"}])
def test_a_key_condition_is_required(db, table, more):
    assert db.refusal("Query", TableName=table, **more) == (VALIDATION, (
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."))


@pytest.mark.parametrize("more", [{}, {"ProjectionExpression": "a"}])
def test_values_need_an_expression_that_takes_them(db, table, more):
    assert db.refusal("Query", TableName=table, ExpressionAttributeValues={":p": S("p")}, **more) == (VALIDATION, (
        "ExpressionAttributeValues can only be specified when using expressions: "
        "FilterExpression and KeyConditionExpression are null"))


def test_unused_placeholders(db, table):
    assert db.refusal("Query", **query(table, values={":unused": S("x")})) == (
        VALIDATION, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}")
    assert db.refusal("Query", **query(table, ExpressionAttributeNames={"#unused": "x"})) == (
        VALIDATION, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}")


def test_a_table_or_index_that_is_not_there(db, table):
    assert db.refusal("Query", **query("nowhere")) == ("ResourceNotFoundException", "Requested resource not found")
    assert db.refusal("Query", **query(table, IndexName="nowhere")) == (
        VALIDATION, "The table does not have the specified index: nowhere")


@pytest.mark.parametrize("request_,message", [
    # Parameter combinations, expressions, Select, the table, key conditions, the start key, the filter.
    (dict(KeyConditionExpression="pk = ", AttributesToGet=["a"]), "Can not use both expression"),
    (dict(KeyConditionExpression="pk = ", Select="SPECIFIC_ATTRIBUTES"), "Invalid KeyConditionExpression: Syntax error"),
    (dict(FilterExpression="a = ", Select="SPECIFIC_ATTRIBUTES"), "Invalid FilterExpression: Syntax error"),
    (dict(FilterExpression="a = ", KeyConditionExpression="pk ="), "Invalid FilterExpression: Syntax error"),
    (dict(TableName="nowhere", Select="SPECIFIC_ATTRIBUTES"), "Must specify the AttributesToGet"),
    (dict(TableName="nowhere", ExclusiveStartKey={"pk": S("p")}), "Requested resource not found"),
    (dict(KeyConditionExpression="sk = :p", ExclusiveStartKey={"pk": S("p")}), "Query condition missed key schema element: pk"),
    (dict(FilterExpression="pk = :p", ExclusiveStartKey={"pk": S("p")}), START_KEY),
    (dict(TableName="nowhere", ExclusiveStartKey={"pk": {}}), START_KEY + ": Supplied AttributeValue is empty"),
])
def test_which_error_comes_first(db, table, request_, message):
    assert db.refusal("Query", **{**query(table), **request_})[1].startswith(message)


# Start keys.

@pytest.mark.parametrize("start", [{}, {"pk": S("p")}, {"sk": N(1)}, {"pk": S("p"), "a": N(1)},
                                   {"pk": S("p"), "sk": N(1), "a": N(1)}])
def test_a_start_key_has_the_keys_and_nothing_else(db, table, start):
    assert db.refusal("Query", **query(table, ExclusiveStartKey=start)) == (VALIDATION, START_KEY)


@pytest.mark.parametrize("start,message", [
    ({"pk": S("p"), "sk": S("1")}, "The provided key element does not match the schema"),
    ({"pk": N(1), "sk": N(1)}, "The provided key element does not match the schema"),
    ({"pk": S(""), "sk": N(1)}, "One or more parameter values are not valid. The AttributeValue for a key attribute "
                                "cannot contain an empty string value. Key: pk"),
    ({"pk": {}, "sk": N(1)}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
])
def test_a_start_key_has_valid_values(db, table, start, message):
    assert db.refusal("Query", **query(table, ExclusiveStartKey=start)) == (VALIDATION, f"{START_KEY}: {message}")


def test_a_start_key_is_of_the_partition(db, table):
    assert db.refusal("Query", **query(table, ExclusiveStartKey={"pk": S("q"), "sk": N(1)})) == (VALIDATION, OUTSIDE)


def test_a_start_key_need_not_be_of_an_item(db, table):
    answer = db.call("Query", **query(table, ExclusiveStartKey={"pk": S("p"), "sk": N(2.5)}))
    assert sort_keys(answer["Items"]) == ["3", "4"]
    answer = db.call("Query", **query(table, ExclusiveStartKey={"pk": S("p"), "sk": N(-1)}, ScanIndexForward=False))
    assert answer["Items"] == []


@pytest.mark.parametrize("condition,forward,refused", [
    ("sk < :n", True, "234"), ("sk < :n", False, "234"),
    ("sk <= :n", True, "234"), ("sk <= :n", False, "34"),
    ("sk > :n", True, "012"), ("sk > :n", False, "012"),
    ("sk >= :n", True, "01"), ("sk >= :n", False, "012"),
    ("sk BETWEEN :n AND :m", True, "0134"), ("sk BETWEEN :n AND :m", False, "0124"),
])
def test_a_start_key_is_within_the_condition_and_not_at_its_end(db, table, condition, forward, refused):
    values = {":n": N(2), **({":m": N(3)} if ":m" in condition else {})}
    for sk in "01234":
        request = query(table, f"pk = :p AND {condition}", values, ScanIndexForward=forward,
                        ExclusiveStartKey={"pk": S("p"), "sk": N(sk)})
        if sk in refused:
            assert db.refusal("Query", **request) == (VALIDATION, PREDICATE), sk
        else:
            db.call("Query", **request)


@pytest.mark.parametrize("condition,forward", [("sk <= :n", True), ("sk >= :n", False)])
def test_the_last_item_that_can_be_ends_a_limited_query(db, table, condition, forward):
    request = query(table, f"pk = :p AND {condition}", {":n": N(2)}, ScanIndexForward=forward)
    assert "LastEvaluatedKey" in db.call("Query", Limit=2, **request)
    assert "LastEvaluatedKey" not in db.call("Query", Limit=3, **request)


def test_one_item_ends_a_limited_query_of_a_table_without_sort_key(db, simple):
    db.call("PutItem", TableName=simple, Item={"pk": S("p")})
    assert "LastEvaluatedKey" not in db.call("Query", **query(simple, Limit=1))
