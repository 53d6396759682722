"""TagResource, UntagResource, ListTagsOfResource, and the Tags of CreateTable."""

import pytest

NOWHERE = "arn:aws:dynamodb:us-east-1:000000000000:table/nowhere"


def tags(*keys, value="v"):
    return [{"Key": key, "Value": value} for key in keys]


def arn_of(db, name):
    return db.call("DescribeTable", TableName=name)["Table"]["TableArn"]


def listed(db, arn):
    return {tag["Key"]: tag["Value"] for tag in db.call("ListTagsOfResource", ResourceArn=arn)["Tags"]}


@pytest.fixture
def arn(db):
    return arn_of(db, db.create())


def test_a_table_without_tags(db, arn):
    assert db.call("ListTagsOfResource", ResourceArn=arn) == {"Tags": []}


def test_tags_of_create_table_are_listed(db):
    arn = arn_of(db, db.create(Tags=tags("team", value="notes")))
    assert listed(db, arn) == {"team": "notes"}


def test_a_tag_is_added_replaced_and_removed(db, arn):
    assert db.call("TagResource", ResourceArn=arn, Tags=tags("a", "b")) == {}
    db.call("TagResource", ResourceArn=arn, Tags=tags("b", "c", value=""))
    assert listed(db, arn) == {"a": "v", "b": "", "c": ""}
    assert db.call("UntagResource", ResourceArn=arn, TagKeys=["a", "b", "never there"]) == {}
    assert listed(db, arn) == {"c": ""}


def test_fifty_tags_good(db, arn):
    db.call("TagResource", ResourceArn=arn, Tags=tags(*(f"k{i}" for i in range(50))))
    db.call("TagResource", ResourceArn=arn, Tags=tags("k7", value="new"))
    assert len(listed(db, arn)) == 50


def test_fifty_one_tags_bad(db, arn):
    db.call("TagResource", ResourceArn=arn, Tags=tags(*(f"k{i}" for i in range(50))))
    kind, message = db.refusal("TagResource", ResourceArn=arn, Tags=tags("one more"))
    assert kind == "ValidationException" and "Too many tags" in message
    assert len(listed(db, arn)) == 50
    assert "Too many tags" in db.refusal("TagResource", ResourceArn=arn, Tags=tags(*(f"k{i}" for i in range(51))))[1]


def test_lengths_good(db, arn):
    db.call("TagResource", ResourceArn=arn, Tags=tags("k" * 128, value="v" * 256))
    assert listed(db, arn) == {"k" * 128: "v" * 256}


@pytest.mark.parametrize("tag, member", [
    ({"Key": "k" * 129, "Value": "v"}, "tags.1.member.key"),
    ({"Key": "", "Value": "v"}, "tags.1.member.key"),
    ({"Key": "k", "Value": "v" * 257}, "tags.1.member.value"),
    ({"Key": "k"}, "tags.1.member.value"),
])
def test_lengths_bad(db, arn, tag, member):
    kind, message = db.refusal("TagResource", ResourceArn=arn, Tags=[tag])
    assert kind == "ValidationException" and member in message


def test_a_key_to_remove_has_a_length_too(db, arn):
    kind, message = db.refusal("UntagResource", ResourceArn=arn, TagKeys=["k" * 129])
    assert kind == "ValidationException" and "tagKeys" in message


def test_keys_of_aws_are_reserved(db, arn):
    kind, message = db.refusal("TagResource", ResourceArn=arn, Tags=tags("aws:mine"))
    assert kind == "ValidationException" and "aws:" in message


@pytest.mark.parametrize("tag", [{"Key": "AZaz09 +-=._:/@\t", "Value": "AZaz09 +-=._:/@\t"}, {"Key": "größe", "Value": "größe"}])
def test_characters_good(db, arn, tag):
    db.call("TagResource", ResourceArn=arn, Tags=[tag])
    assert listed(db, arn)[tag["Key"]] == tag["Value"]


@pytest.mark.parametrize("character", list("!\"#$%&'()*,;<>?[\\]^`{|}~\0"))
def test_characters_bad(db, arn, character):
    for tag in ({"Key": f"a{character}", "Value": "v"}, {"Key": "a", "Value": f"v{character}"}):
        assert db.refusal("TagResource", ResourceArn=arn, Tags=[tag])[0] == "ValidationException"


def test_a_key_twice_in_one_request(db, arn):
    assert db.refusal("TagResource", ResourceArn=arn, Tags=tags("a", "a"))[0] == "ValidationException"


def test_nothing_to_do(db, arn):
    assert db.refusal("TagResource", ResourceArn=arn, Tags=[]) == (
        "ValidationException", "Atleast one Tag needs to be provided as Input.")
    assert db.refusal("UntagResource", ResourceArn=arn, TagKeys=[]) == (
        "ValidationException", "Atleast one Tag Key needs to be provided as Input.")


@pytest.mark.parametrize("operation, more", [
    ("TagResource", {"Tags": tags("a")}), ("UntagResource", {"TagKeys": ["a"]}), ("ListTagsOfResource", {})])
def test_a_resource_that_is_not_there(db, operation, more):
    assert db.refusal(operation, ResourceArn=NOWHERE, **more) == (
        "ResourceNotFoundException", f"Requested resource not found: ResourcArn: {NOWHERE} not found")
    kind, message = db.refusal(operation, ResourceArn="nowhere", **more)
    assert kind == "ValidationException" and message.endswith("Invalid ResourceArn provided as input nowhere")


def test_tags_go_with_their_table(db):
    name = db.create(Tags=tags("a"))
    arn = arn_of(db, name)
    db.call("DeleteTable", TableName=name)
    assert db.refusal("ListTagsOfResource", ResourceArn=arn)[0] == "ResourceNotFoundException"
    db.create(TableName=name)
    assert listed(db, arn) == {}


def test_bad_tags_refuse_the_table(db):
    table = {"TableName": "never-made", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
             "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}
    assert db.refusal("CreateTable", **table, Tags=tags("aws:mine"))[0] == "ValidationException"
    assert db.refusal("CreateTable", **table, Tags=tags(*(f"k{i}" for i in range(51))))[0] == "ValidationException"
    assert db.refusal("DescribeTable", TableName="never-made")[0] == "ResourceNotFoundException"
