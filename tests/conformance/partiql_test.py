"""ExecuteStatement: PartiQL, statement by statement.

Source: "PartiQL - a SQL-compatible query language for Amazon DynamoDB" (ql-reference.html and the
pages below it), API_ExecuteStatement.html.
"""

import pytest

from conformance import indexed
from conformance.dynamo import Refused
from conformance.indexed import N, S

INDEXES = {
    "AttributeDefinitions": indexed.definitions(g="S", l="N"),
    "GlobalSecondaryIndexes": [indexed.index("gsi", ("g", "l"), "KEYS_ONLY")],
    "LocalSecondaryIndexes": [indexed.index("lsi", ("pk", "l"), "KEYS_ONLY")],
}


def item(pk, sk, **more):
    return {"pk": S(pk), "sk": S(sk), "g": S(f"g{sk}"), "l": N(sk), "x": N(sk), "z": {"NULL": True},
            "m": {"M": {"k": {"L": [S("q"), N(5)]}}}, "ss": {"SS": ["u", "v"]}, **more}


@pytest.fixture(scope="module")
def table(db):
    """Partitions a and b of three items each; for reading only."""
    name = db.create("pk:S sk:S", **INDEXES)
    for pk in "ab":
        for sk in "123":
            db.call("PutItem", TableName=name, Item=item(pk, sk))
    return name


@pytest.fixture
def fresh(db):
    """The same keys and indexes, with one item: a 1."""
    name = db.create("pk:S sk:S", **INDEXES)
    db.call("PutItem", TableName=name, Item=item("a", "1"))
    return name


def run(db, statement, *parameters, **more):
    if parameters:
        more["Parameters"] = list(parameters)
    return db.call("ExecuteStatement", Statement=statement, **more)


def refused(db, statement, *parameters, **more):
    if parameters:
        more["Parameters"] = list(parameters)
    return db.refusal("ExecuteStatement", Statement=statement, **more)


def invalid(db, statement, *parameters, **more):
    kind, message = refused(db, statement, *parameters, **more)
    assert kind == "ValidationException"
    return message


def keys(answer):
    return [i["pk"]["S"] + i["sk"]["S"] for i in answer["Items"]]


def get(db, table, pk, sk):
    return db.call("GetItem", TableName=table, Key={"pk": S(pk), "sk": S(sk)}).get("Item")


SELECTED = [
    ("pk = 'a'", ["a1", "a2", "a3"]),
    ("'a' = pk", ["a1", "a2", "a3"]),
    ("pk = 'a' AND sk = '2'", ["a2"]),
    ("pk = 'a' AND sk > '1'", ["a2", "a3"]),
    ("pk = 'a' AND '2' > sk", ["a1"]),
    ("pk = 'a' AND sk > '1' AND sk < '3'", ["a2"]),
    ("pk = 'a' AND sk BETWEEN '2' AND '3'", ["a2", "a3"]),
    ("pk = 'a' AND begins_with(sk, '2')", ["a2"]),
    ("pk = 'a' AND sk <> '2'", ["a1", "a3"]),
    ("pk = 'a' AND NOT sk = '2'", ["a1", "a3"]),
    ("pk = 'a' AND sk IN ['3', '1', '3', 'no']", ["a1", "a3"]),
    ("pk IN ['b', 'a', 'no'] AND sk = '2'", ["a2", "b2"]),
    ("pk IN ('b', 'a') AND sk IN ('3', '2')", ["a2", "a3", "b2", "b3"]),
    ("pk = 'a' OR pk = 'b'", ["a1", "a2", "a3", "b1", "b2", "b3"]),
    ("pk = 'a' AND pk = 'b'", []),
    ("pk = 'a' AND x = 2", ["a2"]),
    ("pk = 'a' AND (x = 1 OR x = 3)", ["a1", "a3"]),
    ("pk = 'a' AND none IS MISSING AND x IS NOT MISSING", ["a1", "a2", "a3"]),
    ("pk = 'a' AND z IS NULL", ["a1", "a2", "a3"]),
    ("pk = 'a' AND m.k[1] = 5 AND x > 2", ["a3"]),
    ("pk = 'a' AND size(ss) = 2 AND contains(ss, 'u') AND attribute_type(x, 'N') AND x < 2", ["a1"]),
]


@pytest.mark.parametrize("where,expected", SELECTED)
def test_select_by_key(db, table, where, expected):
    assert keys(run(db, f'SELECT * FROM "{table}" WHERE {where}')) == expected


