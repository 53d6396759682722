"""Tables with local and global indexes, for the tests of what reads and writes on them do."""

from functools import partial


def S(text):
    return {"S": text}


def N(number):
    return {"N": str(number)}


def key_schema(*names):
    return [{"AttributeName": n, "KeyType": k} for n, k in zip(names, ("HASH", "RANGE"))]


def index(name, keys, kind, *attributes):
    projection = {"ProjectionType": kind, **({"NonKeyAttributes": list(attributes)} if attributes else {})}
    return {"IndexName": name, "KeySchema": key_schema(*keys), "Projection": projection}


def definitions(**types):
    return [{"AttributeName": n, "AttributeType": t} for n, t in types.items()]


def create(db):
    """pk:S sk:S; local on l: lall, lkeys, linc (a); global on g and l: gall, gkeys, on g: ginc (a)."""
    return db.create(
        "pk:S sk:S",
        AttributeDefinitions=definitions(l="S", g="S"),
        LocalSecondaryIndexes=[index("lall", ("pk", "l"), "ALL"), index("lkeys", ("pk", "l"), "KEYS_ONLY"),
                               index("linc", ("pk", "l"), "INCLUDE", "a")],
        GlobalSecondaryIndexes=[index("gall", ("g", "l"), "ALL"), index("gkeys", ("g", "l"), "KEYS_ONLY"),
                                index("ginc", ("g",), "INCLUDE", "a")])


def everything(db, operation, **request):
    """All items of all pages, and how many pages there were."""
    items, pages, ask = [], 0, partial(db.call, operation)
    while True:
        answer = ask(**request)
        items += answer.get("Items", [])
        pages += 1
        if "LastEvaluatedKey" not in answer:
            return items, pages
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
