"""Measuring one server: starting, memory, CPU time, and loads from wrk, one thread, over the loopback."""

import os
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

LOAD = Path(__file__).resolve().parent / "load"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Rate:
    """Requests a second, latencies in ms, and the server's CPU time a request in µs (user and system)."""

    per_second: float
    p50_ms: float
    p90_ms: float
    p99_ms: float
    p999_ms: float
    cpu_us: float

    as_json = asdict


def wrk(server, script, seconds, connections, *arguments):
    """One run. A single error makes the figure worthless, and is an error here."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", LOAD / script, server.url,
               "--", *arguments]
    before = cpu_seconds(server)
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds + 90)
    used = cpu_seconds(server) - before
    if run.returncode != 0 or "RESULT " not in run.stdout:
        raise RuntimeError(f"wrk: {run.stdout}{run.stderr}")
    fields = run.stdout[run.stdout.index("RESULT ") + 7:].split()
    requests, duration_us, *latencies_us, errors = map(int, fields)
    if errors or not requests:
        raise RuntimeError(f"{errors} of {requests} requests to {server.url} failed:\n{run.stdout}\n{server.tail()}")
    return Rate(requests / duration_us * 1e6, *(us / 1000 for us in latencies_us), used / requests * 1e6)


def family(pid):
    """The process and all that descend from it."""
    members = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            members += family(int(child))
    return members


def cpu_seconds(server):
    """What the kernel has accounted to the server's processes so far."""
    ticks = 0
    for pid in family(server.child.pid):
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / TICKS


def rest(server):
    """Returns once the server has nothing left to do: it compacts in the background what was written."""
    used = cpu_seconds(server)
    while True:
        time.sleep(1)
        before, used = used, cpu_seconds(server)
        if used - before < 0.02:
            return


def resident_mb(server):
    kb = 0
    for pid in family(server.child.pid):
        kb += int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])
    return kb / 1024


def start_ms(server):
    """From the start of the process to its first answer."""
    started = time.monotonic()
    server.launch()
    while not server.answers():
        if not server.running():
            raise RuntimeError(f"{server.describe()} ended:\n{server.tail()}")
        if time.monotonic() - started > 60:
            raise RuntimeError(f"{server.describe()} did not answer:\n{server.tail()}")
        time.sleep(0.001)
    return (time.monotonic() - started) * 1000

