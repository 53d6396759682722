#!/usr/bin/python3
"""Writes service_model.json: every operation of DynamoDB and its Streams, and of each the parameters with their types.

    make_service_model.py SERVICE-2.JSON[.GZ] SERVICE-2.JSON[.GZ]

The arguments are the service models that botocore carries (data/dynamodb/2012-08-10/, data/dynamodbstreams/2012-08-10/). Only names and
types are kept: what the conformance tests ask the endpoint about. A structure is an object, a list
["…"], a map {"*": "…"}.
"""

import gzip
import json
import sys
from pathlib import Path


def tree(shapes, name, above=()):
    shape = shapes[name]
    if name == "AttributeValue" or name in above:
        return name
    if shape["type"] == "structure":
        return {member: tree(shapes, ref["shape"], (*above, name)) for member, ref in shape["members"].items()}
    if shape["type"] == "list":
        return [tree(shapes, shape["member"]["shape"], (*above, name))]
    if shape["type"] == "map":
        return {"*": tree(shapes, shape["value"]["shape"], (*above, name))}
    return shape["type"]


def main():
    operations = {}
    for source in map(Path, sys.argv[1:]):
        model = json.loads(gzip.open(source).read() if source.suffix == ".gz" else source.read_text())
        operations |= {name: tree(model["shapes"], operation["input"]["shape"]) if "input" in operation else {}
                       for name, operation in sorted(model["operations"].items())}
    target = Path(__file__).with_name("service_model.json")
    target.write_text(json.dumps(operations, indent=1) + "\n")


if __name__ == "__main__":
    main()
