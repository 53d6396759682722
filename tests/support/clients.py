"""Real clients of DynamoDB in other languages and newer versions: found or not, never shipped.

To put them into build/clients once, with npm, Python's venv and Go, from their registries (Go compiles for a minute):

    python3 tests/support/clients.py
"""

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import dynamodb_local  # noqa: E402: this file is a program too

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).with_name("clients")
INSTALLED = REPOSITORY / "build" / "clients"
PYTHON = INSTALLED / "venv" / "bin" / "python"
GO_PROGRAM = INSTALLED / "go_clients"
HOW = "python3 tests/support/clients.py installs it"


def find_javascript(package):
    """The command that runs a script which needs the npm package, or the reason why there is none."""
    if shutil.which("node") is None:
        return None, "there is no node on the path"
    if not (INSTALLED / "node_modules" / package).exists():
        return None, f"npm's {package} is not here ({HOW})"
    return ["node"], None


def find_python(package):
    """The same for a Python package."""
    if not list(INSTALLED.glob(f"venv/lib/python3*/site-packages/{package}")):
        return None, f"Python's {package} is not here ({HOW})"
    return [str(PYTHON)], None


def find_go():
    """The same for the program in Go, which was compiled."""
    if not GO_PROGRAM.exists():
        return None, f"the program of the clients in Go is not here ({HOW})"
    return [str(GO_PROGRAM)], None


def find_java():
    """The same for the program in Java, compiled here: DynamoDB Local brings AWS SDK for Java with it."""
    jars, reason = dynamodb_local.find()
    if jars is None:
        return None, reason
    if shutil.which("javac") is None:
        return None, "there is no javac on the path"
    classes = INSTALLED / "java"
    classes.mkdir(parents=True, exist_ok=True)
    source, compiled = SCRIPTS / "Enhanced.java", classes / "Enhanced.class"
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["javac", "-cp", f"{jars}/*", "-d", classes, source], check=True, timeout=120)
    return ["java", "-cp", f"{jars}/*:{classes}", "Enhanced"], None


def place(script):
    """The script where node looks for packages beside it."""
    shutil.copy(SCRIPTS / script, INSTALLED / script)
    return INSTALLED / script


def install():
    INSTALLED.mkdir(parents=True, exist_ok=True)
    shutil.copy(SCRIPTS / "package.json", INSTALLED)
    done = 0
    if shutil.which("npm"):
        done += subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=INSTALLED, check=False).returncode
    else:
        print("no npm: the clients in JavaScript stay away")
    done += subprocess.run([sys.executable, "-m", "venv", INSTALLED / "venv"], check=False).returncode
    done += subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--upgrade", "-r", SCRIPTS / "requirements.txt"],
                           check=False).returncode
    if shutil.which("go"):
        shutil.copytree(SCRIPTS / "go", INSTALLED / "go", dirs_exist_ok=True)
        for command in (["go", "mod", "tidy"], ["go", "build", "-o", GO_PROGRAM, "."]):
            done += subprocess.run(command, cwd=INSTALLED / "go", check=False).returncode
    else:
        print("no go: the clients in Go stay away")
    return 1 if done else 0


if __name__ == "__main__":
    sys.exit(install())
