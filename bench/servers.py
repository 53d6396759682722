"""Who is measured: Tabella and each peer that this machine has, started the same way."""

import os
import shutil
from pathlib import Path

from support import dynamodb_local, process

REPOSITORY = process.REPOSITORY
PEERS = REPOSITORY / "build" / "peers"

NGINX = """
daemon off; master_process off; pid {directory}/nginx.pid; error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_requests 100000000; client_max_body_size 20m;
    client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
    uwsgi_temp_path {directory}; scgi_temp_path {directory};
    server {{
        listen 127.0.0.1:{port};
        location / {{ default_type application/x-amz-json-1.0; return 200 '{{}}'; }}
    }}
}}
"""


def found(program):
    """The path of PROGRAM: among the peers that bench/get-peers fetched, or on the path; or None."""
    for folder in (PEERS / "bin", PEERS / "node_modules" / ".bin"):
        if (folder / program).exists():
            return str(folder / program)
    return shutil.which(program)


def tabella(directory):
    return process.dynamodb(directory, "--data-dir", "data")


def tabella_in_memory(directory):
    return process.dynamodb(directory, "--in-memory")


def local_on_disk(directory):
    return local(directory, on_disk=True)


def local_in_memory(directory):
    return local(directory, on_disk=False)


def local(directory, on_disk):
    jars, reason = dynamodb_local.find()
    if jars is None:
        raise LookupError(reason)
    return dynamodb_local.process(jars, directory, on_disk=on_disk)


def dynalite(directory):
    program = found("dynalite")
    if program is None:
        raise LookupError("dynalite is not here (bench/get-peers)")
    port = process.free_port()
    command = [program, "--host", "127.0.0.1", "--port", port, "--createTableMs", 0, "--deleteTableMs", 0]
    return process.Process(command, Path(directory) / "log", port, "/", cwd=directory)


def dynoxide(directory):
    return start_dynoxide(directory, [])


def dynoxide_on_disk(directory):
    return start_dynoxide(directory, ["--db-path", "data.db"])


def start_dynoxide(directory, store):
    program = found("dynoxide")
    if program is None:
        raise LookupError("Dynoxide is not here (bench/get-peers)")
    port = process.free_port()
    command = [program, "--host", "127.0.0.1", "--port", port, *store]
    return process.Process(command, Path(directory) / "log", port, "/", cwd=directory)


def nginx(directory):
    """A fixed reply of two bytes: what this machine's loopback and load generator allow at all."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        raise LookupError("nginx is not here")
    port = process.free_port()
    settings = Path(directory) / "nginx.conf"
    settings.write_text(NGINX.format(directory=directory, port=port))
    return process.Process([program, "-p", directory, "-c", settings], Path(directory) / "log", port, "/", cwd=directory)


DYNAMODB = {
    "Tabella, on disk": tabella,
    "Tabella, in memory": tabella_in_memory,
    "DynamoDB Local, on disk": local_on_disk,
    "DynamoDB Local, in memory": local_in_memory,
    "dynalite, in memory": dynalite,
    "Dynoxide, in memory": dynoxide,
    "Dynoxide, on disk": dynoxide_on_disk,
    "nginx, a fixed reply": nginx,
}


def notes(directory):
    return process.serve(directory, "--data-dir", "data")


def seed_app(directory, endpoint_url, table):
    """The Flask app that Tabella began as, under gunicorn."""
    if not Path("/usr/bin/gunicorn").exists():
        raise LookupError("gunicorn is not here (Debian's package gunicorn)")
    port = process.free_port()
    command = ["/usr/bin/gunicorn", "--workers", 2, "--threads", 4, "--bind", f"127.0.0.1:{port}",
               "--chdir", REPOSITORY / "tests" / "e2e", "seed_app:app"]
    env = process.environment(DYNAMO_ENDPOINT=endpoint_url, TABLE_NAME=table, PYTHONDONTWRITEBYTECODE="1")
    return process.Process(command, Path(directory) / "log", port, "/health", cwd=directory, env=env)
