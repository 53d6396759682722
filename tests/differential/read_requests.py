"""Random requests of Query and Scan, on tables and indexes, valid and not."""

from differential import tables, values
from differential.expressions import Writer
from differential.item_requests import COMPARISONS

SELECTS = ["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT", "count"]
INDEX_KEYS = {"Local": (("pk", "S"), ("lsk", "S")), "Global": (("gpk", "S"), ("gsk", "N"))}


class ReadRequests:
    def __init__(self, random):
        self.random = random

    def pick(self, things):
        return self.random.choice(things)

    def chance(self, probability):
        return self.random.random() < probability

    def case(self):
        self.labels = []
        self.operation = self.pick(["Query", "Query", "Scan"])
        self.table = self.pick(list(tables.KEYS))
        self.keys = tables.KEYS[self.table]
        self.writer = Writer(self.random)
        self.body = {"TableName": self.table}
        if self.table == tables.INDEXED and self.chance(0.5) or self.chance(0.03):
            self.body["IndexName"] = self.pick(["Local", "Global", "Global", "Missing", "ab"] if self.chance(0.3) else ["Local", "Global"])
            self.keys = INDEX_KEYS.get(self.body["IndexName"], self.keys)
        if self.operation == "Query":
            self.pick([self.key_expression, self.key_expression, self.key_conditions])()
        if self.chance(0.4):
            self.filter()
        for _ in range(self.pick([0, 0, 1, 1, 2])):
            self.pick([self.select, self.limit, self.project, self.start_key, self.direction, self.segments, self.capacity, self.consistent,
                       self.placeholders, self.drop, self.bad_value])()
        if self.writer.names and "ExpressionAttributeNames" not in self.body:
            self.body["ExpressionAttributeNames"] = self.writer.names
        if self.writer.values and "ExpressionAttributeValues" not in self.body:
            self.body["ExpressionAttributeValues"] = self.writer.values
        return self.labels, self.operation, self.body

    def key_value(self, kind):
        if self.chance(0.05):
            return self.pick(list(values.OF_TYPE.values()))
        return {"S": self.pick([{"S": "key1"}, {"S": "key"}, {"S": "z"}]), "N": self.pick([{"N": "1"}, {"N": "2"}]), "B": {"B": "a2V5"}}[kind]

    def term(self, name, kind, is_sort):
        placeholder = f":k{len(self.writer.values)}"
        self.writer.values[placeholder] = self.key_value(kind)
        if not is_sort or self.chance(0.4):
            operator = "=" if self.chance(0.95) else self.pick(["<", "<>", "IN"])
            return f"{name} {operator} {placeholder}" if operator != "IN" else f"{name} IN ({placeholder})"
        form = self.pick(["<", "<=", ">", ">=", "between", "begins", "<>", "contains"])
        if form == "between":
            self.writer.values[":hi"] = self.key_value(kind)
            return f"{name} BETWEEN {placeholder} AND :hi"
        if form in ("begins", "contains"):
            return f"{'begins_with' if form == 'begins' else 'contains'}({name}, {placeholder})"
        return f"{name} {form} {placeholder}"

    def key_expression(self):
        terms = [self.term(name, kind, at == 1) for at, (name, kind) in enumerate(self.keys) if at == 0 or self.chance(0.7)]
        if self.chance(0.08):
            terms = self.pick([terms[1:] or ["s = :x"], terms + ["s = :x"], [*terms, terms[0]]])
            if "s = :x" in terms:
                self.writer.values[":x"] = {"S": "x"}
            self.labels.append("terms")
        text = self.pick([" AND ", " and "] if self.chance(0.95) else [" OR "]).join(terms)
        if self.chance(0.05):
            text = self.writer.spoiled(text)
            self.labels.append("spoiled key condition")
        self.body["KeyConditionExpression"] = text
        self.labels.append("key condition")

    def key_conditions(self):
        conditions = {}
        for at, (name, kind) in enumerate(self.keys):
            if at == 1 and self.chance(0.3):
                continue
            operator = self.pick(COMPARISONS) if at == 1 or self.chance(0.1) else "EQ"
            count = {"BETWEEN": 2, "NULL": 0, "NOT_NULL": 0}.get(operator, 1) if self.chance(0.95) else self.pick([0, 1, 2])
            conditions[name] = {"ComparisonOperator": operator, "AttributeValueList": [self.key_value(kind) for _ in range(count)]}
        if self.chance(0.05):
            conditions["s"] = {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "x"}]}
        self.body["KeyConditions"] = conditions
        self.labels.append("KeyConditions")

    def filter(self):
        if "KeyConditions" in self.body and self.chance(0.8) or self.chance(0.15):
            name = "QueryFilter" if self.operation == "Query" else "ScanFilter"
            self.body[name] = {self.pick(["s", "n", "absent"]): {"ComparisonOperator": self.pick(COMPARISONS), "AttributeValueList": [
                self.pick(list(values.OF_TYPE.values())) for _ in range(self.pick([0, 1, 1, 1, 2]))]}}
            self.labels.append(name)
            return
        self.body["FilterExpression"] = self.writer.condition()
        self.labels.append("filter")

    def select(self):
        self.body["Select"] = self.pick(SELECTS)
        self.labels.append("Select")

    def limit(self):
        # A page of a Scan ends where its implementation's hashes say.
        if self.operation == "Scan" or self.body.get("IndexName") == "Global":
            self.body["Limit"] = self.pick([100, 0, -1])
            return
        self.body["Limit"] = self.pick([1, 2, 100, 0, -1])
        self.labels.append("Limit")

    def project(self):
        if self.chance(0.3):
            self.body["AttributesToGet"] = self.pick([["s"], ["s", "s"], ["pk", "n"]])
        else:
            self.body["ProjectionExpression"] = self.writer.projection()
        self.labels.append("projection")

    def start_key(self):
        if self.operation == "Scan":
            return
        key = dict(tables.key(self.table, self.pick([1, 2, 9])))
        for name, kind in self.keys:
            if name not in key and self.chance(0.9):
                key[name] = self.key_value(kind)
        if self.chance(0.2):
            key.pop(self.pick(list(key)))
        if self.chance(0.1):
            key["more"] = {"S": "x"}
        self.body["ExclusiveStartKey"] = key
        self.labels.append("start key")

    def direction(self):
        if self.operation == "Query":
            self.body["ScanIndexForward"] = False
            self.labels.append("backward")

    def segments(self):
        if self.operation == "Scan":
            for name, pool in (("Segment", [0, 1, 5, -1]), ("TotalSegments", [1, 0, 1_000_001])):
                if self.chance(0.9):
                    self.body[name] = self.pick(pool)
            self.labels.append("segments")

    def capacity(self):
        self.body["ReturnConsumedCapacity"] = self.pick(["NONE", "SOME"])
        self.labels.append("capacity")

    def consistent(self):
        self.body["ConsistentRead"] = True
        self.labels.append("consistent")

    def placeholders(self):
        self.writer.values[":unused"] = {"S": "x"}
        self.labels.append("unused")

    def bad_value(self):
        name = self.pick(list(values.INVALID))
        self.writer.values[":s"] = values.INVALID[name]
        self.labels.append(f"{name} in ExpressionAttributeValues")

    def drop(self):
        name = self.pick([*self.body, "TableName"])
        self.body.pop(name, None)
        self.labels.append(f"no {name}")
