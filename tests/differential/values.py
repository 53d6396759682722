"""Attribute values, valid and invalid, each with the name that reports use for it."""

LONG_NAME = "n" * 65_536


def nested(levels, kind="M"):
    """A map or list of LEVELS levels around a string."""
    value = {"S": "deep"}
    for _ in range(levels):
        value = {"M": {"a": value}} if kind == "M" else {"L": [value]}
    return value


VALID = {
    "S": {"S": "text"},
    "empty S": {"S": ""},
    "non-ASCII S": {"S": "é\U0001f600"},
    "N": {"N": "5"},
    "negative N": {"N": "-0.5"},
    "N with plus": {"N": "+7"},
    "N with leading zeros": {"N": "0012.50"},
    "N without integer digits": {"N": ".5"},
    "N with exponent": {"N": "1.5E+3"},
    "N of 38 digits": {"N": "1" * 38},
    "largest N": {"N": "9.9999999999999999999999999999999999999E+125"},
    "smallest N": {"N": "1E-130"},
    "zero with huge exponent": {"N": "0e1000"},
    "B": {"B": "YWJj"},
    "empty B": {"B": ""},
    "BOOL": {"BOOL": True},
    "NULL": {"NULL": True},
    "L": {"L": [{"S": "a"}, {"N": "1"}]},
    "empty L": {"L": []},
    "M": {"M": {"a": {"S": "a"}, "b": {"N": "1"}}},
    "empty M": {"M": {}},
    "SS": {"SS": ["b", "a"]},
    "NS": {"NS": ["2", "1.0"]},
    "BS": {"BS": ["YQ==", "Yg=="]},
    "SS with an empty string": {"SS": ["", "a"]},
    "30 levels": nested(30),
    "31 levels": nested(31),
}

INVALID = {
    "no type": {},
    "null": None,
    "null S": {"S": None},
    "S a number": {"S": 1},
    "S a list": {"S": []},
    "empty N": {"N": ""},
    "N a word": {"N": "abc"},
    "N a JSON number": {"N": 1},
    "N with a space": {"N": " 1"},
    "N NaN": {"N": "NaN"},
    "N Infinity": {"N": "Infinity"},
    "N hexadecimal": {"N": "0x10"},
    "N too large": {"N": "1e126"},
    "N too large, negative": {"N": "-1e126"},
    "N too small": {"N": "1e-131"},
    "N of 39 digits": {"N": "1" * 39},
    "N of 39 digits and too large": {"N": "1" * 39 + "e120"},
    "N with a huge exponent": {"N": "1e100000000000"},
    "B not base64": {"B": "abc"},
    "B with a bad character": {"B": "ab$="},
    "B a number": {"B": 1},
    "empty SS": {"SS": []},
    "empty NS": {"NS": []},
    "empty BS": {"BS": []},
    "SS with duplicates": {"SS": ["a", "b", "a"]},
    "NS with duplicates": {"NS": ["1", "2", "1.0"]},
    "BS with duplicates": {"BS": ["YQ==", "YQ=="]},
    "SS with null": {"SS": ["a", None]},
    "NS with a word": {"NS": ["1", "x"]},
    "NS with an empty string": {"NS": ["1", ""]},
    "NS too large": {"NS": ["1e126"]},
    "SS a string": {"SS": "a"},
    "NULL false": {"NULL": False},
    "NULL a word": {"NULL": "yes"},
    "BOOL a word": {"BOOL": "true"},
    "BOOL null": {"BOOL": None},
    "two types": {"S": "a", "N": "1"},
    "two types, N not a number": {"S": "a", "N": "x"},
    "unknown type": {"X": "a"},
    "unknown type beside one": {"X": "a", "S": "a"},
    "L a map": {"L": {}},
    "M a list": {"M": []},
    "L with an empty value": {"L": [{}]},
    "L with null": {"L": [None]},
    "M with an empty value": {"M": {"a": {}}},
    "M with null": {"M": {"a": None}},
    "M with an empty name": {"M": {"": {"S": "a"}}},
    "M with an empty set": {"M": {"a": {"SS": []}}},
    "M with a bad number": {"M": {"a": {"N": "x"}}},
    "L with duplicates in a set": {"L": [{"SS": ["a", "a"]}]},
    "32 levels": nested(32),
    "33 levels": nested(33),
    "33 levels of lists": nested(33, "L"),
    "a string": "text",
    "a number": 5,
    "a list": [],
}

# By type, for operands of expressions and keys.
OF_TYPE = {
    "S": {"S": "text"}, "N": {"N": "5"}, "B": {"B": "YWJj"}, "BOOL": {"BOOL": True}, "NULL": {"NULL": True},
    "L": {"L": [{"S": "a"}]}, "M": {"M": {"a": {"S": "a"}}}, "SS": {"SS": ["a"]}, "NS": {"NS": ["1"]},
    "BS": {"BS": ["YQ=="]},
}
