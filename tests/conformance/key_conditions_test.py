"""KeyConditionExpression and KeyConditions: which rows they select, and what they refuse."""

import re

import pytest

from conformance.indexed import N, S, definitions

VALIDATION = "ValidationException"
TEXTS = ["a", "ab", "abc", "abd", "b", "é", "日本"]


@pytest.fixture(scope="module")
def texts(db):
    """pk:S sk:S with p and the TEXTS."""
    name = db.create("pk:S sk:S")
    for sk in TEXTS:
        db.call("PutItem", TableName=name, Item={"pk": S("p"), "sk": S(sk)})
    return name


@pytest.fixture(scope="module")
def numbers(db):
    """pk:S sk:N with p and -1, 0, 1.5, 9, 10."""
    name = db.create("pk:S sk:N")
    for sk in ("-1", "0", "1.5", "9", "10"):
        db.call("PutItem", TableName=name, Item={"pk": S("p"), "sk": N(sk)})
    return name


def ask(db, table, condition, **values):
    answer = db.call("Query", TableName=table, KeyConditionExpression=condition,
                     ExpressionAttributeValues={f":{k}": v for k, v in values.items()})
    return [next(iter(item["sk"].values())) for item in answer["Items"]]


@pytest.mark.parametrize("condition,values,expected", [
    ("sk = :a", {"a": S("ab")}, ["ab"]),
    ("sk < :a", {"a": S("ab")}, ["a"]),
    ("sk <= :a", {"a": S("ab")}, ["a", "ab"]),
    ("sk > :a", {"a": S("abd")}, ["b", "é", "日本"]),
    ("sk >= :a", {"a": S("abd")}, ["abd", "b", "é", "日本"]),
    ("sk BETWEEN :a AND :b", {"a": S("ab"), "b": S("abd")}, ["ab", "abc", "abd"]),
    ("sk BETWEEN :a AND :b", {"a": S("ab"), "b": S("ab")}, ["ab"]),
    ("begins_with(sk, :a)", {"a": S("ab")}, ["ab", "abc", "abd"]),
    ("begins_with(sk, :a)", {"a": S("日")}, ["日本"]),
    ("begins_with(sk, :a)", {"a": S("c")}, []),
    (":a < sk", {"a": S("b")}, ["é", "日本"]),
])
def test_strings(db, texts, condition, values, expected):
    assert ask(db, texts, f"pk = :p AND {condition}", p=S("p"), **values) == expected
    assert ask(db, texts, f"{condition} AND :p = pk", p=S("p"), **values) == expected
    assert ask(db, texts, f"(pk = :p) AND ({condition})", p=S("p"), **values) == expected


@pytest.mark.parametrize("condition,values,expected", [
    ("sk = :a", {"a": N("1.50")}, ["1.5"]),
    ("sk < :a", {"a": N("9")}, ["-1", "0", "1.5"]),
    ("sk >= :a", {"a": N("9")}, ["9", "10"]),
    ("sk BETWEEN :a AND :b", {"a": N("-1"), "b": N("1.4999")}, ["-1", "0"]),
])
def test_numbers_are_compared_as_numbers(db, numbers, condition, values, expected):
    assert ask(db, numbers, f"pk = :p AND {condition}", p=S("p"), **values) == expected


def test_binaries_are_compared_as_unsigned_bytes(db):
    table = db.create("pk:B sk:B")
    for sk in ("AA==", "fw==", "gA==", "/w=="):  # 00 7f 80 ff
        db.call("PutItem", TableName=table, Item={"pk": {"B": "AQ=="}, "sk": {"B": sk}})
    assert ask(db, table, "pk = :p AND sk > :a", p={"B": "AQ=="}, a={"B": "fw=="}) == ["gA==", "/w=="]


def legacy(db, table, **conditions):
    return db.call("Query", TableName=table, KeyConditions={
        name: {"ComparisonOperator": op, "AttributeValueList": list(values)} for name, (op, *values) in conditions.items()})


