"""Random requests of CreateTable, valid and not, each followed by the table's deletion (compare.py)."""


class TableRequests:
    def __init__(self, random):
        self.random = random
        self.created = 0

    def pick(self, things):
        return self.random.choice(things)

    def chance(self, probability):
        return self.random.random() < probability

    def case(self):
        self.labels = []
        self.created += 1
        self.body = {"TableName": f"Created{self.created}", "BillingMode": "PAY_PER_REQUEST",
                     "KeySchema": self.schema("pk", "sk"), "AttributeDefinitions": []}
        if self.chance(0.3):
            self.body["LocalSecondaryIndexes"] = [self.index(f"L{n}", self.schema("pk", f"l{n}")) for n in range(self.pick([1, 1, 2, 5, 6, 0]))]
            self.labels.append("local indexes")
        if self.chance(0.3):
            self.body["GlobalSecondaryIndexes"] = [self.index(f"G{n}", self.schema(f"g{n}", "sk")) for n in range(self.pick([1, 1, 2, 20, 21, 0]))]
            self.labels.append("global indexes")
        self.define()
        for _ in range(self.pick([0, 1, 1, 2])):
            self.pick([self.drop, self.definitions, self.name, self.throughput, self.billing, self.same_names, self.bad_schema])()
        return self.labels, "CreateTable", self.body

    def schema(self, partition, sort):
        schema = [{"AttributeName": partition, "KeyType": "HASH"}]
        if self.chance(0.6) or sort.startswith("l"):
            schema.append({"AttributeName": sort, "KeyType": "RANGE"})
        return schema

    def index(self, name, schema):
        projection = self.pick([{"ProjectionType": "ALL"}, {"ProjectionType": "KEYS_ONLY"}, {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b"]}])
        if self.chance(0.08):
            projection = self.pick([{}, {"ProjectionType": "INCLUDE"}, {"ProjectionType": "ALL", "NonKeyAttributes": ["a"]}, {"ProjectionType": "SOME"},
                                    {"ProjectionType": "INCLUDE", "NonKeyAttributes": []}])
            self.labels.append("projection")
        return {"IndexName": name + "xx", "KeySchema": schema, "Projection": projection}

    def define(self):
        schemas = [self.body["KeySchema"], *(i["KeySchema"] for n in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes") for i in self.body.get(n, []))]
        names = dict.fromkeys(element["AttributeName"] for schema in schemas for element in schema)
        self.body["AttributeDefinitions"] = [{"AttributeName": name, "AttributeType": self.pick("SNB")} for name in names]

    def definitions(self):
        definitions = self.body.get("AttributeDefinitions") or []
        roll = self.random.randrange(4)
        if roll == 0:
            definitions.append({"AttributeName": "spare", "AttributeType": "S"})
        elif roll == 1 and definitions:
            definitions.pop()
        elif roll == 2 and definitions:
            definitions.append(dict(definitions[0]))
        elif definitions:
            definitions[0]["AttributeType"] = self.pick(["SS", "BOOL", "X"])
        self.labels.append("definitions")

    def bad_schema(self):
        self.body["KeySchema"] = self.pick([
            [], [{"AttributeName": "pk", "KeyType": "RANGE"}], [{"AttributeName": "pk", "KeyType": "HASH"}] * 2,
            [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "HASH"}],
            [{"AttributeName": "sk", "KeyType": "RANGE"}, {"AttributeName": "pk", "KeyType": "HASH"}],
            [{"AttributeName": "pk", "KeyType": "OTHER"}], [{"AttributeName": "pk"}]])
        self.labels.append("schema")

    def name(self):
        self.body["TableName"] = self.pick(["ab", "", "a b", "n" * 256, "Simple"])
        self.labels.append("name")

    def throughput(self):
        self.body["ProvisionedThroughput"] = self.pick([{"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}, {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}, {}])
        self.labels.append("throughput")

    def billing(self):
        self.body["BillingMode"] = self.pick(["PROVISIONED", "OTHER", None])
        self.labels.append("billing")

    def same_names(self):
        for name in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
            for index in self.body.get(name, []):
                index["IndexName"] = "Same"
        self.labels.append("same names")

    def drop(self):
        name = self.pick([n for n in self.body if n != "BillingMode"])
        self.body.pop(name)
        self.labels.append(f"no {name}")