SCANNED = [
    ("x = 2", ["a2", "b2"]),
    ("pk > 'a' AND x < 3", ["b1", "b2"]),
    ("(pk = 'a' AND sk = '1') OR (pk = 'b' AND sk = '2')", ["a1", "b2"]),
    ("pk = 'a' OR x = 3", ["a1", "a2", "a3", "b3"]),
]


@pytest.mark.parametrize("where,expected", SCANNED)
def test_select_without_a_partition_scans(db, table, where, expected):
    assert sorted(keys(run(db, f'SELECT * FROM "{table}" WHERE {where}'))) == expected


def test_select_of_everything(db, table):
    answer = run(db, f'SELECT * FROM "{table}"')
    assert sorted(keys(answer)) == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert item("a", "1") in answer["Items"]
    assert "NextToken" not in answer


def test_projected_values_stand_at_the_top(db, table):
    where = "WHERE pk = 'a' AND sk = '1'"
    assert run(db, f'SELECT x, m.k[1], none FROM "{table}" {where}')["Items"] == [{"x": N(1), "k[1]": N(5)}]
    assert run(db, f'SELECT m.k FROM "{table}" {where}')["Items"] == [{"k": {"L": [S("q"), N(5)]}}]
    assert "Duplicate identifiers in select clause: x" == invalid(db, f'SELECT a.x, x FROM "{table}" {where}')
    assert "Two document paths overlap" in invalid(db, f'SELECT m, m.k FROM "{table}" {where}')


ORDERED = [
    ("pk = 'a' ORDER BY sk", ["a1", "a2", "a3"]),
    ("pk = 'a' ORDER BY sk DESC", ["a3", "a2", "a1"]),
    ("pk = 'a' AND sk IN ['1', '3'] ORDER BY sk DESC", ["a3", "a1"]),
    ("pk IN ['a', 'b'] ORDER BY pk DESC, sk ASC", ["b1", "b2", "b3", "a1", "a2", "a3"]),
    ("pk IN ['a', 'b'] ORDER BY sk DESC", ["a3", "a2", "a1", "b3", "b2", "b1"]),
]


@pytest.mark.parametrize("where,expected", ORDERED)
def test_order_by(db, table, where, expected):
    assert keys(run(db, f'SELECT * FROM "{table}" WHERE {where}')) == expected


def test_order_by_needs_a_partition_and_a_key(db, table):
    select = f'SELECT * FROM "{table}"'
    assert "Must have WHERE clause in the statement" in invalid(db, f"{select} ORDER BY sk")
    assert "Must have at least one non-optional hash key condition" in invalid(db, f"{select} WHERE x = 1 ORDER BY sk")
    assert invalid(db, f"{select} WHERE pk = 'a' ORDER BY x") == \
        "Variable reference x in ORDER BY clause must be part of the primary key"


def test_indexes(db, table):
    answer = run(db, f'SELECT * FROM "{table}"."gsi" WHERE g = \'g1\' AND l = 1')
    assert answer["Items"] == [{"pk": S(p), "sk": S("1"), "g": S("g1"), "l": N(1)} for p in "ab"]
    local = f'"{table}"."lsi" WHERE pk = \'a\' AND l > 1 ORDER BY l DESC'
    assert keys(run(db, f"SELECT * FROM {local}")) == ["a3", "a2"]
    assert run(db, f"SELECT x FROM {local}")["Items"] == [{"x": N(3)}, {"x": N(2)}]
    assert "does not project [x]" in invalid(db, f'SELECT x FROM "{table}"."gsi" WHERE g = \'g1\'')
    assert "does not have the specified index: no" in invalid(db, f'SELECT * FROM "{table}"."no"')
    with pytest.raises(Refused):
        run(db, f'SELECT * FROM "{table}"."gsi" WHERE g = \'g1\'', ConsistentRead=True)


def test_partitions_come_in_the_order_of_their_keys(db):
    name = db.create("pk:N")
    for number in (2, -1, 10, 9):
        run(db, f'INSERT INTO "{name}" VALUE {{\'pk\': {number}}}')
    select = f'SELECT * FROM "{name}" WHERE pk IN [10, 2, 9.0, -1, 9, 5]'
    assert [i["pk"]["N"] for i in run(db, select)["Items"]] == ["-1", "2", "9", "10"]
    assert [i["pk"]["N"] for i in run(db, select + " ORDER BY pk DESC")["Items"]] == ["10", "9", "2", "-1"]


