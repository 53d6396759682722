"""CreateTable, DescribeTable, ListTables, DeleteTable."""

import re
import time
import uuid

import pytest

THROUGHPUT = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
PREFIX = "One or more parameter values were invalid: "


def keys(*pairs):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in pairs]


def attributes(*names):
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def index(name, *pairs, projection=None, **more):
    projection = {"ProjectionType": "ALL"} if projection is None else projection
    return {"IndexName": name, "KeySchema": keys(*pairs), "Projection": projection, **more}


def definition(**changes):
    whole = {"TableName": f"t-{uuid.uuid4()}", "KeySchema": keys(("pk", "HASH")), "AttributeDefinitions": attributes("pk"),
             "BillingMode": "PAY_PER_REQUEST", **changes}
    return {name: value for name, value in whole.items() if value is not None}


def composite(**changes):
    return definition(**{"KeySchema": keys(("pk", "HASH"), ("sk", "RANGE")),
                         "AttributeDefinitions": attributes("pk", "sk"), **changes})


def describe(db, name):
    return db.call("DescribeTable", TableName=name)["Table"]


def refused(db, request):
    kind, message = db.refusal("CreateTable", request)
    assert kind == "ValidationException"
    assert db.refusal("DescribeTable", TableName=request["TableName"])[0] == "ResourceNotFoundException"
    return message


# What is described.

def test_a_table_is_described_as_it_was_created(db):
    before = time.time()
    name = db.create("pk:S sk:N")
    table = describe(db, name)
    assert table["TableName"] == name
    assert table["KeySchema"] == keys(("pk", "HASH"), ("sk", "RANGE"))
    assert table["AttributeDefinitions"] == [{"AttributeName": "pk", "AttributeType": "S"},
                                             {"AttributeName": "sk", "AttributeType": "N"}]
    assert (table["TableStatus"], table["ItemCount"], table["TableSizeBytes"]) == ("ACTIVE", 0, 0)
    assert re.fullmatch(f"arn:aws:dynamodb:[^:]+:[0-9]{{12}}:table/{name}", table["TableArn"])
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", table["TableId"])
    assert isinstance(table["CreationDateTime"], float) and abs(table["CreationDateTime"] - before) < 60
    assert table["DeletionProtectionEnabled"] is False
    for absent in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes", "SSEDescription", "StreamSpecification",
                   "TableClassSummary", "OnDemandThroughput"):
        assert absent not in table


def test_create_table_answers_with_a_table_that_is_creating(db):
    answer = db.call("CreateTable", definition())["TableDescription"]
    assert answer["TableStatus"] == "CREATING"
    db.wait(answer["TableName"])


