"""Random requests of PutItem, GetItem, UpdateItem and DeleteItem: a valid one, then changed in some places.

A case is (labels, operation, body): the labels say what was changed, so that reports can group.
"""

from differential import tables, values
from differential.expressions import Writer

OPERATIONS = ["PutItem", "GetItem", "UpdateItem", "DeleteItem"]
COMPARISONS = ["EQ", "NE", "IN", "LE", "LT", "GE", "GT", "BETWEEN", "NOT_NULL", "NULL", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH", "LIKE"]
ENUMS = {
    "ReturnValues": ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW", "ALL", "none", ""],
    "ReturnConsumedCapacity": ["TOTAL", "NONE", "total", "SOME"],
    "ReturnItemCollectionMetrics": ["NONE", "SOME"],
    "ReturnValuesOnConditionCheckFailure": ["NONE", "ALL_OLD", "ALL_NEW"],
    "ConditionalOperator": ["AND", "OR", "XOR"],
}
WRONG_TYPES = [5, 1.5, True, "text", [], {}, ["x"], {"x": "y"}]
MEMBERS = {
    "PutItem": ["TableName", "Item", "Expected", "ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics",
                "ConditionalOperator", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues",
                "ReturnValuesOnConditionCheckFailure"],
    "GetItem": ["TableName", "Key", "AttributesToGet", "ConsistentRead", "ReturnConsumedCapacity", "ProjectionExpression",
                "ExpressionAttributeNames"],
    "UpdateItem": ["TableName", "Key", "AttributeUpdates", "Expected", "ReturnValues", "ReturnConsumedCapacity",
                   "ReturnItemCollectionMetrics", "ConditionalOperator", "UpdateExpression", "ConditionExpression",
                   "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValuesOnConditionCheckFailure"],
    "DeleteItem": ["TableName", "Key", "Expected", "ConditionalOperator", "ReturnValues", "ReturnConsumedCapacity",
                   "ReturnItemCollectionMetrics", "ConditionExpression", "ExpressionAttributeNames",
                   "ExpressionAttributeValues", "ReturnValuesOnConditionCheckFailure"],
}
TABLE_NAMES = ["Missing", "ab", "", "a b", "a;", "n" * 255, "n" * 256, "n" * 1024, "n" * 1025, "abc/def",
               "arn:aws:dynamodb:us-east-1:000000000000:table/Missing"]


class ItemRequests:
    def __init__(self, random):
        self.random = random

    def case(self):
        self.labels = []
        self.operation = self.pick(OPERATIONS)
        self.table = self.pick(list(tables.KEYS))
        self.writer = Writer(self.random)
        number = self.pick([1, 1, 1, 2, 99])
        self.body = {"TableName": self.table}
        self.subject = "Item" if self.operation == "PutItem" else "Key"
        keys = tables.key(self.table, number)
        self.body[self.subject] = {**keys, "extra": {"S": "x"}} if self.subject == "Item" else keys
        self.shape()
        for _ in range(self.pick([0, 0, 0, 1, 1, 1, 1, 2])):
            self.pick(self.changes())()
        self.add_placeholders()
        return self.labels, self.operation, self.body

    def pick(self, things):
        return self.random.choice(things)

    def shape(self):
        """What a valid request of this operation asks for."""
        if self.operation == "GetItem":
            self.pick([self.project, self.attributes_to_get, lambda: None])()
            return
        if self.operation == "UpdateItem":
            self.pick([self.update, self.update, self.update, self.attribute_updates, lambda: None])()
        legacy = "AttributeUpdates" in self.body or self.random.random() < 0.15
        if self.random.random() < 0.5:
            (self.expected if legacy else self.condition)()
        if self.random.random() < 0.3:
            self.set_enum()

    def changes(self):
        if self.random.random() < 0.1:
            return [self.drop_member, self.wrong_type, self.null_member, self.table_name]
        changes = [ self.table_name, self.bad_key_value, self.bad_value, self.set_enum,
                   self.key_shape, self.placeholders, self.placeholders, self.spoil_expression, self.spoil_expression, self.unused,
                   self.long_expression]
        if self.operation == "GetItem":
            return changes + [self.project, self.attributes_to_get]
        changes += [self.condition, self.expected, self.conditional_operator]
        if self.operation == "UpdateItem":
            changes += [self.update, self.attribute_updates]
        return changes

    # Parts of requests.

    def condition(self):
        self.body["ConditionExpression"] = self.writer.condition()
        self.labels.append("condition")

    def update(self):
        self.body["UpdateExpression"] = self.writer.update()
        self.labels.append("update")

    def project(self):
        self.body["ProjectionExpression"] = self.writer.projection()
        self.labels.append("projection")

    def attributes_to_get(self):
        names = self.pick([["s"], ["s", "n"], ["absent"], ["m.a"], ["pk"], ["s", "s"], [], [""], ["n" * 65_536], [None], ["status"]])
        self.body["AttributesToGet"] = names
        self.labels.append("AttributesToGet")

    def any_value(self, invalid=0.1):
        if self.random.random() < invalid:
            name = self.pick(list(values.INVALID))
            self.labels.append(name)
            return values.INVALID[name]
        return self.pick(list(values.OF_TYPE.values()))

    def attribute_name(self):
        return self.pick(["s", "n", "l", "m", "ss", "ns", "bs", "nu", "bo", "absent", "new", "status", "pk" if self.random.random() < 0.2 else "b",
                          "" if self.random.random() < 0.1 else "a.b"])

    def attribute_updates(self):
        updates = {}
        for _ in range(self.pick([1, 1, 2])):
            update = {}
            if self.random.random() < 0.9:
                update["Value"] = self.any_value()
            # Without an Action, DynamoDB Local ignores values of some types; PUT is documented.
            if self.random.random() < 0.9 or update.get("Value") not in ({"S": "text"}, {"N": "5"}):
                update["Action"] = self.pick(["PUT", "ADD", "DELETE", "put"] if self.random.random() < 0.2 else ["PUT", "ADD", "DELETE"])
            updates[self.attribute_name()] = update
        self.body["AttributeUpdates"] = updates
        self.labels.append("AttributeUpdates")

    def expected(self):
        expected = {}
        for _ in range(self.pick([1, 1, 2])):
            term = {}
            if self.random.random() < 0.4:
                term["Value"] = self.any_value()
            if self.random.random() < 0.3:
                term["Exists"] = self.pick([True, False])
            if self.random.random() < 0.5:
                term["ComparisonOperator"] = self.pick(COMPARISONS)
            if self.random.random() < 0.4:
                term["AttributeValueList"] = [self.any_value() for _ in range(self.random.randint(0, 3))]
            expected[self.attribute_name()] = term
        self.body["Expected"] = expected
        self.labels.append("Expected")

    def conditional_operator(self):
        self.body["ConditionalOperator"] = self.pick(ENUMS["ConditionalOperator"])
        self.labels.append("ConditionalOperator")

    def set_enum(self):
        name = self.pick([n for n in ENUMS if n in MEMBERS[self.operation] and n != "ConditionalOperator"])
        self.body[name] = self.pick(ENUMS[name])
        self.labels.append(name)

    # Changes.

    def drop_member(self):
        name = self.pick(["TableName", self.subject, self.subject])
        self.body.pop(name, None)
        self.labels.append(f"no {name}")

    def null_member(self):
        name = self.pick(MEMBERS[self.operation])
        self.body[name] = None
        self.labels.append(f"null {name}")

    def wrong_type(self):
        name = self.pick(MEMBERS[self.operation])
        self.body[name] = self.pick(WRONG_TYPES)
        self.labels.append(f"{name} of a wrong type")

    def table_name(self):
        self.body["TableName"] = self.pick(TABLE_NAMES)
        self.labels.append("TableName")

    def bad_key_value(self):
        name = self.pick([n for n, _ in tables.KEYS[self.table]])
        long = self.pick([1024, 1025, 2048, 2049])
        pool = [*values.OF_TYPE.values(), {"S": ""}, {"B": ""}, {"S": "k" * long}, {"B": "YWJj" * (long // 3 + 1)}, {"N": "1e130"}, {}]
        if isinstance(self.body.get(self.subject), dict):
            self.body[self.subject][name] = self.pick(pool)
            self.labels.append("a key's value")

    def key_shape(self):
        subject = self.body.get(self.subject)
        if not isinstance(subject, dict):
            return
        self.labels.append("the key's shape")
        roll = self.random.randrange(4)
        if roll == 0:
            subject.clear()
        elif roll == 1:
            subject["more"] = {"S": "x"}
        elif roll == 2 and subject:
            subject.pop(self.pick(list(subject)))
        else:
            subject["gpk"] = self.pick([{"S": "x"}, {"N": "1"}, {"S": ""}])

    def bad_value(self):
        pool = self.pick([values.VALID, values.INVALID, values.INVALID])
        name = self.pick(list(pool))
        where = self.pick([self.subject, "ExpressionAttributeValues"])
        if where == "ExpressionAttributeValues":
            self.writer.values[":s"] = pool[name]
        elif isinstance(self.body.get(where), dict):
            self.body[where]["x"] = pool[name]
        self.labels.append(f"{name} in {where}")

    def spoil_expression(self):
        names = [n for n in self.body if n.endswith("Expression") and isinstance(self.body[n], str)]
        if names:
            name = self.pick(names)
            self.body[name] = self.writer.spoiled(self.body[name])
            self.labels.append(f"spoiled {name}")

    def long_expression(self):
        names = [n for n in self.body if n.endswith("Expression") and isinstance(self.body[n], str)]
        if not names:
            return
        name = self.pick(names)
        terms = self.pick([100, 101, 299, 300, 301, 302])
        text = {"ConditionExpression": " OR ".join(["s=n"] * terms), "UpdateExpression": "REMOVE " + ",".join(f"a{i}" for i in range(terms)),
                "ProjectionExpression": ",".join(f"a{i}" for i in range(terms))}[name]
        if self.random.random() < 0.5:
            text = f"s IN ({','.join(['n'] * terms)})" if name == "ConditionExpression" else text + " " * (self.pick([4096, 4097]) - len(text))
        self.body[name] = text
        self.labels.append(f"long {name}")

    def placeholders(self):
        roll = self.random.randrange(8)
        self.labels.append(f"placeholders {roll}")
        if roll == 0:
            self.body["ExpressionAttributeNames"] = {}
        elif roll == 1:
            self.body["ExpressionAttributeValues"] = {}
        elif roll == 2:
            self.writer.names[self.pick(["p", "#", "#p-q", "#p q", "", "##p", "#é", ":p"])] = "s"
        elif roll == 3:
            self.writer.values[self.pick(["v", ":", ":v-w", "", "::v", "#v"])] = {"S": "x"}
        elif roll == 4:
            self.writer.names[self.pick(["#p", "#q"])] = self.pick(["", "n" * 65_535, "n" * 65_536, "pk", None])
        elif roll == 5:
            self.writer.names["#" + "p" * self.pick([254, 255])] = "s"
        elif roll == 6:
            self.writer.values[":" + "v" * self.pick([254, 255])] = {"S": "x"}
        elif self.body.get("ConditionExpression"):
            self.writer.names["#q"] = "s"
            self.body["ConditionExpression"] = "#q = :q"
            self.writer.values[":q"] = self.any_value(0.5)

    def unused(self):
        if self.random.random() < 0.5:
            self.writer.names["#unused"] = "x"
        else:
            self.writer.values[":unused"] = self.any_value()
        self.labels.append("unused")

    def add_placeholders(self):
        if self.writer.names and "ExpressionAttributeNames" not in self.body:
            self.body["ExpressionAttributeNames"] = self.writer.names
        if self.writer.values and "ExpressionAttributeValues" not in self.body and self.operation != "GetItem":
            self.body["ExpressionAttributeValues"] = self.writer.values
