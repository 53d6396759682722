"""Differences between DynamoDB Local and DynamoDB that Tabella decides for DynamoDB, each with the reason.

A rule matches our error and the reference's, each written "400 Type message", or "200". It may match the request's own
faults too: where one request has several, DynamoDB Local often tells another one first. docs/compatibility.md lists the
reasons for readers ("What DynamoDB Local does otherwise").
"""

import re

MODEL = "the service model's constraints are checked first and told together; DynamoDB Local checks few of them, later"
ORDER = "all checks of the request alone come before the table, its schema and the legacy parameters; not there"
WORDS = "DynamoDB's own words; DynamoDB Local has others"

VALUE = (r".*(cannot be converted to a numeric value|Number overflow|Number underflow|Attempting to store more than 38|Supplied AttributeValue|"
         r"Null attribute value types|may not be empty|should not be empty|may not have a null|contains duplicates|Nesting Levels|Empty attribute name)")
KEY = (r".*(The number of conditions on the keys is invalid|Invalid attribute value type|Type mismatch for key|"
       r"One of the required keys was not given a value|Type mismatch for Index Key|Hash primary key values must be under|"
       r"cannot contain an empty (string|binary) value)")
LEGACY = (r".*( for Attribute:|ComparisonOperator|AttributeValues inside|The BETWEEN condition|ConditionalOperator|action is |DELETE action|"
          r"Empty attribute name|two attributes with the same name|Duplicate value in attribute name)")
TOGETHER = r".*(Can not use both expression|can only be specified when using expressions)"

RULES = [(re.compile(ours), re.compile(theirs), why) for ours, theirs, why in [
    (r"400 SerializationException", r".*", "malformed requests are SerializationException; 500 InternalFailure, or accepted, there"),
    (r"400 ValidationException \d+ validation errors? detected: ", r".*", MODEL),
    (r".*The provided key element does not match the schema", KEY + r"|.*Nesting Levels",
     "a Key of the wrong shape or type is \"The provided key element does not match the schema\""),
    (r".*(Missing the key|Type mismatch for (key|Index Key)|exceeded the (maximum )?size limit)", KEY, WORDS),
    (r".*Duplicate value in attribute name", r".*Cannot have two attributes with the same name", WORDS),
    (r".*ResourceNotFoundException Requested resource not found", r".*Cannot do operations on a non-existent table", WORDS),
    (r".*exceeded the maximum allowed size; expression size: \d+", r".*exceeded the maximum allowed size;$", WORDS),
    (r".*too long; size of key: \d+", r".*contains a key that is too long;$", WORDS),
    (VALUE, r".*(A value provided cannot be converted into a number|only supports precision up to 38|null AttributeValue)", WORDS),
    (r".*contains duplicates", r".*contains duplicates", WORDS),
    (r".*ReturnValues can only be ALL_OLD or NONE", r".*Return values set to invalid value", WORDS),
    (r".*attribute_type, operand type: \{|.*valid types: \{", r".*attribute_type, operand type: \{|.*valid types: \{", WORDS),
    (r".*reserved keyword: Size", r".*", "SIZE is in the documented list of reserved words; not there"),
    (r".*Two document paths", r".*Two document paths", "of more than two clashing paths, another pair is named there"),
    (r".*can only be ALL_OLD or NONE", r"400 ValidationException", ORDER),
    (r"400 ValidationException", r".*(Invalid table/index name|Cannot do operations on a non-existent table|Return values set to invalid value)", ORDER),
    (r"400 ValidationException", KEY, ORDER),
    (TOGETHER, r".*(Invalid \w+Expression: |ConditionalCheckFailed)", "an empty legacy parameter counts as given; not there"),
    (r".*(An operand in the update|The document path provided|The provided expression refers)",
     r".*(An operand in the update|The document path provided|The provided expression refers)",
     "of several errors of an update, another is told there"),
    (r".*(contains invalid key|contains invalid value)", VALUE + r"|.*cannot be converted into a number", ORDER),
    (TOGETHER, r".*(cannot be converted into a number|null AttributeValue)", ORDER),
    (r".*name used in the document path is not defined", r".*Two document paths", ORDER),
    (TOGETHER, LEGACY, ORDER), (TOGETHER, VALUE + r"|.*The expression can not be empty", ORDER), (r".*must not be empty", VALUE, ORDER), (VALUE, LEGACY, ORDER), (LEGACY, LEGACY, ORDER),
    (VALUE, r".*(Invalid \w+Expression: |Cannot update attribute|unused in expressions| for Attribute:$)", ORDER),
    (r".*( action |Cannot update attribute|Only DELETE action)" + r"|" + VALUE, r".*(ConditionalCheckFailedException|Cannot update attribute|Type mismatch for attribute)",
     "what the request alone shows to be wrong is told before the item is looked at; after it there"),
]]


