"""Starting and ending the processes under test: free ports, readiness by polling, logs kept."""

import http.client
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("TABELLA_BINARY", REPOSITORY / "build" / "release" / "tabella"))

# Credentials that no one checks, and no way to find real ones.
AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

OURS = ("AWS_", "TABELLA_", "DYNAMO_")


def environment(**more):
    """The caller's environment without anything that would steer the programs under test."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    for name in ("TABLE_NAME", "USER_ID", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        kept.pop(name, None)
    return {**kept, **AWS_ENVIRONMENT, **more}


given_ports = set()


def free_port():
    """A port on which nothing listens, below the range from which the kernel takes ports itself.

    None twice: two servers that are started one after the other would be one, and the test talk to the first.
    """
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        if port in given_ports:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                given_ports.add(port)
                return port
            except OSError:
                continue


class Process:
    """A server process. Its output goes to a file; `stop` and `kill` wait for the end."""

    def __init__(self, command, log, port, ready_path="/health", cwd=None, env=None):
        self.command = [str(part) for part in command]
        self.log = Path(log)
        self.port = port
        self.ready_path = ready_path
        self.cwd = cwd
        self.env = env if env is not None else environment()
        self.child = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def running(self):
        return self.child is not None and self.child.poll() is None

    def launch(self):
        """Starts without waiting for an answer."""
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.cwd,
                env=self.env,
            )

    def start(self, timeout_s=30):
        self.launch()
        deadline = time.monotonic() + timeout_s
        while not self.answers():
            if self.child.poll() is not None:
                raise RuntimeError(f"{self.describe()} ended with {self.child.returncode}:\n{self.tail()}")
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.describe()} did not answer in {timeout_s} s:\n{self.tail()}")
            time.sleep(0.01)  # Between two polls; what is waited for is the answer.
        return self

    def answers(self):
        """Any answer below 500 will do: DynamoDB Local refuses GET / with 400."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.ready_path)
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self, timeout_s=20):
        """SIGTERM; the exit code."""
        if self.running():
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self.kill()
                raise RuntimeError(f"{self.describe()} ignored SIGTERM:\n{self.tail()}") from None
        return self.child.returncode if self.child is not None else None

    def kill(self):
        """SIGKILL: the process gets no chance to write anything."""
        if self.running():
            self.child.kill()
            self.child.wait()

    def describe(self):
        return " ".join(self.command)

    def tail(self, bytes_max=4000):
        text = self.log.read_bytes()[-bytes_max:] if self.log.exists() else b""
        return text.decode(errors="replace")


def require_binary():
    if not BINARY.exists():
        raise RuntimeError(f"{BINARY} is missing: ./dev build release")


def serve(directory, *options, port=None, dynamodb_port=0, **env):
    """`tabella serve`, not yet started; DIRECTORY takes its log and, by default, its data."""
    require_binary()
    port = port or free_port()
    command = [BINARY, "serve", "--port", port, "--dynamodb-port", dynamodb_port, *options]
    return Process(command, Path(directory) / "serve.log", port, "/health", cwd=directory, env=environment(**env))


def dynamodb(directory, *options, port=None, **env):
    """`tabella dynamodb`, not yet started."""
    require_binary()
    port = port or free_port()
    command = [BINARY, "dynamodb", "--port", port, *options]
    return Process(command, Path(directory) / "dynamodb.log", port, "/", cwd=directory, env=environment(**env))