@pytest.mark.parametrize("condition,expected", [
    (("EQ", S("ab")), ["ab"]), (("LT", S("ab")), ["a"]), (("LE", S("ab")), ["a", "ab"]),
    (("GT", S("abd")), ["b", "é", "日本"]), (("GE", S("b")), ["b", "é", "日本"]),
    (("BETWEEN", S("ab"), S("abd")), ["ab", "abc", "abd"]), (("BEGINS_WITH", S("ab")), ["ab", "abc", "abd"])])
def test_legacy_conditions(db, texts, condition, expected):
    answer = legacy(db, texts, pk=("EQ", S("p")), sk=condition)
    assert [item["sk"]["S"] for item in answer["Items"]] == expected


ALL_VALUES = {":p": S("p"), ":q": S("q"), ":n": N(1), ":e": S(""), ":ss": {"SS": ["a"]}, ":null": {"NULL": True}}


def refusal(db, table, condition, **more):
    values = {name: ALL_VALUES[name] for name in re.findall(r":\w+", condition) if name in ALL_VALUES}
    request = dict(TableName=table, KeyConditionExpression=condition, **more)
    if values:
        request["ExpressionAttributeValues"] = values
    return db.refusal("Query", **request)


MISSED = "Query condition missed key schema element: "
TYPE = "One or more parameter values were invalid: Condition parameter type does not match schema type"
INVALID = "Invalid KeyConditionExpression: "


