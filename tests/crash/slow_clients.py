#!/usr/bin/python3
"""A thousand slow clients beside one that works: a third are slow in the head of a request, a third in
its body, a third do not read their answers.

Each must be let go at its deadline, not before; meanwhile every answer to the healthy client is right.
The command also compares the healthy client's latency with and without the slow ones.

    slow_clients.py --connections 1000 --seconds 10
"""

import argparse
import http.client
import multiprocessing
import selectors
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import http_json, process
from support.fast_dynamo import HEADERS, FastDynamo
from support.usage import Usage

TABLE = "DemoTable"  # Of `tabella serve`.
KINDS = ("head", "body", "reader")
DRIP_S = 0.2
RECEIVE_BUFFER_BYTES = 4096
# Each unread answer is about 1 MB, and the loopback takes a few of them before it says that it is full.
PIPELINED = 12
DEADLINE_S = 2.0


class Failed(Exception):
    """The healthy client was hurt, or a slow one was let stay or cut too soon."""


class Healthy:
    """One client that does its work on one port. `work` is one request, and raises Failed on a wrong answer."""

    def __init__(self, name, port):
        self.name = name
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.connection = http_json.connect(self.url)
        self.count = 0

    def work(self):
        self.count += 1
        answer = self.dynamodb() if self.name == "dynamodb" else self.notes()
        if answer.status not in (200, 201):
            raise Failed(f"{self.name}: {answer.status} {answer.body[:200]}")

    def dynamodb(self):
        item = {"PK": {"S": "healthy"}, "SK": {"S": str(self.count)}}
        return self.exchange("PutItem", {"TableName": TABLE, "Item": item})

    def exchange(self, operation, body):
        headers = {**HEADERS, "X-Amz-Target": "DynamoDB_20120810." + operation}
        return http_json.exchange(self.connection, "POST", "/", body, headers)

    def notes(self):
        return http_json.exchange(self.connection, "POST", "/notes", {"title": str(self.count), "content": "x"})

    def latencies_ms(self, seconds):
        taken, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            begin = time.monotonic()
            self.work()
            taken.append((time.monotonic() - begin) * 1000)
        return sorted(taken)


def large_answer(name, port):
    """A request whose answer is about 1 MB."""
    if name == "dynamodb":
        dynamo = FastDynamo(f"http://127.0.0.1:{port}")
        for n in range(4):
            dynamo.call("PutItem", TableName=TABLE, Item={"PK": {"S": "large"}, "SK": {"S": str(n)}, "v": {"S": "x" * 300_000}})
        body = b'{"TableName":"DemoTable","KeyConditionExpression":"PK = :p","ExpressionAttributeValues":{":p":{"S":"large"}}}'
        head = "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.Query\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in HEADERS.items())
        return head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body
    made = http_json.request(f"http://127.0.0.1:{port}", "POST", "/notes", {"title": "large", "content": "x" * 390_000})
    if made.status != 201:
        raise Failed(f"{made.status} {made.body[:200]}")
    return f"GET /notes/{made.json()['id']} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 3


@dataclass
class Slow:
    """One connection, from its first byte to the end that the server makes."""

    kind: str
    socket: socket.socket
    begun: float = field(default_factory=time.monotonic)
    ended: float = 0
    received: bytes = b""


