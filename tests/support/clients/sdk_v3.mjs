// AWS SDK for JavaScript v3: commands, document client, paginators, waiters.
import assert from "node:assert/strict";
import {
  CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient, PutItemCommand,
  paginateListTables, waitUntilTableExists, waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, NumberValue, PutCommand,
  QueryCommand, ScanCommand, TransactGetCommand, TransactWriteCommand, UpdateCommand, paginateQuery, paginateScan,
} from "@aws-sdk/lib-dynamodb";

const client = new DynamoDBClient({ endpoint: process.argv[2], maxAttempts: 1 });
const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
const TableName = `SdkV3-${process.pid}`;
const patience = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 2 };

const created = await client.send(new CreateTableCommand({
  TableName,
  AttributeDefinitions: ["pk", "sk", "kind"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  GlobalSecondaryIndexes: [{
    IndexName: "by-kind",
    KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
    Projection: { ProjectionType: "ALL" },
  }],
  BillingMode: "PAY_PER_REQUEST",
}));
assert.ok(created.TableDescription.CreationDateTime instanceof Date);
assert.equal((await waitUntilTableExists(patience, { TableName })).state, "SUCCESS");

// Everything an attribute may be comes back as it was.
const everything = {
  pk: "types", sk: "1", text: "Grüße 🌍 \u0000", empty: "", yes: true, no: false, nothing: null,
  int: 42, fraction: -0.5, large: 9007199254740991, list: [1, "two", [3], { four: null }], map: { a: { b: [true] } },
  bytes: new Uint8Array([0, 1, 255]), strings: new Set(["a", "b"]), numbers: new Set([1, 2.5]),
  binaries: new Set([new Uint8Array([1]), new Uint8Array([2])]), emptyList: [], emptyMap: {},
};
await db.send(new PutCommand({ TableName, Item: everything }));
const got = (await db.send(new GetCommand({ TableName, Key: { pk: "types", sk: "1" }, ConsistentRead: true }))).Item;
assert.deepEqual(got, everything);
const precise = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: process.argv[2] }), {
  unmarshallOptions: { wrapNumbers: true },
});
const exact = NumberValue.from("12345678901234567890.123456789012345678");
await db.send(new PutCommand({ TableName, Item: { pk: "types", sk: "2", exact } }));
const wrapped = (await precise.send(new GetCommand({ TableName, Key: { pk: "types", sk: "2" } }))).Item.exact;
assert.equal(wrapped.value, "12345678901234567890.123456789012345678");
await db.send(new DeleteCommand({ TableName, Key: { pk: "types", sk: "2" } }));

// Conditions.
const once = { TableName, Item: { pk: "a", sk: "1", n: 1 }, ConditionExpression: "attribute_not_exists(pk)" };
await db.send(new PutCommand(once));
await assert.rejects(db.send(new PutCommand({ ...once, ReturnValuesOnConditionCheckFailure: "ALL_OLD" })), (error) => {
  assert.equal(error.name, "ConditionalCheckFailedException");
  assert.equal(error.message, "The conditional request failed");
  assert.equal(error.$metadata.httpStatusCode, 400);
  assert.ok(error.$metadata.requestId);
  assert.deepEqual(error.Item.n, { N: "1" });
  return true;
});
const updated = await db.send(new UpdateCommand({
  TableName, Key: { pk: "a", sk: "1" }, ReturnValues: "ALL_NEW",
  UpdateExpression: "SET #n = #n + :one, tags = list_append(if_not_exists(tags, :none), :tag) ADD seen :seen",
  ConditionExpression: "#n BETWEEN :zero AND :nine",
  ExpressionAttributeNames: { "#n": "n" },
  ExpressionAttributeValues: { ":one": 1, ":none": [], ":tag": ["x"], ":seen": new Set(["s"]), ":zero": 0, ":nine": 9 },
}));
assert.deepEqual(updated.Attributes, { pk: "a", sk: "1", n: 2, tags: ["x"], seen: new Set(["s"]) });
const deleted = await db.send(new DeleteCommand({ TableName, Key: { pk: "a", sk: "1" }, ReturnValues: "ALL_OLD" }));
assert.equal(deleted.Attributes.n, 2);
assert.equal((await db.send(new GetCommand({ TableName, Key: { pk: "a", sk: "1" } }))).Item, undefined);

