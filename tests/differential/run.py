"""Compares Tabella with a reference endpoint, request by request, and prints what differs.

    python3 -m differential.run --seed 1 --count 5000 --area items

Without --reference DynamoDB Local is started where it is found; without --url the product.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from conformance.dynamo import Dynamo
from differential.compare import Comparison
from differential.item_requests import ItemRequests
from differential.multi_item_requests import MultiItemRequests
from differential.read_requests import ReadRequests
from differential.table_requests import TableRequests
from support import dynamodb_local, process

AREAS = {"items": ItemRequests, "reads": ReadRequests, "multi": MultiItemRequests, "tables": TableRequests}


def compare(ours_url, reference_url, area, seed, count, only=""):
    comparison = Comparison(Dynamo(ours_url), Dynamo(reference_url))
    comparison.prepare()
    requests = AREAS[area](random.Random(seed))
    for _ in range(count):
        case = requests.case()
        if only in ("", case[1]):
            comparison.compare(*case)
    return comparison


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", help="the endpoint under test; without it the product is started")
    parser.add_argument("--reference", help="the endpoint to compare with; without it DynamoDB Local is started")
    parser.add_argument("--area", default="items", choices=AREAS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--only", default="", help="one operation")
    parser.add_argument("--examples", type=int, default=1)
    options = parser.parse_args()
    started = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            if not options.url:
                started.append(process.dynamodb(Path(folder), "--in-memory").start())
                options.url = started[-1].url
            if not options.reference:
                jars, why = dynamodb_local.find()
                if jars is None:
                    sys.exit(why)
                started.append(dynamodb_local.process(jars, folder).start())
                options.reference = started[-1].url
            comparison = compare(options.url, options.reference, options.area, options.seed, options.count, options.only)
            print(f"seed {options.seed}, area {options.area}")
            print(comparison.report(options.examples))
            return 1 if comparison.differences else 0
        finally:
            for server in started:
                server.kill()


if __name__ == "__main__":
    sys.exit(main())
