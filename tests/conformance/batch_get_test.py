"""BatchGetItem."""

import pytest

from conformance.indexed import N, S

VALIDATION = "ValidationException"
DUPLICATES = "Provided list of item keys contains duplicates"
TOO_MANY = "Too many items requested for the BatchGetItem call"


def key(text):
    return {"pk": S(text)}


def keys(count, start=0):
    return [key(str(i)) for i in range(start, start + count)]


def get(db, **tables):
    return db.call("BatchGetItem", RequestItems=tables)


@pytest.fixture(scope="module")
def filled(db):
    name = db.create("pk:S")
    for start in range(0, 100, 25):
        db.call("BatchWriteItem", RequestItems={name: [
            {"PutRequest": {"Item": {**k, "a": S("a"), "m": {"M": {"x": N(1)}}}}} for k in keys(25, start)]})
    return name


def test_items_of_several_tables(db, filled, composite):
    db.call("PutItem", TableName=composite, Item={"pk": S("p"), "sk": N(1)})
    answer = get(db, **{filled: {"Keys": [key("1"), key("nobody"), key("2")]},
                        composite: {"Keys": [{"pk": S("p"), "sk": N(1)}]}})
    assert sorted(item["pk"]["S"] for item in answer["Responses"][filled]) == ["1", "2"]
    assert answer["Responses"][composite] == [{"pk": S("p"), "sk": N(1)}]
    assert answer["UnprocessedKeys"] == {}


def test_nothing_found_is_an_empty_list(db, filled):
    assert get(db, **{filled: {"Keys": [key("nobody")]}}) == {"Responses": {filled: []}, "UnprocessedKeys": {}}


def test_each_table_has_its_parameters(db, filled, composite):
    db.call("PutItem", TableName=composite, Item={"pk": S("p"), "sk": N(1), "b": S("b")})
    answer = get(db, **{
        filled: {"Keys": [key("1")], "ProjectionExpression": "#m.x", "ExpressionAttributeNames": {"#m": "m"}},
        composite: {"Keys": [{"pk": S("p"), "sk": N(1)}], "AttributesToGet": ["b", "none"], "ConsistentRead": True}})
    assert answer["Responses"] == {filled: [{"m": {"M": {"x": N(1)}}}], composite: [{"b": S("b")}]}


def test_a_hundred_keys(db, filled, composite):
    assert len(get(db, **{filled: {"Keys": keys(99)}})["Responses"][filled]) == 99
    assert len(get(db, **{filled: {"Keys": keys(100)}})["Responses"][filled]) == 100
    assert db.refusal("BatchGetItem", RequestItems={filled: {"Keys": keys(101)}}) == (VALIDATION, TOO_MANY)
    both = {filled: {"Keys": keys(60)}, composite: {"Keys": [{"pk": S("p"), "sk": N(i)} for i in range(41)]}}
    assert db.refusal("BatchGetItem", RequestItems=both) == (VALIDATION, TOO_MANY)


def test_duplicates(db, filled):
    assert db.refusal("BatchGetItem", RequestItems={filled: {"Keys": [key("1"), key("2"), key("1")]}}) == (
        VALIDATION, DUPLICATES)
    assert db.refusal("BatchGetItem", RequestItems={"nowhere": {"Keys": [key("1"), key("1")]}}) == (VALIDATION, DUPLICATES)


def test_equal_numbers_are_duplicates(db):
    table = db.create("pk:N")
    assert db.refusal("BatchGetItem", RequestItems={table: {"Keys": [{"pk": N("1")}, {"pk": N("1.0")}]}}) == (
        VALIDATION, DUPLICATES)


def test_a_table_by_name_and_by_arn_is_one(db, filled):
    arn = db.call("DescribeTable", TableName=filled)["Table"]["TableArn"]
    assert get(db, **{arn: {"Keys": [key("1")]}})["Responses"][arn]
    assert db.refusal("BatchGetItem", RequestItems={arn: {"Keys": [key("1")]}, filled: {"Keys": [key("1")]}}) == (
        VALIDATION, DUPLICATES)


CONSTRAINT = "1 validation error detected: Value {} failed to satisfy constraint: Member must {}"


