"""Raw signed requests to a DynamoDB endpoint, for what no SDK would send."""

import json

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from support import http_json


def call(endpoint_url, operation, body, prefix="DynamoDB_20120810.", headers=None):
    """One POST to the endpoint; BODY as it is when bytes, else as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"X-Amz-Target": prefix + operation, "Content-Type": "application/x-amz-json-1.0", **(headers or {})}
    request = AWSRequest("POST", endpoint_url + "/", headers=sent, data=data)
    SigV4Auth(Credentials("test", "test"), "dynamodb", "us-east-1").add_auth(request)
    return http_json.request(endpoint_url, "POST", "/", data, dict(request.headers))


def error_type(answer):
    return answer.json()["__type"].partition("#")[2]
