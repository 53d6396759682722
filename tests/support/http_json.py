"""The plainest HTTP client: one request, its whole answer, nothing followed or retried."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    @property
    def media_type(self):
        return self.headers.get("Content-Type", "").split(";")[0].strip()


def exchange(connection, method, target, body=None, headers=None):
    """One request on an open connection. A body that is not bytes is sent as JSON."""
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, target, body=body, headers={**sent, **(headers or {})})
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())


def connect(url, timeout_s=30):
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)


def request(url, method, target, body=None, headers=None, timeout_s=30):
    connection = connect(url, timeout_s)
    try:
        return exchange(connection, method, target, body, headers)
    finally:
        connection.close()
