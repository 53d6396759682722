"""docs/http-api.md as a new user walks through it: each line runs, in its order, and answers what the document says."""

import contextlib
import os
import re
import signal
import subprocess

import pytest

from support import process
from support.process import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "http-api.md"
STATUS = re.compile(r"  # (\d{3})$")


def lines():
    """Every line of the document's blocks of shell, in their order."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    return [line for block in blocks for line in block.splitlines()]


def script_of(walk, ports):
    """Each line behind a mark on standard error, where curl tells its statuses as well."""
    told = "curl() { command curl --noproxy '*' --max-time 20 -w '%{stderr}\\n@status %{http_code}\\n' \"$@\"; }\n"
    text = "".join(f"echo '@line {n}' >&2\n{line}\n" for n, line in enumerate(walk))
    return told + re.sub("|".join(ports), lambda port: str(ports[port[0]]), text)


def run(script, directory, environment, timeout_s=120):
    """(standard output, standard error). What the script leaves in the background ends with it."""
    told = [directory / "stdout", directory / "stderr"]
    with open(told[0], "wb") as out, open(told[1], "wb") as err:
        shell = subprocess.Popen(["bash", "-c", script], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
                                 stdout=out, stderr=err, start_new_session=True)
        try:
            shell.wait(timeout_s)
        finally:
            with contextlib.suppress(ProcessLookupError):  # Nothing was left.
                os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    return [file.read_text(encoding="utf-8", errors="replace") for file in told]


def test_every_line_with_curl_says_what_it_answers():
    walk = lines()
    assert len(walk) > 40
    assert [line for line in walk if "curl " in line and not STATUS.search(line)] == []


def test_a_new_users_walk(request, tmp_path):
    if not (process.BINARY.exists() and subprocess.run(["curl", "--version"], capture_output=True, check=False).returncode == 0):
        pytest.skip("curl is missing")
    server = process.serve(tmp_path, "--data-dir", "data")
    request.addfinalizer(server.kill)
    server.start()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tabella").symlink_to(process.BINARY.resolve())
    walk = lines()
    script = script_of(walk, {"5000": server.port, "5001": process.free_port(), "5443": process.free_port()})
    environment = process.environment(PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    stdout, stderr = run(script, tmp_path, environment)
    answers = {n: re.findall(r"^@status (\d{3})$", part, re.M)
               for n, part in ((int(n), part) for n, part in re.findall(r"^@line (\d+)\n(.*?)(?=^@line |\Z)", stderr, re.M | re.S))}
    assert list(answers) == list(range(len(walk))), stderr[-2000:]
    for n, line in enumerate(walk):
        documented = STATUS.search(line)
        assert answers[n] == ([documented[1]] if documented else []), (line, answers[n], stderr[-3000:])
    # What the text says of some of them.
    once = [body for body in re.findall(r'\{"id":"(\d+)"\}', stdout)]
    assert once[1] == once[2] != once[0]
    assert '"field":"title"' in stdout and 'rel="next"' in stdout
    assert "tabella_notes_requests_total" in stdout and '"openapi"' in stdout
    assert stdout.count('"PK":"USER#demo"') > 3
