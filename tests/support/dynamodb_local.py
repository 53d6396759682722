"""DynamoDB Local, the reference: found or not, never shipped.

It is found in the folder DYNAMODB_LOCAL_JAR_DIR (all jars and native libraries in one folder), or,
where Maven's local repository already holds it, collected from there, without the network. To put
it there once:

    mvn -f tests/support/dynamodb_local.pom.xml dependency:copy-dependencies \\
        -DoutputDirectory="$PWD/build/dynamodb-local"
"""

import os
import shutil
import subprocess
from pathlib import Path

from support.process import REPOSITORY, Process, free_port

COLLECTED = REPOSITORY / "build" / "dynamodb-local"
POM = Path(__file__).with_name("dynamodb_local.pom.xml")
MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner"


def is_whole(folder):
    return any(folder.glob("DynamoDBLocal-*.jar")) and any(folder.glob("*sqlite4java-linux-*.so"))


def collect_from_maven_repository():
    known = Path.home() / ".m2" / "repository" / "software" / "amazon" / "dynamodb" / "DynamoDBLocal"
    if not known.exists() or shutil.which("mvn") is None:
        return
    command = ["mvn", "-B", "-q", "-o", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={COLLECTED}"]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)


def find():
    """(folder, None), or (None, the reason why there is none)."""
    if shutil.which("java") is None:
        return None, "DynamoDB Local needs Java, and there is no java on the path"
    named = os.environ.get("DYNAMODB_LOCAL_JAR_DIR")
    if named:
        return (Path(named), None) if is_whole(Path(named)) else (None, f"no DynamoDB Local in {named}")
    if not is_whole(COLLECTED):
        collect_from_maven_repository()
    if is_whole(COLLECTED):
        return COLLECTED, None
    return None, "DynamoDB Local is not here (tests/support/dynamodb_local.py says how to get it)"


def process(jars, directory, port=None, on_disk=False, shared=True):
    """DynamoDB Local, in memory or on SQLite in DIRECTORY, not yet started."""
    port = port or free_port()
    sharing = ["-sharedDb"] if shared else []
    store = ["-dbPath", directory] if on_disk else ["-inMemory"]
    command = ["java", "-Xmx512m", f"-Djava.library.path={jars}", "-cp", f"{jars}/*", MAIN,
               *store, *sharing, "-disableTelemetry", "-port", port]
    return Process(command, Path(directory) / "dynamodb-local.log", port, "/", cwd=directory)
