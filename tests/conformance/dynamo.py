"""A DynamoDB endpoint as the conformance tests see it: raw JSON in, raw JSON out.

No SDK stands between, so that requests no SDK would send can be sent, and nothing is retried.
"""

import itertools
import json
import time
import uuid
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from support import http_json

CREDENTIALS = Credentials("test", "test")
STREAM_OPERATIONS = {"ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"}
unique = itertools.count(1)


class Refused(Exception):
    """An error answer: its HTTP status, its type without the namespace, its message, its whole body."""

    def __init__(self, answer):
        self.status = answer.status
        self.body = answer.json()
        self.type = self.body["__type"].partition("#")[2]
        self.message = self.body.get("message", self.body.get("Message"))
        super().__init__(f"{self.status} {self.type}: {self.message}")


class Dynamo:
    def __init__(self, url, region="us-east-1"):
        self.url = url
        self.region = region
        self.connection = http_json.connect(url)

    def send(self, operation, body, headers=None):
        """The whole answer (`http_json.Answer`) to BODY, JSON or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        service = "DynamoDBStreams_20120810." if operation in STREAM_OPERATIONS else "DynamoDB_20120810."
        sent = {"X-Amz-Target": service + operation,
                "Content-Type": "application/x-amz-json-1.0", **(headers or {})}
        request = AWSRequest("POST", self.url + "/", headers=sent, data=data)
        SigV4Auth(CREDENTIALS, "dynamodb", self.region).add_auth(request)
        return http_json.exchange(self.connection, "POST", urlsplit(self.url).path or "/", data, dict(request.headers))

    def call(self, operation, body=None, **parameters):
        """The answer's JSON; raises Refused unless it is 200."""
        answer = self.send(operation, parameters if body is None else body)
        if answer.status != 200:
            raise Refused(answer)
        return answer.json()

    def refusal(self, operation, body=None, **parameters):
        """(type, message) of the error that must be the answer."""
        try:
            answer = self.call(operation, body, **parameters)
        except Refused as refused:
            assert refused.status == 400, refused
            return refused.type, refused.message
        raise AssertionError(f"{operation} was not refused: {answer}")

    def create(self, keys="pk:S", wait=True, **more):
        """The name of a new table with the keys "pk:S" or "pk:S sk:N"; MORE goes to CreateTable."""
        parts = [part.split(":") for part in keys.split()]
        name = more.pop("TableName", None) or f"t{next(unique)}-{uuid.uuid4().hex[:8]}"
        schema = [{"AttributeName": n, "KeyType": k} for (n, _), k in zip(parts, ("HASH", "RANGE"))]
        definitions = [{"AttributeName": n, "AttributeType": t} for n, t in parts]
        definitions += more.pop("AttributeDefinitions", [])
        more.setdefault("BillingMode", "PAY_PER_REQUEST")
        self.call("CreateTable", TableName=name, KeySchema=schema, AttributeDefinitions=definitions, **more)
        if wait:
            self.wait(name)
        return name

    def wait(self, name, timeout_s=60):
        """Until the table and its indexes are ACTIVE; its description."""
        deadline = time.monotonic() + timeout_s
        while True:
            table = self.call("DescribeTable", TableName=name)["Table"]
            indexes = table.get("GlobalSecondaryIndexes", [])
            if table["TableStatus"] == "ACTIVE" and all(i["IndexStatus"] == "ACTIVE" for i in indexes):
                return table
            assert time.monotonic() < deadline, table
            time.sleep(0.02)
