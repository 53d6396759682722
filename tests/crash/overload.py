#!/usr/bin/python3
"""Three times what the server can take: what it still gets done, what that costs, how soon it refuses.

First the peak of a load over a few numbers of connections. Then three times the connections of the
peak, all of which are served in turn. Then three times as many as are allowed, of which two thirds
are refused: once those that are refused wait before they try again as AWS's SDKs do, and once, which
is told but has no mark, they are wrk's, which does not wait. Goodput is what was answered 200.

    overload.py --seconds 5
"""

import argparse
import asyncio
import random
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
# The first retry of their standard mode comes after a random part of a second.
SDK_PAUSE_S = 1


def goodput(server, operation, connections, seconds):
    """(requests a second that were answered 200, p99 in ms)."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", measure.LOAD / "dynamodb.lua",
               server.url, "--", operation, ITEMS]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds + 90)
    if "RESULT " not in run.stdout:
        raise RuntimeError(f"wrk: {run.stdout}{run.stderr}")
    requests, duration_us, *latencies_us, errors = map(int, run.stdout[run.stdout.index("RESULT ") + 7:].split())
    return max(requests - errors, 0) / duration_us * 1e6, latencies_us[2] / 1000


class Refused(threading.Thread):
    """Clients that connect, and after a refusal wait up to `pause_s` before they try again; `refusals_ms` is how long
    each 503 took. One that is let in says nothing and goes."""

    def __init__(self, port, clients, pause_s):
        super().__init__(daemon=True)
        self.port, self.clients, self.pause_s = port, clients, pause_s
        self.refusals_ms = []
        self.ended = threading.Event()

    def run(self):
        asyncio.run(self.all_clients())

    async def all_clients(self):
        await asyncio.gather(*(self.client() for _ in range(self.clients)))

    async def client(self):
        while not self.ended.is_set():
            await asyncio.sleep(random.uniform(0, self.pause_s))
            begin = time.monotonic()
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                continue
            try:
                if (await asyncio.wait_for(reader.read(1024), 1)).startswith(b"HTTP/1.1 503"):
                    self.refusals_ms.append((time.monotonic() - begin) * 1000)
            except (OSError, asyncio.TimeoutError):
                pass
            finally:
                writer.close()

    def finish(self):
        """(how many, their median, their 99th percentile in ms)"""
        self.ended.set()
        self.join()
        times = sorted(self.refusals_ms) or [float("nan")]
        return len(self.refusals_ms), times[len(times) // 2], times[len(times) * 99 // 100]


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
            # wrk has all the connections that are allowed before the others come.
            refused = Refused(server.port, (TIMES - 1) * connections, SDK_PAUSE_S)
            later = threading.Timer(0.5, refused.start)
            later.start()
            beside, _ = goodput(server, operation, connections, seconds + 1)
            later.join()
            count, p50, worst = refused.finish()
            probe = Refused(server.port, 1, 0.02)
            probe.start()
            storm, _ = goodput(server, operation, TIMES * connections, seconds)
            storm_p50 = probe.finish()[1]
            code = server.stop() or code
        finally:
            server.kill()
    tell(f"{operation:6} peak {peak:8,.0f}/s at {connections}; at {TIMES * connections}: {served / peak:4.0%}, p99 {p99:.1f} ms, "
         f"{before:.0f} -> {after:.0f} MB; with {connections} allowed: {beside / peak:4.0%}, {count} refusals, "
         f"p50 {p50:.1f} ms, p99 {worst:.1f} ms; refused ones without a pause: {storm / peak:4.0%}, p50 {storm_p50:.1f} ms")
    return min(served, beside) >= GOODPUT_MIN * peak and p50 < REFUSAL_MS_MAX and code == 0


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
