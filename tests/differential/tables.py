"""The tables of a comparison, the same on both sides, and the items that stand in them."""

SIMPLE = "Simple"
COMPOSITE = "Composite"
BINARY = "Binary"
INDEXED = "Indexed"

KEYS = {SIMPLE: (("pk", "S"),), COMPOSITE: (("pk", "S"), ("sk", "N")), BINARY: (("pk", "B"),),
        INDEXED: (("pk", "S"), ("sk", "S"))}

# What each item holds besides its key: one attribute a type, a document, and a reserved word.
ATTRIBUTES = {
    "s": {"S": "hello"}, "n": {"N": "10"}, "b": {"B": "YWJj"}, "bo": {"BOOL": True}, "nu": {"NULL": True},
    "l": {"L": [{"S": "zero"}, {"N": "1"}, {"M": {"x": {"S": "y"}}}]},
    "m": {"M": {"a": {"S": "x"}, "l": {"L": [{"N": "1"}, {"N": "2"}]}, "n": {"N": "3"}}},
    "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": ["YQ=="]},
    "status": {"S": "reserved"}, "a.b": {"S": "dotted"},
}


def key(table, number=1):
    values = {"S": {"S": f"key{number}"}, "N": {"N": str(number)}, "B": {"B": "a2V5" * min(number, 3)}}
    return {name: dict(values[kind]) for name, kind in KEYS[table]}


def item(table, number=1):
    return {**key(table, number), **ATTRIBUTES}


def schema(table):
    kinds = ("HASH", "RANGE")
    body = {
        "TableName": table, "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": n, "KeyType": k} for (n, _), k in zip(KEYS[table], kinds)],
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": t} for n, t in KEYS[table]],
    }
    if table == INDEXED:
        body["AttributeDefinitions"] += [{"AttributeName": "gpk", "AttributeType": "S"},
                                         {"AttributeName": "gsk", "AttributeType": "N"},
                                         {"AttributeName": "lsk", "AttributeType": "S"}]
        body["LocalSecondaryIndexes"] = [{
            "IndexName": "Local", "Projection": {"ProjectionType": "KEYS_ONLY"},
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "lsk", "KeyType": "RANGE"}]}]
        body["GlobalSecondaryIndexes"] = [{
            "IndexName": "Global", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "gpk", "KeyType": "HASH"}, {"AttributeName": "gsk", "KeyType": "RANGE"}]}]
    return body