// Batches, and pages over what they wrote, on the table and on the index.
const items = Array.from({ length: 60 }, (_, i) => ({
  pk: "page", sk: String(i).padStart(3, "0"), kind: i % 2 ? "odd" : "even", i,
}));
for (let i = 0; i < items.length; i += 25) {
  const RequestItems = { [TableName]: items.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } })) };
  assert.deepEqual((await db.send(new BatchWriteCommand({ RequestItems }))).UnprocessedItems, {});
}
const Keys = items.slice(0, 50).map(({ pk, sk }) => ({ pk, sk }));
const batch = await db.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
assert.equal(batch.Responses[TableName].length, 50);

async function all(pages) {
  const found = [];
  for await (const page of pages) found.push(...page.Items);
  return found;
}
const condition = { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": "page" } };
assert.deepEqual(await all(paginateQuery({ client: db, pageSize: 7 }, { TableName, ...condition })), items);
const backwards = await all(paginateQuery({ client: db, pageSize: 9 }, { TableName, ...condition, ScanIndexForward: false }));
assert.deepEqual(backwards, [...items].reverse());
const odd = await all(paginateQuery({ client: db, pageSize: 4 }, {
  TableName, IndexName: "by-kind", KeyConditionExpression: "kind = :k AND sk > :from",
  ExpressionAttributeValues: { ":k": "odd", ":from": "010" },
}));
assert.deepEqual(odd, items.filter(({ i }) => i % 2 && i > 10));
const few = await all(paginateScan({ client: db, pageSize: 10 }, {
  TableName, FilterExpression: "i < :max", ExpressionAttributeValues: { ":max": 5 },
}));
assert.equal(few.length, 5);
const count = await db.send(new QueryCommand({ TableName, ...condition, Select: "COUNT" }));
assert.equal(count.Count, 60);
const halves = await Promise.all([0, 1].map((Segment) => db.send(new ScanCommand({ TableName, Segment, TotalSegments: 2 }))));
assert.equal(halves[0].Count + halves[1].Count, 61);

// Transactions.
await db.send(new TransactWriteCommand({
  TransactItems: [
    { Put: { TableName, Item: { pk: "t", sk: "1", n: 1 } } },
    { Update: { TableName, Key: { pk: "t", sk: "2" }, UpdateExpression: "SET n = :n", ExpressionAttributeValues: { ":n": 2 } } },
    { ConditionCheck: { TableName, Key: { pk: "t", sk: "3" }, ConditionExpression: "attribute_not_exists(pk)" } },
  ],
}));
const read = await db.send(new TransactGetCommand({
  TransactItems: ["1", "2", "3"].map((sk) => ({ Get: { TableName, Key: { pk: "t", sk } } })),
}));
assert.deepEqual(read.Responses.map(({ Item }) => Item?.n), [1, 2, undefined]);
await assert.rejects(db.send(new TransactWriteCommand({
  TransactItems: [
    { Put: { TableName, Item: { pk: "t", sk: "4" } } },
    { Delete: {
      TableName, Key: { pk: "t", sk: "1" }, ConditionExpression: "n = :n", ExpressionAttributeValues: { ":n": 7 },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } },
  ],
})), (error) => {
  assert.equal(error.name, "TransactionCanceledException");
  assert.deepEqual(error.CancellationReasons.map(({ Code }) => Code), ["None", "ConditionalCheckFailed"]);
  assert.deepEqual(error.CancellationReasons[1].Item.n, { N: "1" });
  return true;
});

// Tables.
const { Table } = await client.send(new DescribeTableCommand({ TableName }));
assert.equal(Table.GlobalSecondaryIndexes[0].IndexStatus, "ACTIVE");
const names = [];
for await (const page of paginateListTables({ client, pageSize: 1 }, {})) names.push(...page.TableNames);
assert.ok(names.includes(TableName));
await assert.rejects(client.send(new PutItemCommand({ TableName: "nowhere", Item: { pk: { S: "a" } } })), {
  name: "ResourceNotFoundException",
});
await client.send(new DeleteTableCommand({ TableName }));
assert.equal((await waitUntilTableNotExists(patience, { TableName })).state, "SUCCESS");
console.log("done");