@pytest.mark.parametrize("items,message", [
    ({}, CONSTRAINT.format("'{}' at 'requestItems'", "have length greater than or equal to 1")),
    (None, CONSTRAINT.format("null at 'requestItems'", "not be null")),
    ({"abc": {}}, CONSTRAINT.format("null at 'requestItems.abc.member.keys'", "not be null")),
    ({"abc": {"Keys": []}}, CONSTRAINT.format("'[]' at 'requestItems.abc.member.keys'", "have length greater than or equal to 1")),
    ({"abc": {"Keys": [key("1")], "AttributesToGet": []}},
     CONSTRAINT.format("'[]' at 'requestItems.abc.member.attributesToGet'", "have length greater than or equal to 1")),
])
def test_constraints(db, items, message):
    assert db.refusal("BatchGetItem", RequestItems=items) == (VALIDATION, message)


@pytest.mark.parametrize("wrong,message", [
    ({}, "The provided key element does not match the schema"),
    ({"x": S("a")}, "The provided key element does not match the schema"),
    ({"pk": N(1)}, "The provided key element does not match the schema"),
    ({"pk": S("a"), "x": S("a")}, "The provided key element does not match the schema"),
    ({"pk": S("")}, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                    "empty string value. Key: pk"),
    ({"pk": S("x" * 2049)}, "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit "
                            "of2048 bytes"),
    ({"pk": {}}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
])
def test_wrong_keys(db, filled, wrong, message):
    assert db.refusal("BatchGetItem", RequestItems={filled: {"Keys": [key("1"), wrong]}}) == (VALIDATION, message)


@pytest.mark.parametrize("more,message", [
    ({"AttributesToGet": ["a"], "ProjectionExpression": "b"},
     "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
     "{AttributesToGet} Expression parameters: {ProjectionExpression}"),
    ({"ProjectionExpression": ""}, "Invalid ProjectionExpression: The expression can not be empty;"),
    ({"ProjectionExpression": "a, a"}, "Invalid ProjectionExpression: Two document paths overlap with each other; must remove "
                                       "or rewrite one of these paths; path one: [a], path two: [a]"),
    ({"ProjectionExpression": "a", "ExpressionAttributeNames": {"#b": "b"}},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}"),
    ({"ExpressionAttributeNames": {"#b": "b"}}, "ExpressionAttributeNames can only be specified when using expressions"),
    ({"AttributesToGet": ["a", "a"]}, "One or more parameter values were invalid: Duplicate value in attribute name: a"),
    ({"ProjectionExpression": "pk[0]"}, "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
                                        "allowed: Key: pk"),
])
def test_wrong_projections(db, filled, more, message):
    assert db.refusal("BatchGetItem", RequestItems={filled: {"Keys": [key("1")], **more}}) == (VALIDATION, message)


def test_which_error_comes_first(db, filled):
    def first(**tables):
        return db.refusal("BatchGetItem", RequestItems=tables)[1]
    assert first(nowhere={"Keys": keys(101)}) == TOO_MANY
    assert first(nowhere={"Keys": [key("1")] * 101}) == DUPLICATES
    assert first(nowhere={"Keys": [key("1")] * 2, "ProjectionExpression": "a,,"}) == DUPLICATES
    assert first(nowhere={"Keys": keys(101), "ProjectionExpression": "a,,"}) == TOO_MANY
    assert first(nowhere={"Keys": keys(1), "ProjectionExpression": "a,,"}).startswith("Invalid ProjectionExpression")
    assert first(**{filled: {"Keys": [{"x": S("a")}]}, "nowhere": {"Keys": keys(1)}}) == "Requested resource not found"


def test_a_table_that_is_not_there(db, filled):
    assert db.refusal("BatchGetItem", RequestItems={filled: {"Keys": keys(1)}, "nowhere": {"Keys": keys(1)}}) == (
        "ResourceNotFoundException", "Requested resource not found")


def test_more_than_sixteen_megabytes_leave_keys_unprocessed(db):
    table = db.create("pk:S")
    size = 16 * 1024 * 1024 // 42  # 42 items are just below 16 MB.
    for i in range(43):
        db.call("PutItem", TableName=table, Item={"pk": S(f"{i:02}"), "a": S("x" * (size - 5))})
    asked = {"Keys": [key(f"{i:02}") for i in range(43)], "ProjectionExpression": "pk", "ConsistentRead": True}
    answer = get(db, **{table: asked})
    found = {item["pk"]["S"] for item in answer["Responses"][table]}
    rest = answer["UnprocessedKeys"][table]
    assert len(found) == 42 and len(rest["Keys"]) == 1
    assert (rest["ProjectionExpression"], rest["ConsistentRead"]) == ("pk", True)
    answer = db.call("BatchGetItem", RequestItems=answer["UnprocessedKeys"])
    assert answer["UnprocessedKeys"] == {} and answer["Responses"][table][0]["pk"]["S"] not in found