def begin(kind, port, large):
    connection = socket.socket()
    if kind == "reader":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    connection.setblocking(False)
    slow = Slow(kind, connection)
    head = b"POST /notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    connection.send({"head": head + b"X-Slow: ", "body": head + b"Content-Length: 100000\r\n\r\n{", "reader": large * PIPELINED}[kind])
    return slow


def drip(slow):
    """A little more. False: the server has let go."""
    try:
        if slow.kind == "reader":
            return is_open(slow.socket)  # Without reading: the server resets whom it lets go.
        slow.socket.send(b" ")
        return True
    except BlockingIOError:
        return True
    except OSError:
        return False


def is_open(connection):
    """The first byte of struct tcp_info is the state, 1 is TCP_ESTABLISHED (linux/tcp.h, net/tcp_states.h)."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1


def hold(ports, large, count, patience_s, pipe):
    """In a process of its own, so that the healthy client's latency is the server's: all slow connections to their ends."""
    slow = [begin(KINDS[n % 3], port, large[name]) for n in range(count) for name, port in [list(ports.items())[n // 3 % len(ports)]]]
    pipe.send(len(slow))
    waiting = selectors.DefaultSelector()
    for one in slow:
        if one.kind != "reader":
            waiting.register(one.socket, selectors.EVENT_READ, one)
    still = set(range(len(slow)))
    until = time.monotonic() + patience_s
    while still and time.monotonic() < until:
        for key, _ in waiting.select(DRIP_S):
            receive(key.data, waiting)
        for n in list(still):
            if not slow[n].ended and not drip(slow[n]):
                slow[n].ended = time.monotonic()
            if slow[n].ended:
                still.discard(n)
    pipe.send([(one.kind, one.ended and one.ended - one.begun, one.received[:12]) for one in slow])
    pipe.close()


def receive(slow, waiting):
    """What the server says to one that is slow to send."""
    try:
        part = slow.socket.recv(65536)
    except BlockingIOError:
        return
    except OSError:
        part = b""
    slow.received += part
    if not part:
        waiting.unregister(slow.socket)
        slow.ended = slow.ended or time.monotonic()


def judge(ends, deadline_s):
    for kind, lasted, received in ends:
        if not lasted:
            raise Failed(f"a slow {kind} was let stay")
        # A reader's time begins when the loopback is full, a sender's with its first byte.
        if lasted < deadline_s * 0.9:
            raise Failed(f"a slow {kind} was cut after {lasted:.2f} s, its deadline is {deadline_s} s")
        if kind != "reader" and not received.startswith(b"HTTP/1.1 408"):
            raise Failed(f"a slow {kind} was told {received}")


@dataclass
class Outcome:
    healthy_requests: int
    last_end_s: float
    cpu_ms: float
    peak_mb: float


def run(serve, ports, connections=1000, deadline_s=DEADLINE_S, patience_s=60):
    """Slow clients and healthy ones, a port each, against a server started with `options(deadline_s)`. Raises Failed."""
    large = {name: large_answer(name, port) for name, port in ports.items()}
    healthy = [Healthy(name, port) for name, port in ports.items()]
    ours, theirs = multiprocessing.Pipe()
    with Usage(serve.child.pid) as usage:
        holder = multiprocessing.Process(target=hold, args=(ports, large, connections, patience_s, theirs), daemon=True)
        holder.start()
        theirs.close()
        if ours.recv() != connections:
            raise Failed("the slow connections could not be made")
        while not ours.poll():
            for client in healthy:
                client.work()
        ends = ours.recv()
        holder.join()
    judge(ends, deadline_s)
    return Outcome(sum(client.count for client in healthy), max(lasted for _, lasted, _ in ends), usage.cpu_ms, usage.peak_mb)


def options(deadline_s):
    return "--in-memory", "--request-timeout", deadline_s, "--write-timeout", deadline_s


def compare(ports, connections, seconds):
    """p99 in ms of each port's healthy client, alone and beside slow ones that never reach their deadlines."""
    large = {name: large_answer(name, port) for name, port in ports.items()}
    for name, port in ports.items():
        alone = Healthy(name, port).latencies_ms(seconds)
        ours, theirs = multiprocessing.Pipe()
        holder = multiprocessing.Process(target=hold, args=({name: port}, large, connections, 2 * seconds, theirs), daemon=True)
        holder.start()
        ours.recv()
        client = Healthy(name, port)
        client.work()  # After it the readers' answers wait, and are no longer made.
        beside = client.latencies_ms(seconds)
        holder.terminate()
        holder.join()
        yield name, [taken[len(taken) * 99 // 100] for taken in (alone, beside)], [taken[len(taken) // 2] for taken in (alone, beside)]


def main():
    parser = argparse.ArgumentParser(prog="./dev crash slow", description="Slow clients beside healthy ones.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement of latency")
    arguments = parser.parse_args()
    process.BINARY = Path(arguments.binary).resolve()
    failed = False
    try:
        for deadline_s, long in ((DEADLINE_S, False), (600, True)):
            dynamodb_port = process.free_port()
            with tempfile.TemporaryDirectory(prefix="tabella-slow-") as directory:
                serve = process.serve(directory, *options(deadline_s), dynamodb_port=dynamodb_port).start()
                try:
                    ports = {"notes": serve.port, "dynamodb": dynamodb_port}
                    if not long:
                        outcome = run(serve, ports, arguments.connections, deadline_s)
                        print(f"{arguments.connections} slow connections, all let go after {outcome.last_end_s:.1f} s at the latest; "
                              f"{outcome.healthy_requests} healthy requests answered; {outcome.cpu_ms:.0f} ms of CPU, "
                              f"{outcome.peak_mb:.0f} MB", flush=True)
                        continue
                    for name, p99, p50 in compare(ports, arguments.connections, arguments.seconds):
                        ratio = p99[1] / p99[0]
                        failed = failed or ratio > 2
                        print(f"{name}: p99 {p99[0]:.2f} ms alone, {p99[1]:.2f} ms beside them ({ratio:.2f} ×); "
                              f"p50 {p50[0]:.2f} and {p50[1]:.2f} ms", flush=True)
                finally:
                    serve.kill()
    except (Failed, OSError, http.client.HTTPException) as problem:
        print(f"FAILED: {problem}")
        return 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
