"""PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, and the ResourcePolicy of CreateTable."""

import json

import pytest

POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})
OTHER = json.dumps({"Version": "2012-10-17", "Statement": [], "Id": "other"})
NOWHERE = "arn:aws:dynamodb:us-east-1:000000000000:table/nowhere"


@pytest.fixture
def arn(db):
    return arn_of(db, db.create())


def arn_of(db, name):
    return db.call("DescribeTable", TableName=name)["Table"]["TableArn"]


def put(db, arn, policy=POLICY, **more):
    return db.call("PutResourcePolicy", ResourceArn=arn, Policy=policy, **more)["RevisionId"]


def test_a_policy_is_kept_with_its_revision(db, arn):
    revision = put(db, arn)
    assert db.call("GetResourcePolicy", ResourceArn=arn) == {"Policy": POLICY, "RevisionId": revision}


def test_the_same_policy_keeps_its_revision_another_gets_its_own(db, arn):
    revision = put(db, arn)
    assert put(db, arn) == revision
    assert put(db, arn, OTHER) != revision
    assert db.call("GetResourcePolicy", ResourceArn=arn)["Policy"] == OTHER


def test_none_is_there(db, arn):
    assert db.refusal("GetResourcePolicy", ResourceArn=arn)[0] == "PolicyNotFoundException"


def test_a_policy_is_deleted(db, arn):
    revision = put(db, arn)
    assert db.call("DeleteResourcePolicy", ResourceArn=arn) == {"RevisionId": revision}
    assert db.refusal("GetResourcePolicy", ResourceArn=arn)[0] == "PolicyNotFoundException"
    assert db.call("DeleteResourcePolicy", ResourceArn=arn) == {}


def test_the_expected_revision(db, arn):
    assert db.refusal("PutResourcePolicy", ResourceArn=arn, Policy=POLICY,
                      ExpectedRevisionId="1")[0] == "PolicyNotFoundException"
    revision = put(db, arn, ExpectedRevisionId="NO_POLICY")
    assert db.refusal("PutResourcePolicy", ResourceArn=arn, Policy=OTHER,
                      ExpectedRevisionId="NO_POLICY")[0] == "PolicyNotFoundException"
    later = put(db, arn, OTHER, ExpectedRevisionId=revision)
    assert db.refusal("DeleteResourcePolicy", ResourceArn=arn,
                      ExpectedRevisionId=revision)[0] == "PolicyNotFoundException"
    db.call("DeleteResourcePolicy", ResourceArn=arn, ExpectedRevisionId=later)


def test_the_policy_of_create_table(db):
    arn = arn_of(db, db.create(ResourcePolicy=POLICY))
    answer = db.call("GetResourcePolicy", ResourceArn=arn)
    assert answer["Policy"] == POLICY and answer["RevisionId"]


def test_size_good(db, arn):
    put(db, arn, POLICY + " " * (20 * 1024 - len(POLICY)))


def test_size_bad(db, arn):
    kind, _ = db.refusal("PutResourcePolicy", ResourceArn=arn, Policy=POLICY + " " * (20 * 1024 + 1 - len(POLICY)))
    assert kind == "ValidationException"


@pytest.mark.parametrize("policy", ["", "x", "[]", "  ", "{nope}", "{}", '{"invalid": "policy"}', '{"Statement": [{}]}',
                                    '{"Statement": [{"Effect": "Maybe", "Principal": "*", "Action": "*"}]}'])
def test_no_policy(db, arn, policy):
    kind, message = db.refusal("PutResourcePolicy", ResourceArn=arn, Policy=policy)
    assert kind == "ValidationException"
    assert message.startswith("One or more parameter values were invalid: Invalid policy document: ")


@pytest.mark.parametrize("operation, more", [
    ("PutResourcePolicy", {"Policy": POLICY}), ("GetResourcePolicy", {}), ("DeleteResourcePolicy", {})])
def test_a_resource_that_is_not_there(db, operation, more):
    assert db.refusal(operation, ResourceArn=NOWHERE, **more)[0] == "ResourceNotFoundException"
    assert db.refusal(operation, ResourceArn="nowhere", **more)[0] == "ValidationException"
