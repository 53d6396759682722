"""DynamoDB requests as fast as Python sends them: one connection, an authorization of the right form, no retries."""

import json

from support import http_json

HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
                     "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64,
}


class FastDynamo:
    """Not for several threads. Where the connection breaks, OSError or HTTPException; the next call opens it again."""

    def __init__(self, url, timeout_s=30):
        self.connection = http_json.connect(url, timeout_s)

    def send(self, operation, body):
        """(status, the answer's JSON). OPERATION: of DynamoDB by its name, of another service by its whole X-Amz-Target."""
        target = operation if "." in operation else "DynamoDB_20120810." + operation
        headers = {**HEADERS, "X-Amz-Target": target}
        answer = http_json.exchange(self.connection, "POST", "/", body, headers)
        return answer.status, answer.json()

    def call(self, operation, **body):
        status, answer = self.send(operation, body)
        if status != 200:
            raise RuntimeError(f"{operation}: {status} {answer}")
        return answer

    def pages(self, operation, **body):
        """All items of a Query or Scan."""
        items = []
        while True:
            page = self.call(operation, **body)
            items += page["Items"]
            if "LastEvaluatedKey" not in page:
                return items
            body["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def close(self):
        self.connection.close()
