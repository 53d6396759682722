#!/usr/bin/python3
"""Three times what the server can take: what it still gets done, what that costs, how soon it refuses.

First the peak of a load over a few numbers of connections. Then three times the connections of the
peak, all of which are served in turn; then three times as many as are allowed, of which two thirds
are refused. Goodput is what was answered 200. wrk does not wait between its requests, nor after a
refusal.

    overload.py --seconds 5
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY)]

from bench import measure, tables
from support import process

ITEMS = 10_000
OPERATIONS = ("get", "query", "put", "batch")
PEAK_CONNECTIONS = (16, 32, 64, 128)
TIMES = 3
GOODPUT_MIN = 0.8
REFUSAL_MS_MAX = 10


def goodput(server, operation, connections, seconds):
    """(requests a second that were answered 200, p99 in ms)."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", measure.LOAD / "dynamodb.lua",
               server.url, "--", operation, ITEMS]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds + 90)
    if "RESULT " not in run.stdout:
        raise RuntimeError(f"wrk: {run.stdout}{run.stderr}")
    requests, duration_us, *latencies_us, errors = map(int, run.stdout[run.stdout.index("RESULT ") + 7:].split())
    return max(requests - errors, 0) / duration_us * 1e6, latencies_us[2] / 1000


class Probe(threading.Thread):
    """Connects again and again; `refusals_ms` is how long each 503 took from then on."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.refusals_ms = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            begin = time.monotonic()
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
                    connection.settimeout(1)
                    if connection.recv(1024).startswith(b"HTTP/1.1 503"):
                        self.refusals_ms.append((time.monotonic() - begin) * 1000)
            except OSError:
                continue  # Not refused but let in, where nothing is said to who asks nothing.


def measure_operation(binary, operation, seconds, tell):
    """Whether the operation met its marks."""
    process.BINARY = Path(binary).resolve()
    with tempfile.TemporaryDirectory(prefix="tabella-overload-") as directory:
        server = process.dynamodb(directory, "--data-dir", "data").start()
        try:
            tables.create(server.url)
            tables.fill(server.url, 0, ITEMS)
            peak, connections = max((goodput(server, operation, count, seconds)[0], count) for count in PEAK_CONNECTIONS)
            before = measure.resident_mb(server)
            served, p99 = goodput(server, operation, TIMES * connections, seconds)
            after = measure.resident_mb(server)
            code = server.stop()
            limited = process.dynamodb(directory, "--data-dir", "data", "--connections-max", connections, port=server.port)
            server = limited.start()
            probe = Probe(server.port)
            probe.start()
            refused_load, _ = goodput(server, operation, TIMES * connections, seconds)
            probe.ended.set()
            probe.join()
            code = server.stop() or code
        finally:
            server.kill()
    refusals = sorted(probe.refusals_ms) or [float("nan")]
    p50, worst = refusals[len(refusals) // 2], refusals[len(refusals) * 99 // 100]
    tell(f"{operation:6} peak {peak:8,.0f}/s at {connections}; at {TIMES * connections}: {served / peak:4.0%}, p99 {p99:.1f} ms, "
         f"{before:.0f} -> {after:.0f} MB; with {connections} allowed: {refused_load / peak:4.0%}, "
         f"{len(probe.refusals_ms)} refusals seen, p50 {p50:.1f} ms, p99 {worst:.1f} ms")
    return min(served, refused_load) >= GOODPUT_MIN * peak and p50 < REFUSAL_MS_MAX and code == 0


def main():
    parser = argparse.ArgumentParser(prog="./dev crash overload", description="Three times what the server can take.")
    parser.add_argument("--binary", default=process.BINARY)
    parser.add_argument("--seconds", type=int, default=5, help="of each run")
    parser.add_argument("operations", nargs="*", default=OPERATIONS)
    options = parser.parse_args()
    met = [measure_operation(options.binary, operation, options.seconds, lambda line: print(line, flush=True))
           for operation in options.operations]
    print("all met" if all(met) else f"FAILED: less than {GOODPUT_MIN:.0%} of the peak, or refusals slower than {REFUSAL_MS_MAX} ms")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
