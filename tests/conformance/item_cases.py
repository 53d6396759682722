"""What the tests of item operations share: keys that no other test uses, nested values, sizes."""

import itertools
import uuid

from conformance.dynamo import Refused

unique = itertools.count(1)

INVALID = "One or more parameter values were invalid: "
EMPTY_VALUE = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
ITEM_TOO_LARGE = "Item size has exceeded the maximum allowed size"
NESTED_TOO_DEEP = ("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond "
                   "supported limit")
SCHEMA_MISMATCH = "The provided key element does not match the schema"
MISSING_ATTRIBUTE = "The provided expression refers to an attribute that does not exist in the item"
WRONG_OPERAND = "An operand in the update expression has an incorrect data type"
WRONG_PATH = "The document path provided in the update expression is invalid for update"
OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
TOO_MANY_DIGITS = "Attempting to store more than 38 significant digits in a Number"

VALUES = {
    "S": {"S": "text"}, "N": {"N": "5"}, "B": {"B": "YWJj"}, "BOOL": {"BOOL": True}, "NULL": {"NULL": True},
    "L": {"L": [{"S": "a"}]}, "M": {"M": {"a": {"S": "a"}}}, "SS": {"SS": ["a"]}, "NS": {"NS": ["1"]}, "BS": {"BS": ["YQ=="]},
}


def new_key():
    """The key of an item of the table `simple` that no other test touches."""
    return {"pk": {"S": f"k{next(unique)}-{uuid.uuid4().hex[:8]}"}}


def nested(levels, kind="M"):
    value = {"S": "x"}
    for _ in range(levels):
        value = {"M": {"a": value}} if kind == "M" else {"L": [value]}
    return value


def validation(message):
    """What `Dynamo.refusal` gives for a ValidationException."""
    return "ValidationException", message


class Items:
    """One table seen item by item: short names for what nearly every test does."""

    def __init__(self, db, table):
        self.db = db
        self.table = table

    def put(self, **attributes):
        """A new item's key; ATTRIBUTES are values, {"S": …}."""
        key = new_key()
        self.db.call("PutItem", TableName=self.table, Item={**key, **attributes})
        return key

    def get(self, key, **more):
        return self.db.call("GetItem", TableName=self.table, Key=key, **more).get("Item")

    def attributes(self, key, **more):
        """The item without its key; None where there is none."""
        item = self.get(key, **more)
        return None if item is None else {name: value for name, value in item.items() if name not in key}

    def update(self, key, expression=None, **more):
        body = {"TableName": self.table, "Key": key, **more}
        if expression is not None:
            body["UpdateExpression"] = expression
        return self.db.call("UpdateItem", body)

    def refused_update(self, key, expression=None, **more):
        body = {"TableName": self.table, "Key": key, **more}
        if expression is not None:
            body["UpdateExpression"] = expression
        return self.db.refusal("UpdateItem", body)

    def holds(self, key, condition, **more):
        """Whether the item meets the condition."""
        try:
            self.db.call("UpdateItem", TableName=self.table, Key=key, ConditionExpression=condition, **more)
        except Refused as refused:
            assert refused.type == "ConditionalCheckFailedException", refused
            return False
        return True