def test_on_demand(db, simple):
    table = describe(db, simple)
    assert table["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST",
                                           "LastUpdateToPayPerRequestDateTime": table["CreationDateTime"]}
    assert table["ProvisionedThroughput"] == {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    assert table["WarmThroughput"] == {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"}


@pytest.mark.parametrize("mode", [None, "PROVISIONED"])
def test_provisioned(db, mode):
    request = definition(BillingMode=mode, ProvisionedThroughput=THROUGHPUT)
    table = db.call("CreateTable", request)["TableDescription"]
    assert "BillingModeSummary" not in table
    assert table["ProvisionedThroughput"] == {"NumberOfDecreasesToday": 0, **THROUGHPUT}
    assert (table["WarmThroughput"]["ReadUnitsPerSecond"], table["WarmThroughput"]["WriteUnitsPerSecond"]) == (5, 6)
    db.wait(table["TableName"])


def test_options_are_kept(db):
    maximum = {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": -1}
    name = db.create(TableClass="STANDARD_INFREQUENT_ACCESS", DeletionProtectionEnabled=True,
                     SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"},
                     OnDemandThroughput=maximum,
                     WarmThroughput={"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000},
                     StreamSpecification={"StreamEnabled": False})
    table = describe(db, name)
    assert table["TableClassSummary"] == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
    assert table["DeletionProtectionEnabled"] is True
    assert table["SSEDescription"]["Status"] == "ENABLED" and table["SSEDescription"]["SSEType"] == "KMS"
    assert re.fullmatch("arn:aws:kms:[^:]+:[0-9]{12}:alias/mine", table["SSEDescription"]["KMSMasterKeyArn"])
    assert table["OnDemandThroughput"] == maximum
    assert table["WarmThroughput"] == {"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000, "Status": "ACTIVE"}


def test_indexes_are_described(db):
    include = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y"]}
    name = db.create("pk:S sk:S", AttributeDefinitions=attributes("l", "g"),
                     LocalSecondaryIndexes=[index("local", ("pk", "HASH"), ("l", "RANGE"), projection=include)],
                     GlobalSecondaryIndexes=[index("global", ("g", "HASH"), ("pk", "RANGE"),
                                                   projection={"ProjectionType": "KEYS_ONLY"})])
    db.call("PutItem", TableName=name, Item={k: {"S": k} for k in ("pk", "sk", "l", "x", "more")})
    table = describe(db, name)
    arn = table["TableArn"]
    assert table["ItemCount"] == 1 and table["TableSizeBytes"] == 2 * len("pkskl") + 2 + len("moremore")
    assert table["LocalSecondaryIndexes"] == [{
        "IndexName": "local", "KeySchema": keys(("pk", "HASH"), ("l", "RANGE")), "Projection": include,
        "ItemCount": 1, "IndexSizeBytes": 2 * len("pkskl") + 2, "IndexArn": f"{arn}/index/local"}]
    assert table["GlobalSecondaryIndexes"] == [{
        "IndexName": "global", "KeySchema": keys(("g", "HASH"), ("pk", "RANGE")), "IndexStatus": "ACTIVE",
        "Projection": {"ProjectionType": "KEYS_ONLY"}, "ItemCount": 0, "IndexSizeBytes": 0,
        "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        "WarmThroughput": {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"},
        "IndexArn": f"{arn}/index/global"}]


# What is refused.

@pytest.mark.parametrize("request_, message", [
    (definition(AttributeDefinitions=attributes("x")),
     PREFIX + "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk], AttributeDefinitions: [x]"),
    (definition(AttributeDefinitions=attributes("pk", "x")),
     PREFIX + "Number of attributes in KeySchema does not exactly match number of attributes defined in "
     "AttributeDefinitions"),
    (definition(AttributeDefinitions=attributes("pk", "pk")),
     PREFIX + "Cannot have two attributes with the same name. Name: pk"),
    (definition(KeySchema=keys(("pk", "RANGE"))),
     "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    (composite(KeySchema=keys(("sk", "RANGE"), ("pk", "HASH"))),
     "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    (composite(KeySchema=keys(("pk", "HASH"), ("sk", "HASH"))),
     "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"),
    (definition(KeySchema=keys(("pk", "HASH"), ("pk", "RANGE"))), "have the same name"),
    (composite(KeySchema=keys(("pk", "HASH"), ("sk", "RANGE"), ("x", "RANGE")),
               AttributeDefinitions=attributes("pk", "sk", "x")), "Invalid KeySchema"),
    (definition(ProvisionedThroughput=THROUGHPUT),
     PREFIX + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
    (definition(BillingMode="PROVISIONED"),
     PREFIX + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"),
    (definition(BillingMode=None),
     PREFIX + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"),
])
def test_keys_and_billing_bad(db, request_, message):
    assert message in refused(db, request_)


G = ("g", "HASH")


@pytest.mark.parametrize("request_, message", [
    (definition(LocalSecondaryIndexes=[index("loc", ("pk", "HASH"), ("l", "RANGE"))],
                AttributeDefinitions=attributes("pk", "l")), "Table KeySchema does not have a range key"),
    (composite(LocalSecondaryIndexes=[index("loc", ("pk", "HASH"))]),
     "Index KeySchema does not have a range key for index: loc"),
    (composite(LocalSecondaryIndexes=[index("loc", ("sk", "HASH"), ("l", "RANGE"))],
               AttributeDefinitions=attributes("pk", "sk", "l")),
     "Index KeySchema does not have the same leading hash key as table KeySchema for index: loc. "
     "index hash key: sk, table hash key: pk"),
    (composite(LocalSecondaryIndexes=[index("same", ("pk", "HASH"), ("g", "RANGE"))],
               GlobalSecondaryIndexes=[index("same", G)], AttributeDefinitions=attributes("pk", "sk", "g")),
     "Duplicate index name: same"),
    (composite(LocalSecondaryIndexes=[]), "List of LocalSecondaryIndexes is empty"),
    (composite(GlobalSecondaryIndexes=[]), "List of GlobalSecondaryIndexes is empty"),
    (definition(GlobalSecondaryIndexes=[index("glo", G)]),
     "Some index key attributes are not defined in AttributeDefinitions. Keys: [g], AttributeDefinitions: [pk]"),
    (definition(GlobalSecondaryIndexes=[index("glo", G)], AttributeDefinitions=attributes("pk", "g", "x")),
     "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, g, x], keys used: [g, pk]"),
])
def test_indexes_bad(db, request_, message):
    assert message in refused(db, request_)


@pytest.mark.parametrize("projection, message", [
    ({}, "Unknown ProjectionType: null"),
    ({"ProjectionType": "INCLUDE"}, "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"),
    ({"ProjectionType": "ALL", "NonKeyAttributes": ["x"]}, "ProjectionType is ALL, but NonKeyAttributes is specified"),
    ({"ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["x"]},
     "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"),
    ({"ProjectionType": "SOME"}, "projection.projectionType"),
    ({"ProjectionType": "INCLUDE", "NonKeyAttributes": []}, "Member must have length greater than or equal to 1"),
    ({"ProjectionType": "INCLUDE", "NonKeyAttributes": [str(n) for n in range(21)]},
     "Member must have length less than or equal to 20"),
])
def test_projections_bad(db, projection, message):
    request = definition(AttributeDefinitions=attributes("pk", "g"),
                         GlobalSecondaryIndexes=[index("glo", G, projection=projection)])
    assert message in refused(db, request)


def including(*counts):
    return [index(f"index{i}", G, projection={"ProjectionType": "INCLUDE", "NonKeyAttributes": [f"{i}.{n}" for n in range(c)]})
            for i, c in enumerate(counts)]


def with_indexes(indexes, **more):
    return {"AttributeDefinitions": attributes("g"), "GlobalSecondaryIndexes": indexes, **more}


def test_a_hundred_projected_attributes_good(db):
    db.create(**with_indexes(including(20, 20, 20, 20, 20)))


def test_a_hundred_and_one_projected_attributes_bad(db):
    request = definition(**with_indexes(including(20, 20, 20, 20, 20, 1), AttributeDefinitions=attributes("pk", "g")))
    assert "exceed 100" in refused(db, request)


def test_twenty_global_indexes_good(db):
    assert len(describe(db, db.create(**with_indexes([index(f"ind{n}", G) for n in range(20)])))["GlobalSecondaryIndexes"]) == 20


def test_twenty_one_global_indexes_bad(db):
    request = definition(**with_indexes([index(f"ind{n}", G) for n in range(21)],
                                        AttributeDefinitions=attributes("pk", "g")))
    assert "GlobalSecondaryIndex count exceeds the per-table limit of 20" in refused(db, request)


def test_attribute_definitions_are_named_in_the_order_of_their_hashes(db):
    # What AWS said: github.com/agno-agi/agno, issue 4769.
    names = ("status_message metadata description created_at access_count external_id type size updated_at name id "
             "linked_to status").split()
    request = definition(AttributeDefinitions=attributes(*names[7:], *names[:7]),
                         KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"},
                                    {"AttributeName": "created_at", "KeyType": "RANGE"}])
    assert refused(db, request) == (
        PREFIX + "Some index key attributes are not defined in AttributeDefinitions. Keys: [user_id, created_at], "
        f"AttributeDefinitions: [{', '.join(names)}]")


def test_a_sort_key_without_definition_has_a_message_of_its_own(db):
    message = "Invalid KeySchema: Some index key attribute have no definition"
    assert refused(db, composite(AttributeDefinitions=attributes("pk"))) == message
    local = index("loc", ("pk", "HASH"), ("nowhere", "RANGE"))
    assert refused(db, composite(AttributeDefinitions=attributes("pk", "sk"), LocalSecondaryIndexes=[local])) == message


def test_an_attribute_is_projected_once(db):
    twice = {**index("glo", G), "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b", "a"]}}
    request = definition(AttributeDefinitions=attributes("pk", "g"), GlobalSecondaryIndexes=[twice])
    assert refused(db, request) == PREFIX + "Cannot have two attributes with the same name. Name: a"


def test_five_local_indexes_good(db):
    local = [index(f"ind{n}", ("pk", "HASH"), ("l", "RANGE")) for n in range(5)]
    db.create("pk:S sk:S", AttributeDefinitions=attributes("l"), LocalSecondaryIndexes=local)


def test_six_local_indexes_bad(db):
    local = [index(f"ind{n}", ("pk", "HASH"), ("l", "RANGE")) for n in range(6)]
    request = composite(AttributeDefinitions=attributes("pk", "sk", "l"), LocalSecondaryIndexes=local)
    assert "Number of LocalSecondaryIndexes exceeds per-table limit of 5" in refused(db, request)


@pytest.mark.parametrize("mode, throughput, message", [
    ("PAY_PER_REQUEST", THROUGHPUT, "ProvisionedThroughput should not be specified for index: glo when BillingMode is "
     "PAY_PER_REQUEST"),
    ("PROVISIONED", None, "ProvisionedThroughput must be specified for index: glo")])
def test_throughput_of_indexes_bad(db, mode, throughput, message):
    more = {"ProvisionedThroughput": throughput} if throughput else {}
    request = definition(BillingMode=mode, AttributeDefinitions=attributes("pk", "g"),
                         ProvisionedThroughput=THROUGHPUT if mode == "PROVISIONED" else None,
                         GlobalSecondaryIndexes=[index("glo", G, **more)])
    assert message in refused(db, request)


@pytest.mark.parametrize("options, message", [
    ({"OnDemandThroughput": {"MaxReadRequestUnits": 0}}, "MaxReadRequestUnits for OnDemandThroughput for table is "
     "outside of valid range"),
    ({"OnDemandThroughput": {"MaxWriteRequestUnits": -2}}, "MaxWriteRequestUnits"),
    ({"BillingMode": None, "ProvisionedThroughput": THROUGHPUT, "OnDemandThroughput": {"MaxReadRequestUnits": 1}},
     "OnDemandThroughput"),
    ({"WarmThroughput": {"ReadUnitsPerSecond": 11_999}}, "Requested ReadUnitsPerSecond for WarmThroughput for table is "
     "lower than current WarmThroughput, decreasing WarmThroughput is not supported"),
    ({"WarmThroughput": {}}, "WarmThroughput"),
    ({"SSESpecification": {"Enabled": True, "SSEType": "AES256"}}, "SSEType"),
    ({"SSESpecification": {"KMSMasterKeyId": "x"}}, "KMSMasterKeyId"),
    ({"StreamSpecification": {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"}}, "StreamViewType"),
    ({"GlobalTableSourceArn": "arn:aws:dynamodb:eu-west-1:000000000000:table/x"}, "GlobalTableSourceArn"),
    ({"GlobalTableSettingsReplicationMode": "ENABLED"}, "GlobalTableSettingsReplicationMode"),
    ({"ResourcePolicy": "x" * 20_481}, "policy"),
    ({"TableClass": "COLD"}, "tableClass"),
])
def test_options_bad(db, options, message):
    assert message.lower() in refused(db, definition(**options)).lower()


# Names.

@pytest.mark.parametrize("name", ["abc", "a" * 255, "A-Z_0.9", "..."])
def test_names_good(db, name):
    db.call("CreateTable", definition(TableName=name))
    db.wait(name)
    db.call("DeleteTable", TableName=name)


@pytest.mark.parametrize("name", ["ab", "a" * 256, "a b", "ä-table", "a/b/c", "", None])
def test_names_bad(db, name):
    for operation, request in [("CreateTable", definition(TableName=name)), ("DescribeTable", {"TableName": name}),
                               ("DeleteTable", {"TableName": name}), ("UpdateTable", {"TableName": name, "TableClass": "STANDARD"})]:
        assert db.refusal(operation, request)[0] == "ValidationException"


def test_names_have_case(db):
    name = f"Case-{uuid.uuid4()}"
    for each in (name, name.upper()):
        db.create(TableName=each)
    assert describe(db, name)["TableId"] != describe(db, name.upper())["TableId"]


def test_a_name_is_taken(db, simple):
    assert db.refusal("CreateTable", definition(TableName=simple)) == (
        "ResourceInUseException", f"Table already exists: {simple}")


def test_an_arn_will_do_for_a_name(db):
    name = db.create()
    arn = describe(db, name)["TableArn"]
    assert describe(db, arn)["TableName"] == name
    db.call("PutItem", TableName=arn, Item={"pk": {"S": "x"}})
    assert db.call("GetItem", TableName=arn, Key={"pk": {"S": "x"}})["Item"] == {"pk": {"S": "x"}}
    assert db.call("Scan", TableName=arn)["Count"] == 1
    db.call("UpdateTable", TableName=arn, TableClass="STANDARD")
    assert db.call("DescribeTimeToLive", TableName=arn)["TimeToLiveDescription"] == {"TimeToLiveStatus": "DISABLED"}
    assert db.call("DeleteTable", TableName=arn)["TableDescription"]["TableName"] == name


@pytest.mark.parametrize("arn", ["arn:aws:s3:::bucket", "arn:aws:dynamodb:us-east-1:000000000000:table/", "arn:",
                                 "arn:aws:dynamodb:us-east-1:000000000000:table/abc/index/def",
                                 "arn:aws:glue:us-east-1:000000000000:table/abc", "arn:aws:dynamodb:us-east-1:table/abc"])
def test_an_arn_of_something_else(db, arn):
    assert db.refusal("DescribeTable", TableName=arn)[0] == "ValidationException"


# ListTables and DeleteTable.

def test_a_table_that_is_not_there(db):
    for operation in ("DescribeTable", "DeleteTable"):
        assert db.refusal(operation, TableName="nowhere") == (
            "ResourceNotFoundException", "Requested resource not found: Table: nowhere not found")


def test_a_deleted_table_is_gone_with_its_items(db):
    name = db.create()
    db.call("PutItem", TableName=name, Item={"pk": {"S": "x"}})
    answer = db.call("DeleteTable", TableName=name)["TableDescription"]
    assert (answer["TableStatus"], answer["TableName"]) == ("DELETING", name)
    assert db.refusal("DescribeTable", TableName=name)[0] == "ResourceNotFoundException"
    assert db.refusal("Scan", TableName=name)[0] == "ResourceNotFoundException"
    db.create(TableName=name)
    assert db.call("Scan", TableName=name)["Count"] == 0
    assert describe(db, name)["ItemCount"] == 0


def test_a_protected_table_stays(db):
    name = db.create(DeletionProtectionEnabled=True)
    kind, message = db.refusal("DeleteTable", TableName=name)
    assert kind == "ValidationException"
    assert message == ("Resource cannot be deleted as it is currently protected against deletion. "
                       "Disable deletion protection first.")
    db.call("UpdateTable", TableName=name, DeletionProtectionEnabled=False)
    db.wait(name)
    db.call("DeleteTable", TableName=name)


def test_tables_are_listed_page_by_page(db):
    made = sorted(db.create(TableName=f"listed-{n}-{uuid.uuid4()}") for n in range(5))
    found, start = [], "listed"
    while start:
        page = db.call("ListTables", Limit=2, ExclusiveStartTableName=start)
        assert len(page["TableNames"]) <= 2
        found += page["TableNames"]
        start = page.get("LastEvaluatedTableName")
        assert start is None or start == found[-1]
    assert [name for name in found if name.startswith("listed-")] == made


@pytest.mark.parametrize("request_", [{"Limit": 0}, {"Limit": 101}, {"ExclusiveStartTableName": "ab"},
                                      {"ExclusiveStartTableName": "a b c"}])
def test_list_tables_bad(db, request_):
    kind, message = db.refusal("ListTables", request_)
    assert kind == "ValidationException" and "failed to satisfy constraint" in message
