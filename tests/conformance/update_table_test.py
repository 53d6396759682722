"""UpdateTable."""

import threading

import pytest

from conformance.dynamo import Dynamo

THROUGHPUT = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
PREFIX = "One or more parameter values were invalid: "


def attributes(*names, kind="S"):
    return [{"AttributeName": name, "AttributeType": kind} for name in names]


def created(name="by-g", *pairs, projection=None, **more):
    schema = [{"AttributeName": n, "KeyType": k} for n, k in pairs or [("g", "HASH")]]
    return {"Create": {"IndexName": name, "KeySchema": schema, "Projection": projection or {"ProjectionType": "ALL"}, **more}}


def update(db, table, wait=True, **changes):
    answer = db.call("UpdateTable", TableName=table, **changes)["TableDescription"]
    if wait:
        db.wait(table)
    return answer


def create_index(db, table, *args, definitions=None, **more):
    return update(db, table, AttributeDefinitions=definitions or attributes("g"),
                  GlobalSecondaryIndexUpdates=[created(*args, **more)])


def delete_index(db, table, name="by-g"):
    return update(db, table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": name}}])


def refused(db, table, **changes):
    kind, message = db.refusal("UpdateTable", TableName=table, **changes)
    assert kind == "ValidationException"
    return message


def describe(db, table):
    return db.call("DescribeTable", TableName=table)["Table"]


def index_of(db, table, name="by-g"):
    [found] = [i for i in describe(db, table).get("GlobalSecondaryIndexes", []) if i["IndexName"] == name]
    return found


def in_index(db, table, name="by-g"):
    return {item["pk"]["S"] for item in db.call("Scan", TableName=table, IndexName=name)["Items"]}


@pytest.fixture
def table(db):
    return db.create()


@pytest.fixture
def provisioned(db):
    return db.create(BillingMode="PROVISIONED", ProvisionedThroughput=THROUGHPUT)


# Throughput and billing.

def test_throughput_is_changed_and_its_changes_are_told(db, provisioned):
    update(db, provisioned, ProvisionedThroughput={"ReadCapacityUnits": 50, "WriteCapacityUnits": 6})
    raised = describe(db, provisioned)["ProvisionedThroughput"]
    assert (raised["ReadCapacityUnits"], raised["WriteCapacityUnits"], raised["NumberOfDecreasesToday"]) == (50, 6, 0)
    assert "LastIncreaseDateTime" in raised and "LastDecreaseDateTime" not in raised
    for units in (4, 3):
        update(db, provisioned, ProvisionedThroughput={"ReadCapacityUnits": 50, "WriteCapacityUnits": units})
    lowered = describe(db, provisioned)["ProvisionedThroughput"]
    assert (lowered["WriteCapacityUnits"], lowered["NumberOfDecreasesToday"]) == (3, 2)
    assert lowered["LastDecreaseDateTime"] >= raised["LastIncreaseDateTime"] == lowered["LastIncreaseDateTime"]


def test_throughput_that_would_not_change(db, provisioned):
    assert refused(db, provisioned, ProvisionedThroughput=THROUGHPUT) == (
        "The provisioned throughput for the table will not change. The requested value equals the current value. "
        "Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. "
        "Current WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. "
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.")


def test_billing_is_switched_there_and_back(db, provisioned):
    update(db, provisioned, BillingMode="PAY_PER_REQUEST")
    on_demand = describe(db, provisioned)
    assert on_demand["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert on_demand["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    update(db, provisioned, BillingMode="PROVISIONED", ProvisionedThroughput=THROUGHPUT)
    back = describe(db, provisioned)
    assert back["BillingModeSummary"] == {**on_demand["BillingModeSummary"], "BillingMode": "PROVISIONED"}
    assert back["ProvisionedThroughput"]["WriteCapacityUnits"] == 6


def test_billing_and_throughput_that_do_not_fit(db, table, provisioned):
    both = "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
    neither = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
    assert refused(db, table, BillingMode="PROVISIONED") == PREFIX + both
    assert refused(db, table, ProvisionedThroughput=THROUGHPUT) == PREFIX + neither
    assert refused(db, provisioned, BillingMode="PAY_PER_REQUEST", ProvisionedThroughput=THROUGHPUT) == PREFIX + neither
    assert describe(db, table)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_indexes_switch_with_their_table(db, table):
    create_index(db, table)
    assert refused(db, table, BillingMode="PROVISIONED", ProvisionedThroughput=THROUGHPUT) == (
        PREFIX + "ProvisionedThroughput must be specified for index: by-g")
    change = {"Update": {"IndexName": "by-g", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2}}}
    update(db, table, BillingMode="PROVISIONED", ProvisionedThroughput=THROUGHPUT, GlobalSecondaryIndexUpdates=[change])
    assert index_of(db, table)["ProvisionedThroughput"]["WriteCapacityUnits"] == 2
    assert "The provisioned throughput for the index by-g will not change." in refused(
        db, table, GlobalSecondaryIndexUpdates=[change])
    change["Update"]["ProvisionedThroughput"]["ReadCapacityUnits"] = 9
    update(db, table, GlobalSecondaryIndexUpdates=[change])
    assert index_of(db, table)["ProvisionedThroughput"]["ReadCapacityUnits"] == 9
    update(db, table, BillingMode="PAY_PER_REQUEST")
    assert index_of(db, table)["ProvisionedThroughput"]["ReadCapacityUnits"] == 0


# Options.

def test_options_are_changed(db, table):
    answer = update(db, table, DeletionProtectionEnabled=True, TableClass="STANDARD_INFREQUENT_ACCESS",
                    SSESpecification={"Enabled": True}, OnDemandThroughput={"MaxReadRequestUnits": 7},
                    WarmThroughput={"ReadUnitsPerSecond": 12_001})
    assert answer["TableStatus"] == "UPDATING"
    changed = describe(db, table)
    assert changed["DeletionProtectionEnabled"] is True
    assert changed["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert changed["TableClassSummary"]["LastUpdateDateTime"] >= changed["CreationDateTime"]
    assert changed["SSEDescription"]["KMSMasterKeyArn"].endswith("alias/aws/dynamodb")
    assert changed["OnDemandThroughput"] == {"MaxReadRequestUnits": 7}
    assert (changed["WarmThroughput"]["ReadUnitsPerSecond"], changed["WarmThroughput"]["WriteUnitsPerSecond"]) == (12_001, 4_000)
    update(db, table, DeletionProtectionEnabled=False, SSESpecification={"Enabled": False})
    back = describe(db, table)
    assert back["DeletionProtectionEnabled"] is False and "SSEDescription" not in back
    assert back["TableId"] == changed["TableId"] and back["CreationDateTime"] == changed["CreationDateTime"]


@pytest.mark.parametrize("changes, message", [
    ({}, "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or "
     "SSESpecification or ReplicaUpdates is required"),
    ({"GlobalSecondaryIndexUpdates": []}, "At least one of"),
    ({"AttributeDefinitions": attributes("pk")}, "At least one of"),
    ({"ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]}, "ReplicaUpdates"),
    ({"MultiRegionConsistency": "STRONG"}, "MultiRegionConsistency"),
    ({"GlobalTableWitnessUpdates": [{"Create": {"RegionName": "eu-west-1"}}]}, "GlobalTableWitnessUpdates"),
    ({"GlobalTableSettingsReplicationMode": "ENABLED"}, "GlobalTableSettingsReplicationMode"),
    ({"StreamSpecification": {"StreamEnabled": False}}, "stream"),
    ({"OnDemandThroughput": {"MaxReadRequestUnits": 0}}, "outside of valid range"),
    ({"WarmThroughput": {"WriteUnitsPerSecond": 1}}, "decreasing WarmThroughput is not supported"),
    ({"SSESpecification": {"Enabled": True, "SSEType": "AES256"}}, "SSEType"),
    ({"SSESpecification": {"Enabled": False}}, "Table is already encrypted by default"),
    ({"BillingMode": "FREE"}, "billingMode"),
    ({"ReplicaUpdates": []}, "replicaUpdates"),
])
def test_options_bad(db, table, changes, message):
    before = describe(db, table)
    assert message in refused(db, table, **changes)
    assert describe(db, table) == before


def test_encryption_changes_or_is_refused(db):
    table = db.create(SSESpecification={"Enabled": True, "KMSMasterKeyId": "key-1"})
    for key in ({"KMSMasterKeyId": "key-1"}, {"KMSMasterKeyId": "key-2"}):
        request = {"TableName": table, "SSESpecification": {"Enabled": True, **key}}
        if key["KMSMasterKeyId"] == "key-1":
            assert db.refusal("UpdateTable", request) == (
                "ValidationException",
                "One or more parameter values were invalid: Table is already encrypted with given KMSMasterKeyId")
        else:
            db.call("UpdateTable", request)
    assert describe(db, table)["SSEDescription"]["KMSMasterKeyArn"].endswith("key/key-2")


def test_a_table_that_is_not_there(db):
    assert db.refusal("UpdateTable", TableName="nowhere", TableClass="STANDARD") == (
        "ResourceNotFoundException", "Requested resource not found: Table: nowhere not found")


# Indexes.

def test_a_new_index_has_the_items_that_were_there(db, table):
    for n in range(30):
        db.call("PutItem", TableName=table, Item={"pk": {"S": str(n)}, **({"g": {"S": "x"}} if n % 3 else {})})
    answer = create_index(db, table)
    assert answer["TableStatus"] == "UPDATING"
    assert answer["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    assert answer["GlobalSecondaryIndexes"][0]["Backfilling"] is False
    assert in_index(db, table) == {str(n) for n in range(30) if n % 3}
    found = index_of(db, table)
    assert (found["IndexStatus"], found["ItemCount"]) == ("ACTIVE", 20) and "Backfilling" not in found
    assert describe(db, table)["AttributeDefinitions"] == attributes("pk", "g")


def test_a_backfill_skips_what_cannot_be_a_key(db, table):
    for pk, value in {"good": {"S": "x"}, "number": {"N": "1"}, "empty": {"S": ""}, "set": {"SS": ["x"]},
                      "longest": {"S": "x" * 2048}, "too long": {"S": "x" * 2049}}.items():
        db.call("PutItem", TableName=table, Item={"pk": {"S": pk}, "g": value})
    create_index(db, table)
    assert in_index(db, table) == {"good", "longest"}
    assert db.call("Scan", TableName=table)["Count"] == 6
    assert db.refusal("PutItem", TableName=table, Item={"pk": {"S": "late"}, "g": {"N": "1"}})[0] == "ValidationException"


def test_a_projection_holds_for_old_items_too(db, table):
    db.call("PutItem", TableName=table, Item={name: {"S": name} for name in ("pk", "g", "in", "out")})
    create_index(db, table, projection={"ProjectionType": "INCLUDE", "NonKeyAttributes": ["in"]})
    [item] = db.call("Scan", TableName=table, IndexName="by-g")["Items"]
    assert set(item) == {"pk", "g", "in"}


def test_keys_of_several_attributes(db, table):
    db.call("PutItem", TableName=table, Item={name: {"S": name} for name in ("pk", "a", "b", "c")})
    create_index(db, table, "many", ("a", "HASH"), ("b", "HASH"), ("c", "RANGE"), definitions=attributes("a", "b", "c"))
    answer = db.call("Query", TableName=table, IndexName="many", KeyConditionExpression="a = :a AND b = :b AND c = :c",
                     ExpressionAttributeValues={f":{n}": {"S": n} for n in "abc"})
    assert answer["Count"] == 1


def test_an_index_is_built_while_items_are_written(db):
    table = db.create()
    for n in range(200):
        db.call("PutItem", TableName=table, Item={"pk": {"S": str(n)}, "g": {"S": "old"}})

    def write(first):
        mine = Dynamo(db.url)
        for n in range(first, 400, 4):
            if n % 7 == 0:
                mine.call("DeleteItem", TableName=table, Key={"pk": {"S": str(n)}})
            else:
                mine.call("PutItem", TableName=table, Item={"pk": {"S": str(n)}, "g": {"S": f"new{n % 5}"}})

    writers = [threading.Thread(target=write, args=[first]) for first in range(4)]
    for writer in writers:
        writer.start()
    create_index(db, table)
    for writer in writers:
        writer.join()

    def rows(**where):
        return {item["pk"]["S"]: item["g"]["S"] for item in db.call("Scan", TableName=table, **where)["Items"]}

    assert rows(IndexName="by-g") == rows()
    assert index_of(db, table)["ItemCount"] == len(rows())


def test_definitions_of_attributes_that_no_index_uses_yet(db, table):
    create_index(db, table, definitions=attributes("pk", "g", "of an index to come"))
    assert describe(db, table)["AttributeDefinitions"] == attributes("pk", "g")


def test_a_deleted_index_is_gone_and_may_come_again(db, table):
    db.call("PutItem", TableName=table, Item={"pk": {"S": "x"}, "g": {"S": "y"}})
    create_index(db, table)
    answer = delete_index(db, table)
    assert answer["GlobalSecondaryIndexes"][0]["IndexStatus"] == "DELETING"
    after = describe(db, table)
    assert "GlobalSecondaryIndexes" not in after and after["AttributeDefinitions"] == attributes("pk")
    kind, message = db.refusal("Scan", TableName=table, IndexName="by-g")
    assert (kind, message) == ("ValidationException", "The table does not have the specified index: by-g")
    # Its attribute may now be of any type.
    db.call("PutItem", TableName=table, Item={"pk": {"S": "z"}, "g": {"N": "1"}})
    create_index(db, table, definitions=attributes("g", kind="N"))
    assert in_index(db, table) == {"z"}


@pytest.mark.parametrize("updates, definitions, message", [
    ([created()], None, "Some index key attributes are not defined in AttributeDefinitions. Keys: [g], "
     "AttributeDefinitions: [pk]"),
    ([created()], attributes("g", "g"), "Cannot have two attributes with the same name. Name: g"),
    ([created()], attributes("g") + attributes("pk", kind="N"), "pk"),
    ([created("by-g", ("g", "RANGE"))], attributes("g"), "HASH"),
    ([created(ProvisionedThroughput=THROUGHPUT)], attributes("g"), "ProvisionedThroughput should not be specified for "
     "index: by-g when BillingMode is PAY_PER_REQUEST"),
    ([created(projection={"ProjectionType": "INCLUDE"})], attributes("g"), "NonKeyAttributes is not specified"),
    ([{}], None, "exactly one"),
    ([{**created(), "Delete": {"IndexName": "by-g"}}], attributes("g"), "exactly one"),
    ([{"Update": {"IndexName": "by-g"}}, {"Delete": {"IndexName": "by-g"}}], None,
     "Only one global secondary index update per index is allowed simultaneously. Index: by-g"),
    ([created("a b")], attributes("g"), "indexName"),
])
def test_index_updates_bad(db, table, updates, definitions, message):
    more = {"AttributeDefinitions": definitions} if definitions else {}
    before = describe(db, table)
    assert message in refused(db, table, GlobalSecondaryIndexUpdates=updates, **more)
    assert describe(db, table) == before


def test_an_index_that_exists(db, table):
    create_index(db, table)
    assert refused(db, table, GlobalSecondaryIndexUpdates=[created()], AttributeDefinitions=attributes("g")) == (
        "Attempting to create an index which already exists")


def test_an_index_that_is_not_there(db, table):
    for action in ({"Delete": {"IndexName": "nowhere"}},
                   {"Update": {"IndexName": "nowhere", "OnDemandThroughput": {"MaxReadRequestUnits": 1}}}):
        assert db.refusal("UpdateTable", TableName=table, GlobalSecondaryIndexUpdates=[action])[0] == (
            "ResourceNotFoundException")


def test_one_index_a_call(db, table):
    assert db.refusal("UpdateTable", TableName=table, AttributeDefinitions=attributes("g", "h"),
                      GlobalSecondaryIndexUpdates=[created(), created("by-h", ("h", "HASH"))]) == (
        "LimitExceededException",
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")


def test_the_twenty_first_index(db):
    indexes = [created(f"ind{n}")["Create"] for n in range(19)]
    table = db.create(AttributeDefinitions=attributes("g"), GlobalSecondaryIndexes=indexes)
    create_index(db, table)
    assert "limit of 20" in refused(db, table, AttributeDefinitions=attributes("g"),
                                    GlobalSecondaryIndexUpdates=[created("one-more")])


def test_the_hundred_and_first_projected_attribute(db, table):
    for n in range(5):
        include = {"ProjectionType": "INCLUDE", "NonKeyAttributes": [f"{n}.{i}" for i in range(20)]}
        create_index(db, table, f"ind{n}", projection=include)
    more = created("more", projection={"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x"]})
    assert "exceed 100" in refused(db, table, AttributeDefinitions=attributes("g"), GlobalSecondaryIndexUpdates=[more])


def test_a_local_index_cannot_be_deleted(db):
    table = db.create("pk:S sk:S", AttributeDefinitions=attributes("l"), LocalSecondaryIndexes=[
        created("local", ("pk", "HASH"), ("l", "RANGE"))["Create"]])
    assert db.refusal("UpdateTable", TableName=table,
                      GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "local"}}])[0] == "ResourceNotFoundException"
