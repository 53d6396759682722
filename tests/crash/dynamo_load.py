"""Writers against a DynamoDB endpoint that know, write by write, what the server owes them.

Each writer has an item collection of its own, so what it was acknowledged determines its items
exactly; one write at a time is open, so at a kill at most one write of each is unknown. All writers
also add to one hot item.
"""

import http.client
import random
import threading

from support.fast_dynamo import FastDynamo

TABLE = "Crash"
SORT_KEYS = 6

DEFINITION = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    "AttributeDefinitions": [{"AttributeName": n, "AttributeType": t} for n, t in (("pk", "S"), ("sk", "S"), ("g", "S"), ("n", "N"))],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "GlobalSecondaryIndexes": [{
        "IndexName": "ByG",
        "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "ALL"},
    }],
    "LocalSecondaryIndexes": [{
        "IndexName": "ByN",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }],
}

HOT = {"pk": {"S": "hot"}, "sk": {"S": "0"}}


class Write:
    """One request, the items it leaves when it succeeds, and the error it must meet otherwise."""

    def __init__(self, operation, body, after, error=None, atomic=True, hot=0):
        self.operation = operation
        self.body = body
        self.after = after  # sort key -> item or None
        self.error = error
        self.atomic = atomic
        self.hot = hot


class Writer(threading.Thread):
    """Writes until `stopping` is set or the connection breaks. `items` is what it was acknowledged, `unknown` the write without an
    answer."""

    def __init__(self, url, name, items, seed, tag):
        super().__init__()
        self.dynamo = FastDynamo(url, timeout_s=10)
        self.partition = name
        self.items = dict(items)
        self.random = random.Random(seed)
        self.tag = tag
        self.unknown = None
        self.acknowledged = 0
        self.hot = 0
        self.wrong = []
        self.stopping = threading.Event()

    def run(self):
        while not self.wrong and not self.stopping.is_set():
            write = self.next_write()
            try:
                status, answer = self.dynamo.send(write.operation, write.body)
            except (OSError, http.client.HTTPException):
                self.unknown = write
                break
            self.record(write, status, answer)
        self.dynamo.close()

    def record(self, write, status, answer):
        error = answer.get("__type", "").partition("#")[2]
        if status == 200 and write.error is None and not any(answer.get("UnprocessedItems", {}).values()):
            self.items.update(write.after)
            self.items = {k: v for k, v in self.items.items() if v is not None}
            self.hot += write.hot
            self.acknowledged += 1
        elif write.error is None or error != write.error:
            self.wrong.append((write.operation, write.body, status, answer))

    def next_write(self):
        choices = (self.put, self.update, self.delete, self.refused_update, self.transaction, self.cancelled, self.batch, self.add_to_hot)
        return self.random.choices(choices, weights=(3, 3, 2, 1, 4, 1, 1, 1))[0]()

    # One write each.

    def key(self, sort):
        return {"pk": {"S": self.partition}, "sk": {"S": sort}}

    def sort_keys(self, count=1):
        return self.random.sample([str(i) for i in range(SORT_KEYS)], count)

    def fresh(self, sort):
        """A new item: in both indexes, in one, or in none."""
        item = {**self.key(sort), "v": {"S": f"{self.tag} {self.acknowledged} {self.random.randrange(10**9)}"}}
        item["pad"] = {"S": "x" * self.random.choice((0, 10, 1000))}
        if self.random.random() < 0.8:
            item["n"] = {"N": str(self.random.randrange(-5, 5))}
        if self.random.random() < 0.8:
            item["g"] = {"S": f"g{self.random.randrange(4)}"}
        return item

    def put(self):
        [sort] = self.sort_keys()
        item = self.fresh(sort)
        body = {"TableName": TABLE, "Item": item}
        if sort not in self.items:
            body["ConditionExpression"] = "attribute_not_exists(pk)"
        return Write("PutItem", body, {sort: item})

    def update_of(self, sort):
        """An update that moves the item in both indexes: (request part, item afterwards)."""
        before = self.items.get(sort, self.key(sort))
        old = int(before.get("n", {"N": "0"})["N"])
        step = self.random.choice((-3, 1, 2))
        value, group = f"{self.tag} {self.random.randrange(10**9)}", f"g{self.random.randrange(4)}"
        after = {**before, "n": {"N": str(old + step)}, "v": {"S": value}, "g": {"S": group}}
        condition = "attribute_not_exists(pk)" if sort not in self.items else "v = :old" if "v" in before else "attribute_exists(pk)"
        values = {":s": {"N": str(step)}, ":v": {"S": value}, ":g": {"S": group}}
        if condition == "v = :old":
            values[":old"] = before["v"]
        request = {"TableName": TABLE, "Key": self.key(sort), "UpdateExpression": "SET v = :v, g = :g ADD n :s",
                   "ConditionExpression": condition, "ExpressionAttributeValues": values}
        return request, after

    def update(self):
        [sort] = self.sort_keys()
        request, after = self.update_of(sort)
        return Write("UpdateItem", request, {sort: after})

    def refused_update(self):
        [sort] = self.sort_keys()
        request, _ = self.update_of(sort)
        request["ConditionExpression"] = "v = :v"  # Values are unique: never true.
        request["ExpressionAttributeValues"].pop(":old", None)
        return Write("UpdateItem", request, {}, error="ConditionalCheckFailedException")

    def delete(self):
        [sort] = self.sort_keys()
        return Write("DeleteItem", {"TableName": TABLE, "Key": self.key(sort)}, {sort: None})

    def actions(self):
        """Two to five actions of one transaction, and what they leave."""
        actions, after = [], {}
        for sort in self.sort_keys(self.random.randrange(2, 6)):
            kind = self.random.choice(("put", "update", "delete"))
            if kind == "put":
                after[sort] = self.fresh(sort)
                actions.append({"Put": {"TableName": TABLE, "Item": after[sort]}})
            elif kind == "update":
                request, after[sort] = self.update_of(sort)
                actions.append({"Update": request})
            else:
                after[sort] = None
                actions.append({"Delete": {"TableName": TABLE, "Key": self.key(sort)}})
        return actions, after

    def transaction(self):
        actions, after = self.actions()
        hot = self.random.random() < 0.3
        if hot:
            actions.append({"Update": {"TableName": TABLE, "Key": HOT, "UpdateExpression": "ADD hits :one",
                                       "ExpressionAttributeValues": {":one": {"N": "1"}}}})
        return Write("TransactWriteItems", {"TransactItems": actions}, after, hot=int(hot))

    def cancelled(self):
        actions, _ = self.actions()
        check = {"TableName": TABLE, "Key": {"pk": {"S": "nobody"}, "sk": {"S": "0"}}, "ConditionExpression": "attribute_exists(pk)"}
        actions.insert(self.random.randrange(len(actions) + 1), {"ConditionCheck": check})
        return Write("TransactWriteItems", {"TransactItems": actions}, {}, error="TransactionCanceledException")

    def batch(self):
        requests, after = [], {}
        for sort in self.sort_keys(3):
            after[sort] = self.fresh(sort) if self.random.random() < 0.7 else None
            requests.append({"PutRequest": {"Item": after[sort]}} if after[sort] else {"DeleteRequest": {"Key": self.key(sort)}})
        return Write("BatchWriteItem", {"RequestItems": {TABLE: requests}}, after, atomic=False)

    def add_to_hot(self):
        body = {"TableName": TABLE, "Key": HOT, "UpdateExpression": "ADD hits :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
        return Write("UpdateItem", body, {}, hot=1)


NEW_INDEX = "ByV"


class Administrator(threading.Thread):
    """Adds an index to the table while it is written to, or takes it away again, until `stopping` is set or the connection breaks."""

    def __init__(self, url, pause_s=0):
        super().__init__()
        self.pause_s = pause_s
        self.stopping = threading.Event()
        self.dynamo = FastDynamo(url, timeout_s=10)
        self.changes = 0
        self.wrong = None

    def run(self):
        try:
            while self.wrong is None and not self.stopping.wait(self.pause_s):
                index = describe_new_index(self.dynamo)
                if index is not None and index["IndexStatus"] != "ACTIVE":
                    continue
                status, answer = self.dynamo.send("UpdateTable", self.change(index is not None))
                if status == 200:
                    self.changes += 1
                elif "ResourceInUseException" not in answer.get("__type", ""):
                    self.wrong = answer
        except (OSError, http.client.HTTPException):
            pass  # Killed.
        self.dynamo.close()

    @staticmethod
    def change(is_there):
        if is_there:
            update = {"Delete": {"IndexName": NEW_INDEX}}
        else:
            update = {"Create": {"IndexName": NEW_INDEX, "KeySchema": [{"AttributeName": "v", "KeyType": "HASH"}],
                                 "Projection": {"ProjectionType": "KEYS_ONLY"}}}
        return {"TableName": TABLE, "AttributeDefinitions": [{"AttributeName": "v", "AttributeType": "S"}],
                "GlobalSecondaryIndexUpdates": [update]}


def describe_new_index(dynamo):
    """Its description, or None when there is no such index."""
    table = dynamo.call("DescribeTable", TableName=TABLE)["Table"]
    return next((i for i in table["GlobalSecondaryIndexes"] if i["IndexName"] == NEW_INDEX), None)
