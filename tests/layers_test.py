#!/usr/bin/python3
"""The layers and bans of src/, enforced: which folder may include which, and what stands only where.

Run by pytest with the other tests, and alone (`./dev check`). A last test plants one violation of
each rule in a copy of a small tree and expects exactly that to be found.
"""

import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]

# What each folder may include, besides itself and all that those may include.
DIRECT = {
    "base": [],
    "model": ["base"],
    "api": ["model"],
    "json": ["api"],
    "expr": ["api"],
    "storage": ["base"],
    "engine": ["expr", "storage"],
    "http": ["base"],
    "sigv4": ["base"],
    "wire": ["http", "json", "sigv4"],
    "client": ["http", "json", "sigv4"],
    "jwt": ["http", "json", "sigv4"],
    "notes": ["client", "http", "jwt"],
    "app": ["notes", "wire", "engine"],
}

# A library, the folder that may name it, and how it is named in code.
LIBRARIES = {
    "RocksDB": ("storage", re.compile(r"\brocksdb::|<rocksdb/")),
    "Boost": ("http", re.compile(r"\bboost::|<boost/")),
    "simdjson": ("json", re.compile(r"\bsimdjson::|<simdjson")),
}

WALL_CLOCK = re.compile(r"\bsystem_clock::now\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
LINES_MAX = 800


def reachable(folder):
    """FOLDER and all below it."""
    seen = {folder}
    for below in DIRECT[folder]:
        seen |= reachable(below)
    return seen


def includable(path, folder):
    """What the file may include. A unit test, and what several of them share, may put together what stands below app."""
    below_app = set(DIRECT) - {"app"}
    return below_app | {folder} if path.name.endswith(("_test.cc", "_test_support.h")) else reachable(folder)


def code_of(line):
    """The line without its trailing // comment, which may name what code may not."""
    return re.sub(r"(^|\s)//.*$", "", line)


def sources(root, *suffixes):
    return sorted(path for path in root.rglob("*") if path.suffix in suffixes)


def included_folder(target):
    return target.split("/")[0] if "/" in target else None


def violations(repository):
    """Every violation in the tree, as 'place: what'."""
    src = repository / "src"
    found = []
    clocks = []
    for path in sources(src, ".h", ".cc"):
        folder = path.relative_to(src).parts[0]
        place = path.relative_to(repository)
        lines = path.read_text(encoding="utf-8").splitlines()
        if folder not in DIRECT:
            found.append(f"{place}: the folder {folder} is in no layer (tests/layers_test.py names them)")
            continue
        if len(lines) > LINES_MAX:
            found.append(f"{place}: {len(lines)} lines, more than {LINES_MAX}")
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            if include and included_folder(include[1]) not in includable(path, folder):
                found.append(f"{place}:{number}: {folder} may not include {include[1]}")
            for library, (home, named) in LIBRARIES.items():
                if folder != home and named.search(code_of(line)):
                    found.append(f"{place}:{number}: only src/{home} names {library}")
            if WALL_CLOCK.search(code_of(line)):
                clocks.append(f"{place}:{number}")
    if len(clocks) != 1:
        found.append(f"system_clock::now stands in {len(clocks)} places, not in one: {', '.join(clocks)}")
    return found + unlisted_sources(repository) + unmapped_folders(repository) + leaking_headers(repository)


def unlisted_sources(repository):
    found = []
    for path in sources(repository / "src", ".cc"):
        lists = path.parent / "CMakeLists.txt"
        # A file in a folder's folder is named from there.
        while not lists.exists() and lists.parent != repository:
            lists = lists.parent.parent / "CMakeLists.txt"
        name = path.relative_to(lists.parent).as_posix()
        if not re.search(rf"(^|\s){re.escape(name)}($|[\s)])", lists.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(repository)}: not named in {lists.relative_to(repository)}")
    return found


def unmapped_folders(repository):
    map_file = repository / "src" / "README.md"
    text = map_file.read_text(encoding="utf-8") if map_file.exists() else ""
    folders = [path.name for path in sorted((repository / "src").iterdir()) if path.is_dir()]
    return [f"src/README.md: no line for src/{name}" for name in folders if not re.search(rf"`(src/)?{name}/?`", text)]


def leaking_headers(repository):
    found = []
    for path in sources(repository / "include", ".h"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for library, (_, named) in LIBRARIES.items():
                if named.search(code_of(line)):
                    found.append(f"{path.relative_to(repository)}:{number}: a public header names {library}")
    return found


# The tests of the tree, and of the rules themselves.


def test_the_tree_keeps_its_layers():
    assert violations(REPOSITORY) == []


GOOD = {
    "src/README.md": "- `base`: results\n- `storage`: RocksDB\n- `engine`: the engine\n- `http`: HTTP\n",
    "src/base/CMakeLists.txt": "tabella_folder(base SOURCES clock.cc)",
    "src/base/clock.cc": '#include "base/clock.h"\nauto now = std::chrono::system_clock::now();\n',
    "src/base/clock.h": "#pragma once\n",
    "src/storage/CMakeLists.txt": "tabella_folder(storage\n    SOURCES\n        store.cc\n)",
    "src/storage/store.cc": '#include <rocksdb/db.h>\n#include "base/clock.h"\n',
    "src/engine/CMakeLists.txt": "tabella_folder(engine SOURCES put.cc get.cc TESTS put_test.cc)",
    "src/engine/put.cc": '#include "storage/store.h"  // rocksdb::DB is behind it\n#include "model/item.h"\n',
    "src/engine/put_test.cc": '#include "http/server.h"\n',
    "src/engine/get.cc": '#include "expr/condition.h"\n',
    "src/http/CMakeLists.txt": "tabella_folder(http SOURCES beast.cc)",
    "src/http/beast.cc": "#include <boost/beast.hpp>\n",
    "include/tabella/engine.h": "#pragma once\n",
}

PLANTED = [
    ("upward include", "src/base/clock.h", '#include "engine/put.h"\n', "base may not include engine/put.h"),
    ("sideways include", "src/storage/store.cc", '#include "expr/condition.h"\n', "storage may not include expr"),
    ("include without folder", "src/engine/put.cc", '#include "put.h"\n', "engine may not include put.h"),
    ("RocksDB include", "src/engine/put.cc", "#include <rocksdb/db.h>\n", "only src/storage names RocksDB"),
    ("RocksDB name", "src/engine/put.cc", "rocksdb::DB* db;\n", "only src/storage names RocksDB"),
    ("Beast", "src/engine/put.cc", "namespace beast = boost::beast;\n", "only src/http names Boost"),
    ("Boost.URL", "src/base/clock.h", "#include <boost/url.hpp>\n", "only src/http names Boost"),
    ("simdjson", "src/http/beast.cc", "#include <simdjson.h>\n", "only src/json names simdjson"),
    ("second clock", "src/engine/put.cc", "auto t = std::chrono::system_clock::now();\n", "in 2 places"),
    ("long file", "src/engine/put.cc", "int x;\n" * 801, "more than 800"),
    ("unlisted source", "src/engine/new.cc", "\n", "not named in src/engine/CMakeLists.txt"),
    ("name within a name", "src/engine/ut.cc", "\n", "not named in src/engine/CMakeLists.txt"),
    ("unmapped folder", "src/model/item.h", "\n", "no line for src/model"),
    ("unknown folder", "src/misc/item.h", "\n", "in no layer"),
    ("leaking header", "include/tabella/engine.h", "#include <rocksdb/db.h>\n", "a public header names RocksDB"),
]


def plant(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_good_tree_has_no_violation(tmp_path):
    plant(tmp_path, GOOD)
    assert violations(tmp_path) == []


def test_each_planted_violation_is_found(tmp_path):
    for name, place, text, expected in PLANTED:
        root = tmp_path / name.replace(" ", "-")
        plant(root, {**GOOD, place: GOOD.get(place, "") + text})
        found = violations(root)
        assert any(expected in line for line in found), (name, found)


def test_no_clock_at_all_is_a_violation_too(tmp_path):
    plant(tmp_path, {**GOOD, "src/base/clock.cc": "\n"})
    assert any("in 0 places" in line for line in violations(tmp_path))


if __name__ == "__main__":
    wrong = violations(REPOSITORY)
    print("\n".join(wrong) if wrong else "the tree keeps its layers")
    sys.exit(1 if wrong else 0)
