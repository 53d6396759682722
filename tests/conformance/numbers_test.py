"""Numbers: HowItWorks.NamingRulesDataTypes.html, "Number"; their normal form, their range, their arithmetic."""

import pytest

from conformance.item_cases import OVERFLOW, TOO_MANY_DIGITS, UNDERFLOW, Items, new_key, validation

NINES = "9" * 38


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


@pytest.mark.parametrize("written, normal", [
    ("0", "0"), ("-0", "0"), ("+0.00", "0"), ("0e1000", "0"), ("0.0e-5000", "0"), ("1", "1"), ("+3", "3"), ("-3", "-3"), ("007", "7"),
    ("1.0", "1"), ("1.50", "1.5"), (".5", "0.5"), ("5.", "5"), ("-.5", "-0.5"), ("0001.2300", "1.23"), ("1e3", "1000"), ("1E+3", "1000"),
    ("15e-1", "1.5"), ("1e-3", "0.001"), ("100000000000000000000", "1" + "0" * 20), ("1e20", "1" + "0" * 20),
    (NINES, NINES), ("-" + NINES, "-" + NINES), (NINES + "0", NINES + "0"), ("0." + "0" * 50 + "1", "0." + "0" * 50 + "1"),
    ("1E-130", "0." + "0" * 129 + "1"), ("1E+125", "1" + "0" * 125), ("1" + "0" * 125, "1" + "0" * 125),
    ("9.9999999999999999999999999999999999999E+125", NINES + "0" * 88), ("0.1e126", "1" + "0" * 125), ("10e-131", "0." + "0" * 129 + "1"),
])
def test_normal_form(items, written, normal):
    assert items.attributes(items.put(n={"N": written})) == {"n": {"N": normal}}


@pytest.mark.parametrize("text", ["a", " 1", "1 ", "1 2", "NaN", "Infinity", "-Infinity", "0x10", "1e", "e5", "--1", "+-1", "1.2.3", ".", "-", "+", "1,000",
                                  "1_0", "\u0661", "1e+", "1e1.5"])
def test_what_is_no_number(items, text):
    assert items.db.refusal("PutItem", TableName=items.table, Item={**new_key(), "n": {"N": text}}) == validation(
        f"The parameter cannot be converted to a numeric value: {text}")


def test_an_empty_number(items):
    assert items.db.refusal("PutItem", TableName=items.table, Item={**new_key(), "n": {"N": ""}}) == validation(
        "The parameter cannot be converted to a numeric value")


@pytest.mark.parametrize("text, message", [
    ("1E+126", OVERFLOW), ("-1E+126", OVERFLOW), ("1" + "0" * 126, OVERFLOW), ("1e999999999999", OVERFLOW), ("99E+125", OVERFLOW),
    ("1E-131", UNDERFLOW), ("-1E-131", UNDERFLOW), ("1e-999999999999", UNDERFLOW), ("0." + "0" * 130 + "1", UNDERFLOW),
    ("1" * 39, TOO_MANY_DIGITS), ("-" + "1" * 39, TOO_MANY_DIGITS), ("0." + "1" * 39, TOO_MANY_DIGITS), ("1" + "0" * 37 + "1", TOO_MANY_DIGITS),
    (NINES + ".9", TOO_MANY_DIGITS),
])
def test_range(items, text, message):
    for value in ({"N": text}, {"NS": ["1", text]}, {"L": [{"M": {"a": {"N": text}}}]}):
        assert items.db.refusal("PutItem", TableName=items.table, Item={**new_key(), "n": value}) == validation(message)


@pytest.mark.parametrize("start, added, sum_", [
    ("0.1", "0.2", "0.3"), ("9007199254740993", "1", "9007199254740994"), (NINES, "1", "1" + "0" * 38), ("1E+100", "1E+90", "10000000001" + "0" * 90),
    ("5", "-5", "0"), ("-1.5", "0.25", "-1.25"), ("1E-130", "1E-130", "0." + "0" * 129 + "2"),
])
def test_sums_are_exact(items, start, added, sum_):
    key = items.put(n={"N": start})
    items.update(key, "SET n = n + :a, m = :z - :a", ExpressionAttributeValues={":a": {"N": added}, ":z": {"N": "0"}})
    assert items.attributes(key)["n"] == {"N": sum_}


def test_members_of_a_number_set_are_numbers(items):
    key = items.put(ns={"NS": ["1.0", "20", "0.30"]})
    assert sorted(items.attributes(key)["ns"]["NS"]) == ["0.3", "1", "20"]
    items.update(key, "DELETE ns :d", ExpressionAttributeValues={":d": {"NS": ["1", "3e-1"]}})
    assert items.attributes(key) == {"ns": {"NS": ["20"]}}
