"""Random requests of BatchGetItem, BatchWriteItem, TransactGetItems and TransactWriteItems, valid and not."""

from differential import tables, values
from differential.expressions import Writer


class MultiItemRequests:
    def __init__(self, random):
        self.random = random

    def pick(self, things):
        return self.random.choice(things)

    def chance(self, probability):
        return self.random.random() < probability

    def case(self):
        self.labels = []
        operation = self.pick(["BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"])
        body = {"BatchGetItem": self.batch_get, "BatchWriteItem": self.batch_write, "TransactGetItems": self.transact_get,
                "TransactWriteItems": self.transact_write}[operation]()
        if self.chance(0.1):
            body["ReturnConsumedCapacity"] = self.pick(["NONE", "SOME"])
        return self.labels, operation, body

    def table(self):
        if self.chance(0.03):
            self.labels.append("no such table")
            return "Missing"
        return self.pick(list(tables.KEYS))

    def key(self, table):
        key = dict(tables.key(table if table in tables.KEYS else tables.SIMPLE, self.pick([1, 2, 3, 4, 5])))
        if self.chance(0.04):
            self.labels.append("bad key")
            self.pick([key.clear, lambda: key.update(more={"S": "x"}), lambda: key.update(pk=self.pick(list(values.OF_TYPE.values()))),
                       lambda: key.update(pk={"S": ""})])()
        return key

    def attributes(self):
        if self.chance(0.06):
            name = self.pick(list(values.INVALID))
            self.labels.append(name)
            return {"x": values.INVALID[name]}
        return {"x": self.pick(list(values.OF_TYPE.values()))}

    def count(self, most):
        return self.pick([1, 1, 2, 3, 4] if self.chance(0.95) else [0, most, most + 1])

    def batch_get(self):
        requests = {}
        for _ in range(self.pick([1, 1, 2])):
            table = self.table()
            part = {"Keys": [self.key(table) for _ in range(self.count(3))]}
            if self.chance(0.3):
                writer = Writer(self.random)
                part["ProjectionExpression"] = writer.projection()
                if writer.names:
                    part["ExpressionAttributeNames"] = writer.names
                self.labels.append("projection")
            elif self.chance(0.1):
                part["AttributesToGet"] = self.pick([["s"], ["s", "s"]])
            requests[table] = part
        return {"RequestItems": requests if self.chance(0.98) else {}}

    def batch_write(self):
        requests = {}
        for _ in range(self.pick([1, 1, 2])):
            table = self.table()
            requests[table] = [self.write(table) for _ in range(self.count(25))]
        return {"RequestItems": requests if self.chance(0.98) else {}}

    def write(self, table):
        put, delete = {"PutRequest": {"Item": {**self.key(table), **self.attributes()}}}, {"DeleteRequest": {"Key": self.key(table)}}
        if self.chance(0.02):
            self.labels.append("no or two requests")
            return self.pick([{}, {**put, **delete}])
        return self.pick([put, put, delete])

    def transact_get(self):
        items = []
        for _ in range(self.count(100)):
            table = self.table()
            get = {"TableName": table, "Key": self.key(table)}
            if self.chance(0.3):
                writer = Writer(self.random)
                get["ProjectionExpression"] = writer.projection()
                if writer.names:
                    get["ExpressionAttributeNames"] = writer.names
                self.labels.append("projection")
            items.append({"Get": get})
        return {"TransactItems": items}

    def transact_write(self):
        items = []
        for _ in range(self.count(100)):
            table = self.table()
            items.append(self.pick([self.put, self.delete, self.update, self.check])(table))
        return {"TransactItems": items}

    def with_condition(self, action, writer, probability):
        if self.chance(probability):
            action["ConditionExpression"] = writer.condition() if self.chance(0.7) else self.pick(["attribute_exists(pk)", "attribute_not_exists(pk)"])
            self.labels.append("condition")
            if self.chance(0.3):
                action["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if writer.names:
            action["ExpressionAttributeNames"] = writer.names
        if writer.values:
            action["ExpressionAttributeValues"] = writer.values
        return action

    def put(self, table):
        return {"Put": self.with_condition({"TableName": table, "Item": {**self.key(table), **self.attributes()}}, Writer(self.random), 0.3)}

    def delete(self, table):
        return {"Delete": self.with_condition({"TableName": table, "Key": self.key(table)}, Writer(self.random), 0.3)}

    def check(self, table):
        return {"ConditionCheck": self.with_condition({"TableName": table, "Key": self.key(table)}, Writer(self.random), 0.97)}

    def update(self, table):
        writer = Writer(self.random)
        action = {"TableName": table, "Key": self.key(table), "UpdateExpression": writer.update()}
        return {"Update": self.with_condition(action, writer, 0.3)}
