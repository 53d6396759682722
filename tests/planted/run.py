#!/usr/bin/python3
"""Plants each bug in a copy of the sources, builds the test that must notice it, and demands that it fails.

The copy and its build stay in build/planted. First every test has to pass without a bug.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from planted.bugs import BUGS

REPOSITORY = Path(__file__).resolve().parents[2]
COPY = REPOSITORY / "build" / "planted" / "source"
BUILD = REPOSITORY / "build" / "planted" / "build"
PARTS = ("src", "tests", "cmake", "bench", "CMakeLists.txt", "CMakePresets.json")
TEST_SECONDS = 200


def copy_sources():
    """Files that are the same keep the copy's time, so that what changed is built again, and what a bug was taken out of."""
    COPY.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (REPOSITORY / part).is_dir():
            shutil.copytree(REPOSITORY / part, COPY / part, copy_function=copy_if_different, dirs_exist_ok=True)
        else:
            copy_if_different(REPOSITORY / part, COPY / part)


def copy_if_different(source, copy):
    if not (os.path.exists(copy) and filecmp.cmp(source, copy, shallow=False)):
        shutil.copy(source, copy)


def configure():
    if (BUILD / "build.ninja").exists():
        return
    command = ["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g0"]
    if shutil.which("ccache"):
        command.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    subprocess.run([*command, "-DCMAKE_CXX_COMPILER=g++"], check=True, stdout=subprocess.DEVNULL)


def build(targets, jobs):
    done = subprocess.run(["ninja", "-C", BUILD, f"-j{jobs}", *sorted(set(targets))], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the build failed:\n{done.stdout[-3000:]}")


def passes(bug):
    [program] = [path for path in BUILD.rglob(bug.program) if path.is_file() and os.access(path, os.X_OK)]
    argument = COPY / "tests" / "fuzz" / "corpus" if bug.program == "tabella_fuzz_replay" else f"--gtest_filter={bug.test}"
    try:
        done = subprocess.run([program, argument], cwd=COPY, capture_output=True, text=True, timeout=TEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False  # A test that a bug makes hang has noticed it.
    if "Running 0 tests" in done.stdout:
        raise RuntimeError(f"no such test: {bug.test}")
    return done.returncode == 0


def caught(bug, jobs):
    file = COPY / bug.file
    sound = file.read_text(encoding="utf-8")
    file.write_text(sound.replace(bug.sound, bug.planted), encoding="utf-8")
    try:
        build([bug.program], jobs)
        return not passes(bug)
    finally:
        file.write_text(sound, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(prog="./dev plant", description="Plants bugs and demands that the tests notice.")
    parser.add_argument("words", nargs="*", help="only bugs whose name has one of these words")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    bugs = [bug for bug in BUGS if not options.words or any(word in bug.name for word in options.words)]
    copy_sources()
    configure()
    build([bug.program for bug in bugs], options.jobs)
    for bug in {(bug.program, bug.test): bug for bug in bugs}.values():
        if not passes(bug):
            print(f"FAILED without any bug: {bug.program} {bug.test}")
            return 1
    missed = 0
    for bug in bugs:
        started = time.monotonic()
        found = caught(bug, options.jobs)
        missed += not found
        print(f"{'caught' if found else 'MISSED'}: {bug.name} ({bug.test or 'the corpus'}, {time.monotonic() - started:.0f} s)", flush=True)
    print(f"{len(bugs) - missed} of {len(bugs)} caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
