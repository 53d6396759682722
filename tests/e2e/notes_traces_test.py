"""A request's trace goes on with each call that is made to a store across the network."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from support import http_json, process

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACE = {
    "traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01",
    "tracestate": "vendor=opaque",
    "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678;Sampled=1",
}


class Proxy(ThreadingHTTPServer):
    """Passes requests on to a DynamoDB, and keeps their headers."""

    def __init__(self, endpoint_url):
        self.seen = []
        seen = self.seen

        class Passing(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                seen.append(self.headers)
                kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
                answer = http_json.request(endpoint_url, "POST", "/", body, kept)
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *arguments):
                pass

        super().__init__(("127.0.0.1", 0), Passing)
        self.daemon_threads = True


@pytest.fixture
def proxy(tabella_endpoint):
    proxy = Proxy(tabella_endpoint)
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    yield proxy
    proxy.shutdown()
    thread.join()
    proxy.server_close()


def test_the_trace_of_a_request_goes_on_to_the_store(request, tmp_path, proxy):
    store = f"http://127.0.0.1:{proxy.server_port}"
    server = process.serve(tmp_path, "--store", store, "--table", f"Traces-{tmp_path.name}", "--create-table")
    request.addfinalizer(server.kill)
    server.start()

    def calls(method, target, body=None, headers=None):
        """The headers of what the store was asked for this request."""
        del proxy.seen[:]
        answer = http_json.request(server.url, method, target, body, headers)
        assert answer.status < 300, answer.body
        return answer, list(proxy.seen)

    created, sent = calls("POST", "/notes", {"title": "a"}, TRACE)
    note = created.headers["Location"]
    spans = set()
    for method, target, body in [(None, None, None), ("GET", note, None), ("PUT", note, {"title": "b"}), ("GET", "/notes", None),
                                 ("GET", "/notes?sort=title", None), ("DELETE", note, None)]:
        if method is not None:
            _, sent = calls(method, target, body, TRACE)
        assert sent, (method, target)
        for headers in sent:
            span = re.fullmatch(f"00-{TRACE_ID}-([0-9a-f]{{16}})-01", headers["traceparent"])
            assert span and span[1] != "00f067aa0ba902b7", headers["traceparent"]
            spans.add(span[1])
            assert headers["tracestate"] == TRACE["tracestate"]
            assert headers["X-Amzn-Trace-Id"] == TRACE["X-Amzn-Trace-Id"]
            assert "trace" not in headers["Authorization"]
    assert len(spans) >= 6  # Each call is a span of its own.
    for headers in calls("GET", "/notes")[1] + calls("GET", "/notes", None, {"traceparent": "x", "tracestate": "a=1"})[1]:
        assert not {"traceparent", "tracestate", "X-Amzn-Trace-Id"} & set(headers), headers