def test_keys_of_several_attributes(db):
    """Multi-attribute keys (GSI.DesignPattern.MultiAttributeKeys.html): all of the partition key, the sort key from the left."""
    schema = [{"AttributeName": n, "KeyType": k} for n, k in (("a", "HASH"), ("b", "HASH"), ("c", "RANGE"), ("d", "RANGE"))]
    name = db.create("pk:S", AttributeDefinitions=indexed.definitions(a="S", b="S", c="S", d="N"), GlobalSecondaryIndexes=[
        {"IndexName": "many", "KeySchema": schema, "Projection": {"ProjectionType": "ALL"}}])
    for number in range(8):
        bits = [str(number >> i & 1) for i in (2, 1, 0)]
        run(db, f"INSERT INTO \"{name}\" VALUE {{'pk': ?, 'a': ?, 'b': 'b', 'c': ?, 'd': {bits[2]}}}", S(str(number)), S(bits[0]),
            S(bits[1]))

    def found(where, **more):
        answer = run(db, f'SELECT pk FROM "{name}"."many" WHERE {where}', ReturnConsumedCapacity="TOTAL", **more)
        return [i["pk"]["S"] for i in answer["Items"]]

    assert found("a = '1' AND b = 'b'") == ["4", "5", "6", "7"]
    assert found("a IN ['0', '1'] AND b = 'b' AND c = '1' AND d > 0") == ["3", "7"]
    assert found("a = '1' AND b = 'b' AND c > '0' ORDER BY c DESC, d DESC") == ["7", "6"]
    assert found("a = '1' AND b = 'b' AND d = 1") == ["5", "7"]
    assert sorted(found("a = '1' AND c = '0'")) == ["4", "5"]
    assert "different directions" in invalid(
        db, f'SELECT * FROM "{name}"."many" WHERE a = \'1\' AND b = \'b\' ORDER BY c, d DESC')


def all_pages(db, statement, **more):
    """The keys of each page."""
    pages, token = [], {}
    while True:
        answer = run(db, statement, **token, **more)
        pages.append(keys(answer))
        if "NextToken" not in answer:
            return pages
        token = {"NextToken": answer["NextToken"]}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_go_on_over_partitions(db, table, limit):
    pages = all_pages(db, f"SELECT * FROM \"{table}\" WHERE pk IN ['a', 'b'] AND x <> 2 ORDER BY sk DESC", Limit=limit)
    assert sum(pages, []) == ["a3", "a1", "b3", "b1"]
    assert max(map(len, pages)) <= limit
    everything = all_pages(db, f'SELECT * FROM "{table}"', Limit=limit)
    assert sorted(sum(everything, [])) == ["a1", "a2", "a3", "b1", "b2", "b3"]
    points = all_pages(db, f"SELECT * FROM \"{table}\" WHERE pk IN ['a', 'b'] AND sk IN ['1', '2']", Limit=limit)
    assert sum(points, []) == ["a1", "a2", "b1", "b2"]


def test_limit_counts_before_the_filter(db, table):
    answer = run(db, f"SELECT * FROM \"{table}\" WHERE pk = 'a' AND x = 3", Limit=2)
    assert answer["Items"] == [] and answer["LastEvaluatedKey"] == {"pk": S("a"), "sk": S("2")}


def test_a_page_ends_at_one_megabyte(db, simple):
    for i in range(4):
        db.call("PutItem", TableName=simple, Item={"pk": S(f"big{i}"), "v": S("x" * 390_000)})
    where = "pk IN ['big0', 'big1', 'big2', 'big3']"
    first = run(db, f'SELECT pk FROM "{simple}" WHERE {where}')
    assert [i["pk"]["S"] for i in first["Items"]] == ["big0", "big1", "big2"]
    second = run(db, f'SELECT pk FROM "{simple}" WHERE {where}', NextToken=first["NextToken"])
    assert [i["pk"]["S"] for i in second["Items"]] == ["big3"] and "NextToken" not in second


