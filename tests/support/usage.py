"""What a process costs: CPU time and peak memory, from /proc."""

from pathlib import Path


class Usage:
    """Between `with` and its end: cpu_ms, of all threads that are still there, and peak_mb, above what it was at the begin."""

    def __init__(self, pid):
        self.process = Path("/proc") / str(pid)

    def __enter__(self):
        (self.process / "clear_refs").write_text("5")  # The peak begins anew.
        self.resident_kb = self.status_kb("VmRSS")
        self.cpu_ns = self.run_ns()
        return self

    def __exit__(self, *failure):
        self.cpu_ms = (self.run_ns() - self.cpu_ns) / 1e6
        self.peak_mb = (self.status_kb("VmHWM") - self.resident_kb) / 1024

    def status_kb(self, name):
        for line in (self.process / "status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1])
        raise KeyError(name)

    def run_ns(self):
        return sum(int(task.read_text().split()[0]) for task in self.process.glob("task/*/schedstat"))