READS = [
    (r".*Segment", r"400 ValidationException", WORDS),
    (r".*starting key is invalid", r"200", "an empty ExclusiveStartKey is invalid; none there"),
    (r"400 ValidationException", r".*(unused in expressions|Filter Expression can only contain|Query key condition not supported|Consistent read cannot be)", ORDER),
    (r".*starting key", r".*([Ss]tart(ing)? [Kk]ey|The number of conditions|Invalid attribute value type|Type mismatch)", WORDS),
    (r".*(Duplicate value in attribute name|Must specify the AttributesToGet)", r".*([Ss]tart(ing)? [Kk]ey)", ORDER),
    (r".*not an indexable operation", r".*Condition parameter type does not match", ORDER),
    (r".*The BETWEEN operator requires", r".*The BETWEEN operator requires.*java\.nio\.HeapByteBuffer", WORDS),
    (r".*Consistent reads are not supported on global", r".*Consistent read cannot be true when", WORDS),
    (r".*Query condition missed key schema element", r".*Query condition missed key schema element", WORDS),
    (r".*not an indexable operation", r"500 |.*(Only scalar types can be used|Query key condition not supported|does not have the specified index)", WORDS),
    (r"400 ValidationException", r".*(does not have the specified index|Conditions can be of length)", ORDER),
    (r".*(failed to satisfy|for the \w+ ComparisonOperator|is not valid for)", r"400 ValidationException", ORDER),
]
ACTIONS = [
    (r".*multiple operations on one item", r".*Transaction cancelled", "one item twice is refused also by a binary key; not there"),
    (r"200", r".*Can not use both expression", "parameters of several tables do not mix; they do there"),
    (r".*TransactionCanceledException.*ValidationError", r"400 (ValidationException|TransactionCanceledException|ResourceNotFoundException)",
     "what is wrong with one action of a transaction is its cancellation reason; often the whole answer there"),
    (r"400 ValidationException", r".*(may not contain null or empty values|cannot be null or empty)", WORDS),
    (r"400 (Validation|ResourceNotFound)Exception", r"400 (Validation|ResourceNotFound|TransactionCanceled)Exception", "of several faulty requests, another is told there"),
]
TABLES = [(r"400 \w+Exception", r"400 \w+Exception", WORDS),
          (r".*(is empty|when BillingMode is PAY_PER_REQUEST)", r"200", "refused by AWS; accepted there")]
BY_OPERATION = {
    operation: [(re.compile(ours), re.compile(theirs), why) for ours, theirs, why in rules]
    for operations, rules in ((("Query", "Scan"), READS), (("CreateTable",), TABLES),
                              (("BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"), ACTIONS))
    for operation in operations
}


def text(answer):
    status, kind, message, _ = answer
    return f"{status} {kind} {message}".strip()


def capacity_not_asked(body, ours, theirs):
    without = {name: member for name, member in theirs[3].items() if name != "ConsumedCapacity"}
    return body.get("ReturnConsumedCapacity") in (None, "NONE") and ours == (*theirs[:3], without)


def reason(operation, body, ours, theirs):
    """Why the answers differ, or None."""
    if capacity_not_asked(body, ours, theirs):
        return "consumed capacity is answered only where it is asked for"
    for our_text, their_text, why in [*RULES, *BY_OPERATION.get(operation, [])]:
        if our_text.match(text(ours)) and their_text.match(text(theirs)):
            return why
    return None
