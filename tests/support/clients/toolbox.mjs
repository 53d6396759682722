// DynamoDB-Toolbox: typed entities and command builders.
import assert from "node:assert/strict";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  $add, $append, BatchGetCommand, BatchGetRequest, BatchPutRequest, BatchWriteCommand, ConditionCheck, DeleteItemCommand, Entity,
  GetItemCommand, GetTransaction, PutItemCommand, PutTransaction, QueryCommand, ScanCommand, Table, UpdateItemCommand, any, boolean,
  executeBatchGet, executeBatchWrite, executeTransactGet, executeTransactWrite, item, list, number, set, string,
} from "dynamodb-toolbox";

const client = new DynamoDBClient({ endpoint: process.argv[2], maxAttempts: 1 });
const name = `Toolbox-${process.pid}`;
await client.send(new CreateTableCommand({
  TableName: name,
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "N" }, { AttributeName: "kind", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  GlobalSecondaryIndexes: [{
    IndexName: "byKind", Projection: { ProjectionType: "ALL" },
    KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  }],
  BillingMode: "PAY_PER_REQUEST",
}));
const table = new Table({
  name, documentClient: DynamoDBDocumentClient.from(client),
  partitionKey: { name: "pk", type: "string" }, sortKey: { name: "sk", type: "number" },
  indexes: { byKind: { type: "global", partitionKey: { name: "kind", type: "string" }, sortKey: { name: "sk", type: "number" } } },
});
const Pet = new Entity({
  name: "Pet", table,
  schema: item({
    pk: string().key(), sk: number().key(), kind: string().optional(), level: number().default(1),
    open: boolean().optional(), tags: set(string()).optional(), moves: list(string()).optional(), extra: any().optional(),
  }),
});

await Pet.build(PutItemCommand).item({ pk: "a", sk: 1, kind: "cat", tags: new Set(["x"]), moves: ["run"], extra: { deep: [1, null] } })
  .options({ condition: { attr: "pk", exists: false } }).send();
await assert.rejects(Pet.build(PutItemCommand).item({ pk: "a", sk: 1 }).options({ condition: { attr: "pk", exists: false } }).send(),
  { name: "ConditionalCheckFailedException" });
const { Item: got } = await Pet.build(GetItemCommand).key({ pk: "a", sk: 1 }).options({ consistent: true }).send();
assert.equal(got.level, 1);
assert.deepEqual(got.extra, { deep: [1, null] });
const { Attributes: updated } = await Pet.build(UpdateItemCommand)
  .item({ pk: "a", sk: 1, level: $add(4), moves: $append(["hide"]), open: true })
  .options({ condition: { attr: "level", lt: 5 }, returnValues: "ALL_NEW" }).send();
assert.equal(updated.level, 5);
assert.deepEqual(updated.moves, ["run", "hide"]);
await assert.rejects(Pet.build(UpdateItemCommand).item({ pk: "a", sk: 1, level: 0 }).options({ condition: { attr: "level", lt: 5 } }).send(),
  { name: "ConditionalCheckFailedException" });

const pets = Array.from({ length: 20 }, (_, i) => ({ pk: "p", sk: i, kind: i % 2 ? "dog" : "cat", level: i }));
await executeBatchWrite(table.build(BatchWriteCommand).requests(...pets.map((pet) => Pet.build(BatchPutRequest).item(pet))));
const { Responses: batch } = await executeBatchGet(table.build(BatchGetCommand).requests(...pets.map(({ pk, sk }) => Pet.build(BatchGetRequest).key({ pk, sk }))));
assert.equal(batch.flat().length, 20);

const { Items: range } = await table.build(QueryCommand).entities(Pet).query({ partition: "p", range: { between: [5, 9] } })
  .options({ filters: { Pet: { attr: "level", gt: 6 } } }).send();
assert.deepEqual(range.map(({ sk }) => sk), [7, 8, 9]);
const { Items: dogs } = await table.build(QueryCommand).entities(Pet).query({ index: "byKind", partition: "dog" })
  .options({ reverse: true, limit: 3, maxPages: Infinity }).send();
assert.deepEqual(dogs.map(({ sk }) => sk), [19, 17, 15, 13, 11, 9, 7, 5, 3, 1]);
const { Items: scanned } = await table.build(ScanCommand).entities(Pet).options({ filters: { Pet: { attr: "level", gte: 18 } } }).send();
assert.equal(scanned.length, 2);

await executeTransactWrite(Pet.build(PutTransaction).item({ pk: "t", sk: 1 }), Pet.build(ConditionCheck).key({ pk: "a", sk: 1 }).condition({ attr: "level", eq: 5 }));
await assert.rejects(
  executeTransactWrite(Pet.build(PutTransaction).item({ pk: "t", sk: 2 }), Pet.build(ConditionCheck).key({ pk: "a", sk: 1 }).condition({ attr: "level", eq: 6 })),
  (error) => error.name === "TransactionCanceledException" && error.CancellationReasons[1].Code === "ConditionalCheckFailed");
const { Responses: read } = await executeTransactGet(Pet.build(GetTransaction).key({ pk: "t", sk: 1 }), Pet.build(GetTransaction).key({ pk: "t", sk: 2 }));
assert.deepEqual(read.map(({ Item }) => Item?.sk), [1, undefined]);
await Pet.build(DeleteItemCommand).key({ pk: "a", sk: 1 }).send();
assert.equal((await Pet.build(GetItemCommand).key({ pk: "a", sk: 1 }).send()).Item, undefined);
console.log("done");