@pytest.mark.parametrize("condition,message", [
    ("sk = :p", MISSED + "pk"),
    ("a = :p", MISSED + "pk"),
    ("pk = :p AND a = :p", MISSED + "sk"),
    ("pk = :p AND sk = :p AND a = :p", "Conditions can be of length 1 or 2 only"),
    ("pk > :p", "Query key condition not supported"),
    ("begins_with(pk, :p)", "Query key condition not supported"),
    ("pk BETWEEN :p AND :q AND sk = :p", "Query key condition not supported"),
    ("pk = :n", TYPE), ("pk = :ss", TYPE), ("pk = :null", TYPE),
    ("pk = :p AND sk = :n", TYPE), ("pk = :p AND sk > :n", TYPE),
    ("pk = :p AND pk = :p", "KeyConditionExpressions must only contain one condition per key"),
    ("pk = :p AND sk > :p AND sk < :q", "KeyConditionExpressions must only contain one condition per key"),
    ("pk = :p OR sk = :p", "Invalid operator used in KeyConditionExpression: OR"),
    ("NOT pk = :p", "Invalid operator used in KeyConditionExpression: NOT"),
    ("pk <> :p", "Invalid operator used in KeyConditionExpression: <>"),
    ("pk = :p AND sk <> :p", "Invalid operator used in KeyConditionExpression: <>"),
    ("pk IN (:p)", "Invalid operator used in KeyConditionExpression: IN"),
    ("pk = :p AND attribute_exists(sk)", "Invalid operator used in KeyConditionExpression: attribute_exists"),
    ("pk = :p AND contains(sk, :p)", "Invalid operator used in KeyConditionExpression: contains"),
    ("size(pk) = :n", "KeyConditionExpressions cannot contain nested operations"),
    ("pk = sk", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"),
    (":p = :q", "Invalid condition in KeyConditionExpression: No key attribute specified"),
    ("pk = :p AND a.b = :p", "KeyConditionExpressions cannot have conditions on nested attributes"),
    ("pk = :p AND begins_with(:p, sk)",
     "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand"),
    ("pk = :p AND sk BETWEEN :q AND :p",
     INVALID + "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {S:q}, upper bound operand: AttributeValue: {S:p}"),
    ("pk = :p AND sk BETWEEN :p AND :n",
     INVALID + "The BETWEEN operator requires same data type for lower and upper bounds; "
     "lower bound operand: AttributeValue: {S:p}, upper bound operand: AttributeValue: {N:1}"),
    ("pk = :p AND begins_with(sk, :n)",
     INVALID + "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"),
    ("pk = :missing", INVALID + "An expression attribute value used in expression is not defined; attribute value: :missing"),
    ("#pk = :p", INVALID + "An expression attribute name used in the document path is not defined; attribute name: #pk"),
    ("", INVALID + "The expression can not be empty;"),
    ("pk = :p AND", INVALID + 'Syntax error; token: "<EOF>", near: "AND"'),
    ("((pk = :p))", INVALID + "The expression has redundant parentheses;"),
    ("foo(pk, :p)", INVALID + "Invalid function name; function: foo"),
])
def test_refused_expressions(db, texts, condition, message):
    assert refusal(db, texts, condition) == (VALIDATION, message)


@pytest.mark.parametrize("condition", ["pk = :e", "pk = :p AND sk = :e", "pk = :p AND begins_with(sk, :e)",
                                       "pk = :p AND sk BETWEEN :e AND :p"])
def test_key_values_are_not_empty(db, texts, condition):
    key = "pk" if "sk" not in condition else "sk"
    assert refusal(db, texts, condition) == (VALIDATION, (
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        f"cannot contain an empty string value. Key: {key}"))


def test_key_values_have_sizes(db, texts):
    def sized(pk, sk):
        return dict(TableName=texts, KeyConditionExpression="pk = :p AND sk = :s",
                    ExpressionAttributeValues={":p": S("x" * pk), ":s": S("x" * sk)})
    db.call("Query", **sized(2048, 1024))
    assert db.refusal("Query", **sized(2049, 1024)) == (VALIDATION, (
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"))
    assert db.refusal("Query", **sized(2048, 1025)) == (VALIDATION, (
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of "
        "1024 bytes"))


def test_a_table_without_sort_key_takes_one_condition(db, simple):
    assert refusal(db, simple, "pk = :p AND sk = :p") == (VALIDATION, "Query key condition not supported")


@pytest.mark.parametrize("operator,count", [("NE", 1), ("IN", 1), ("CONTAINS", 1), ("NOT_CONTAINS", 1), ("NULL", 0),
                                            ("NOT_NULL", 0)])
def test_legacy_operators_that_select_no_range(db, texts, operator, count):
    conditions = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p")]},
                  "sk": {"ComparisonOperator": operator, "AttributeValueList": [S("a")] * count}}
    assert db.refusal("Query", TableName=texts, KeyConditions=conditions) == (
        VALIDATION, "Attempted conditional constraint is not an indexable operation")


@pytest.mark.parametrize("condition,message", [
    ({"ComparisonOperator": "EQ"},
     "One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator"),
    ({"ComparisonOperator": "EQ", "AttributeValueList": [S("a"), S("b")]},
     "One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator"),
    ({"ComparisonOperator": "BETWEEN", "AttributeValueList": [S("b"), S("a")]},
     "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"),
    ({"ComparisonOperator": "BETWEEN", "AttributeValueList": [S("a"), N(1)]},
     "One or more parameter values were invalid: AttributeValues inside AttributeValueList must be of same type"),
    ({"ComparisonOperator": "GT", "AttributeValueList": [{"SS": ["a"]}]},
     "One or more parameter values were invalid: ComparisonOperator GT is not valid for SS AttributeValue type"),
    ({"ComparisonOperator": "EQ", "AttributeValueList": [N(1)]}, TYPE),
    ({}, "1 validation error detected: Value null at 'keyConditions.sk.member.comparisonOperator' failed to satisfy "
         "constraint: Member must not be null"),
])
def test_refused_legacy_conditions(db, texts, condition, message):
    conditions = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p")]}, "sk": condition}
    assert db.refusal("Query", TableName=texts, KeyConditions=conditions) == (VALIDATION, message)


# Several attributes in the keys of a global index: GSI.DesignPattern.MultiAttributeKeys.html.

@pytest.fixture(scope="module")
def multi(db):
    """An index with the partition key a, b and the sort key c, d, e:N."""
    parts = [{"AttributeName": n, "KeyType": k} for n, k in
             (("a", "HASH"), ("b", "HASH"), ("c", "RANGE"), ("d", "RANGE"), ("e", "RANGE"))]
    name = db.create("pk:S", AttributeDefinitions=definitions(a="S", b="S", c="S", d="S", e="N"), GlobalSecondaryIndexes=[
        {"IndexName": "multi", "KeySchema": parts, "Projection": {"ProjectionType": "ALL"}}])
    for c in "xy":
        for d in "xy":
            for e in (1, 2, 10):
                db.call("PutItem", TableName=name, Item={"pk": S(f"{c}{d}{e}"), "a": S("A"), "b": S("B"), "c": S(c),
                                                         "d": S(d), "e": N(e)})
    for missing in "abcde":
        item = {"pk": S(f"without {missing}"), "a": S("A"), "b": S("B"), "c": S("x"), "d": S("x"), "e": N(1)}
        del item[missing]
        db.call("PutItem", TableName=name, Item=item)
    return name


def ask_multi(db, table, condition, values, **more):
    answer = db.call("Query", TableName=table, IndexName="multi", KeyConditionExpression=condition,
                     ExpressionAttributeValues=values, **more)
    return [item["pk"]["S"] for item in answer["Items"]]


AB = {":a": S("A"), ":b": S("B")}
EVERYTHING = [f"{c}{d}{e}" for c in "xy" for d in "xy" for e in (1, 2, 10)]


@pytest.mark.parametrize("condition,values,expected", [
    ("a = :a AND b = :b", {}, EVERYTHING),
    ("b = :b AND a = :a AND c = :c", {":c": S("y")}, EVERYTHING[6:]),
    ("a = :a AND b = :b AND c > :c", {":c": S("x")}, EVERYTHING[6:]),
    ("a = :a AND b = :b AND c = :c AND d = :d", {":c": S("y"), ":d": S("x")}, EVERYTHING[6:9]),
    ("a = :a AND b = :b AND c = :c AND begins_with(d, :d)", {":c": S("y"), ":d": S("x")}, EVERYTHING[6:9]),
    ("a = :a AND b = :b AND c = :c AND d = :d AND e > :e", {":c": S("x"), ":d": S("x"), ":e": N(1)}, ["xx2", "xx10"]),
    ("a = :a AND b = :b AND c = :c AND d = :d AND e BETWEEN :e AND :f",
     {":c": S("x"), ":d": S("x"), ":e": N(2), ":f": N(10)}, ["xx2", "xx10"]),
    ("a = :a AND b = :b AND c = :c AND d = :d AND e = :e", {":c": S("x"), ":d": S("y"), ":e": N(10)}, ["xy10"]),
])
def test_keys_of_several_attributes(db, multi, condition, values, expected):
    assert ask_multi(db, multi, condition, {**AB, **values}) == expected
    assert ask_multi(db, multi, condition, {**AB, **values}, ScanIndexForward=False) == expected[::-1]


@pytest.mark.parametrize("condition,values,message", [
    ("a = :a", {":a": S("A")}, MISSED + "b"),
    ("b = :a", {":a": S("A")}, MISSED + "a"),
    ("a = :a AND c = :c", {":a": S("A"), ":c": S("x")}, MISSED + "b"),
    ("a = :a AND b > :b", AB, "Query key condition not supported"),
    ("a = :a AND b = :b AND d = :d", {**AB, ":d": S("x")}, MISSED + "c"),
    ("a = :a AND b = :b AND c = :c AND e = :e", {**AB, ":c": S("x"), ":e": N(1)}, MISSED + "d"),
    ("a = :a AND b = :b AND c > :c AND d = :d", {**AB, ":c": S("x"), ":d": S("x")}, "Query key condition not supported"),
    ("a = :a AND b = :b AND pk = :a", AB, MISSED + "c"),
])
def test_keys_of_several_attributes_go_from_left_to_right(db, multi, condition, values, message):
    assert db.refusal("Query", TableName=multi, IndexName="multi", KeyConditionExpression=condition,
                      ExpressionAttributeValues=values) == (VALIDATION, message)


@pytest.mark.parametrize("forward", [True, False])
def test_keys_of_several_attributes_page(db, multi, forward):
    seen, start = [], {}
    while True:
        answer = db.call("Query", TableName=multi, IndexName="multi", KeyConditionExpression="a = :a AND b = :b",
                         ExpressionAttributeValues=AB, Limit=5, ScanIndexForward=forward, **start)
        seen += [item["pk"]["S"] for item in answer["Items"]]
        if "LastEvaluatedKey" not in answer:
            break
        assert set(answer["LastEvaluatedKey"]) == {"pk", "a", "b", "c", "d", "e"}
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    assert seen == (EVERYTHING if forward else EVERYTHING[::-1])