def test_a_token_belongs_to_its_statement(db, table):
    select = f'SELECT * FROM "{table}" WHERE pk = ?'
    token = run(db, select, S("a"), Limit=2)["NextToken"]
    assert keys(run(db, select, S("a"), NextToken=token)) == ["a3"]
    assert invalid(db, select, S("b"), NextToken=token) == "Invalid NextToken"
    assert invalid(db, select + " AND x > 1", S("a"), NextToken=token) == "Invalid NextToken"
    for broken in ("abc", "zz", token[:-2], token + "00", token[:-1] + "g"):
        assert invalid(db, select, S("a"), NextToken=broken) == "Invalid NextToken"
    assert invalid(db, f"DELETE FROM \"{table}\" WHERE pk = 'a' AND sk = 'no'", NextToken=token) == "Invalid NextToken"


def test_insert(db, fresh):
    statement = f"INSERT INTO \"{fresh}\" VALUE {{'pk': 'b', 'sk': ?, 'n': 1.50, 'l': 7, 's': <<1, 2>>, 'y': ?}}"
    assert run(db, statement, S("1"), {"L": [{"B": "AAE="}]}) == {"Items": []}
    assert get(db, fresh, "b", "1") == {"pk": S("b"), "sk": S("1"), "n": N("1.5"), "l": N(7), "s": {"NS": ["1", "2"]},
                                        "y": {"L": [{"B": "AAE="}]}}
    with pytest.raises(Refused) as duplicate:
        run(db, statement, S("1"), S("other"), ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert duplicate.value.type == "DuplicateItemException"
    assert duplicate.value.message == "Duplicate primary key exists in table"
    assert get(db, fresh, "b", "1")["y"] == {"L": [{"B": "AAE="}]}


@pytest.mark.parametrize("value,message", [
    ("{'pk': 'a'}", "Key attribute should be present in the item: Key sk"),
    ("{'pk': 1, 'sk': 'a'}", "Key attribute's data type should match its data type in table's schema: Key pk"),
    ("{'pk': '', 'sk': 'a'}", "cannot contain an empty string value. Key: pk"),
    ("{'pk': 'a', 'sk': 'a', 'l': 'text'}", "Type mismatch for Index Key"),
])
def test_insert_refuses(db, fresh, value, message):
    assert message in invalid(db, f'INSERT INTO "{fresh}" VALUE {value}')


def test_an_inserted_item_has_at_most_400_kb(db, simple):
    statement = f"INSERT INTO \"{simple}\" VALUE {{'pk': 'huge', 'v': ?}}"
    assert "Item size has exceeded" in invalid(db, statement, S("x" * (409_600 - 2 - 4 - 1 + 1)))
    run(db, statement, S("x" * (409_600 - 2 - 4 - 1)))
    db.call("DeleteItem", TableName=simple, Key={"pk": S("huge")})


def update(db, table, changes, where="pk = 'a' AND sk = '1'", **more):
    return run(db, f'UPDATE "{table}" {changes} WHERE {where} RETURNING MODIFIED NEW *', **more)["Items"]


def test_update(db, fresh):
    assert update(db, fresh, "SET x = x + 1 - 3 SET y = {'a': [1]}") == [{"x": N(-1), "y": {"M": {"a": {"L": [N(1)]}}}}]
    assert update(db, fresh, "SET m.k = list_append(m.k, [6])") == [{"m": {"M": {"k": {"L": [S("q"), N(5), N(6)]}}}}]
    assert update(db, fresh, "SET ss = set_add(ss, <<'w'>>)") == [{"ss": {"SS": ["u", "v", "w"]}}]
    assert update(db, fresh, "SET ss = SET_DELETE(ss, <<'u', 'v'>>)") == [{"ss": {"SS": ["w"]}}]
    assert update(db, fresh, "SET n = if_not_exists(n, 4) + 1") == [{"n": N(5)}]
    assert update(db, fresh, "REMOVE n REMOVE y") == []
    assert "n" not in get(db, fresh, "a", "1")


def test_returning(db, fresh):
    statement = f"UPDATE \"{fresh}\" SET x = {{}}, y = 7 WHERE pk = 'a' AND sk = '1'"
    assert run(db, statement.format(2)) == {"Items": []}
    assert run(db, statement.format(3) + " RETURNING MODIFIED OLD *")["Items"] == [{"x": N(2), "y": N(7)}]
    assert run(db, statement.format(4) + " RETURNING ALL OLD *")["Items"] == [item("a", "1", x=N(3), y=N(7))]
    assert run(db, statement.format(5) + " RETURNING ALL NEW *")["Items"] == [item("a", "1", x=N(5), y=N(7))]
    delete = f"DELETE FROM \"{fresh}\" WHERE pk = 'a' AND sk = '1' RETURNING ALL OLD *"
    assert run(db, delete)["Items"] == [item("a", "1", x=N(5), y=N(7))]
    assert run(db, delete)["Items"] == []


def test_update_needs_an_item_that_fits_where(db, fresh):
    for where in ("pk = 'a' AND sk = 'no'", "pk = 'a' AND sk = 'no' AND x IS MISSING", "pk = 'a' AND sk = '1' AND x = 9"):
        kind, message = refused(db, f'UPDATE "{fresh}" SET x = 2 WHERE {where}')
        assert (kind, message) == ("ConditionalCheckFailedException", "The conditional request failed")
    assert get(db, fresh, "a", "no") is None
    assert update(db, fresh, "SET x = 2", "pk = 'a' AND (sk = '1' AND (x = 1 OR x = 9))") == [{"x": N(2)}]


def test_delete(db, fresh):
    delete = f'DELETE FROM "{fresh}" WHERE pk = \'a\' AND sk = '
    kind, _ = refused(db, delete + "'1' AND x = 9")
    assert kind == "ConditionalCheckFailedException"
    assert get(db, fresh, "a", "1") is not None
    assert run(db, delete + "'1' AND x = 1") == {"Items": []}
    assert get(db, fresh, "a", "1") is None
    # "SUCCESS is returned with 0 items deleted", whatever the condition (ql-reference.delete.html).
    assert run(db, delete + "'1'") == run(db, delete + "'1' AND x = 1") == {"Items": []}


def test_the_item_that_failed_a_condition_is_told(db, fresh):
    for statement in ("UPDATE \"{}\" SET x = 2", 'DELETE FROM "{}"'):
        with pytest.raises(Refused) as failed:
            run(db, statement.format(fresh) + " WHERE pk = 'a' AND sk = '1' AND x = 9",
                ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert failed.value.body["Item"] == item("a", "1")


@pytest.mark.parametrize("statement", ['UPDATE "{}" SET x = 1', 'DELETE FROM "{}"'])
@pytest.mark.parametrize("where", ["", "WHERE pk = 'a'", "WHERE pk = 'a' AND sk > '1'", "WHERE pk = 'a' AND sk IN ['1']",
                                   "WHERE pk = 'a' AND sk = '1' OR x = 1", "WHERE pk = 'a' AND NOT sk = '1'"])
def test_writes_name_one_item(db, table, statement, where):
    assert invalid(db, f"{statement.format(table)} {where}") == \
        "Where clause does not contain a mandatory equality on all key attributes"


@pytest.mark.parametrize("statement,message", [
    ("UPDATE \"{}\" SET pk = 'b' WHERE pk = 'a' AND sk = '1'", "Cannot update attribute pk. This attribute is part of the key"),
    ("UPDATE \"{}\" SET l[1] = 2 WHERE pk = 'a' AND sk = '1'", "Key attributes must be scalars"),
    ("UPDATE \"{}\" SET x = 1 WHERE pk = 'a' AND sk = '1' AND sk = '2'", "Multiple conditions on same key sk."),
    ("UPDATE \"{}\" SET x = 1 SET x = 2 WHERE pk = 'a' AND sk = '1'", "Two document paths overlap"),
    ("UPDATE \"{}\" SET x = none WHERE pk = 'a' AND sk = '1'", "refers to an attribute that does not exist in the item"),
    ("UPDATE \"{}\" SET x = 1 WHERE pk = 1 AND sk = '1'", "data type should match its data type in table's schema: Key pk"),
    ("SELECT * FROM \"{}\" WHERE pk = 'a' AND sk = 1", "data type should match its data type in table's schema: Key sk"),
    ("SELECT * FROM \"{}\" WHERE pk = ''", "cannot contain an empty string value. Key: pk"),
    ("SELECT * FROM \"{}\" WHERE pk = 'a' AND sk.a = 1", "Key attributes must be scalars"),
    ("SELECT * FROM \"{}\" WHERE pk = 'a", "Statement wasn't well formed, can't be processed: "),
    ("SELECT * FROM \"{}\" WHERE pk = ?", "Number of parameters in request and statement don't match."),
    ("EXISTS(SELECT * FROM \"{}\" WHERE pk = 'a')", "EXISTS can only be used in ExecuteTransaction write requests."),
])
def test_refused(db, table, statement, message):
    assert message in invalid(db, statement.format(table))


def test_a_hundred_values_and_fifty_partitions(db, table):
    def statement(attribute, count):
        return f'SELECT * FROM "{table}" WHERE {attribute} IN [{", ".join(repr(str(i)) for i in range(count))}]'
    assert run(db, statement("pk", 50))["Items"] == run(db, statement("none", 100))["Items"] == []
    assert invalid(db, statement("pk", 51)).endswith("number of operands: 51")
    assert invalid(db, statement("none", 101)).endswith("number of operands: 101")


def test_an_unknown_table(db):
    for statement in ('SELECT * FROM "unknown"', "INSERT INTO \"unknown\" VALUE {'a': 1}", 'DELETE FROM "unknown" WHERE a = 1'):
        assert refused(db, statement)[0] == "ResourceNotFoundException"


def test_constraints_of_the_request(db):
    assert "Value '' at 'statement' failed to satisfy constraint" in invalid(db, "")
    assert "less than or equal to 8192" in invalid(db, "x" * 8193)
    assert "Value '0' at 'limit'" in invalid(db, 'SELECT * FROM "unknown"', Limit=0)
    assert "at 'parameters' failed" in invalid(db, "SELECT * FROM T", Parameters=[])
    assert "cannot be converted to a numeric value" in invalid(db, "SELECT * FROM T WHERE a = ?", {"N": "x"})


def units(db, statement, **more):
    return run(db, statement, ReturnConsumedCapacity="INDEXES", **more)["ConsumedCapacity"]


def test_capacity(db, fresh):
    def total(statement, **more):
        return units(db, statement, **more)["CapacityUnits"]
    assert total(f"INSERT INTO \"{fresh}\" VALUE {{'pk': 'c', 'sk': '1'}}") == 1
    assert units(db, f"INSERT INTO \"{fresh}\" VALUE {{'pk': 'c', 'sk': '2', 'g': 'g', 'l': 1}}") == {
        "TableName": fresh, "CapacityUnits": 3, "Table": {"CapacityUnits": 1},
        "LocalSecondaryIndexes": {"lsi": {"CapacityUnits": 1}}, "GlobalSecondaryIndexes": {"gsi": {"CapacityUnits": 1}}}
    assert total(f'SELECT * FROM "{fresh}" WHERE pk = \'c\'') == 0.5
    assert total(f'SELECT * FROM "{fresh}" WHERE pk = \'c\'', ConsistentRead=True) == 1
    assert total(f"SELECT * FROM \"{fresh}\" WHERE pk IN ['a', 'b', 'c']") == 1.5
    assert units(db, f'SELECT * FROM "{fresh}"."gsi" WHERE g = \'g\'')["GlobalSecondaryIndexes"] == {"gsi": {"CapacityUnits": 0.5}}
    assert total(f'DELETE FROM "{fresh}" WHERE pk = \'c\' AND sk = \'1\'') == 1


def test_what_the_documents_show(db):
    """The examples of ql-reference.select.html, .insert.html, .update.html and .delete.html."""
    name = db.create("Artist:S SongTitle:S")
    run(db, f"INSERT INTO \"{name}\" value {{'Artist' : 'Acme Band','SongTitle' : 'PartiQL Rocks'}}")
    where = "WHERE Artist='Acme Band' AND SongTitle='PartiQL Rocks'"
    run(db, f"UPDATE \"{name}\" SET AwardsWon=1 SET AwardDetail={{'Grammys':[2020, 2018]}} {where}")
    run(db, f"UPDATE \"{name}\" SET AwardDetail.Grammys =list_append(AwardDetail.Grammys,[2016]) {where}")
    run(db, f'UPDATE "{name}" REMOVE AwardDetail.Grammys[2] {where}')
    run(db, f"UPDATE \"{name}\" SET AwardDetail.BillBoard=[2020] {where}")
    run(db, f"UPDATE \"{name}\" SET BandMembers =<<'member1', 'member2'>> {where}")
    run(db, f"UPDATE \"{name}\" SET BandMembers =set_add(BandMembers, <<'newmember'>>) {where}")
    assert run(db, f"SELECT AwardsWon, AwardDetail.Grammys, BandMembers FROM \"{name}\" {where}")["Items"] == [
        {"AwardsWon": N(1), "Grammys": {"L": [N(2020), N(2018)]}, "BandMembers": {"SS": ["member1", "member2", "newmember"]}}]
    run(db, f'DELETE FROM "{name}" {where}')
    assert run(db, f'SELECT * FROM "{name}"')["Items"] == []
