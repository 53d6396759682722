// ElectroDB: single-table design with composed keys.
import assert from "node:assert/strict";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Entity, Service } from "electrodb";

const client = new DynamoDBClient({ endpoint: process.argv[2], maxAttempts: 1 });
const table = `Electro-${process.pid}`;
const keys = ["pk", "sk", "gsi1pk", "gsi1sk"];
await client.send(new CreateTableCommand({
  TableName: table,
  AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  GlobalSecondaryIndexes: [{
    IndexName: "gsi1", Projection: { ProjectionType: "ALL" },
    KeySchema: [{ AttributeName: "gsi1pk", KeyType: "HASH" }, { AttributeName: "gsi1sk", KeyType: "RANGE" }],
  }],
  BillingMode: "PAY_PER_REQUEST",
}));

const Task = new Entity({
  model: { entity: "task", version: "1", service: "work" },
  attributes: {
    project: { type: "string", required: true },
    task: { type: "string", required: true },
    employee: { type: "string", required: true },
    points: { type: "number", default: 1 },
    tags: { type: "set", items: "string" },
    notes: { type: "list", items: { type: "string" } },
    detail: { type: "map", properties: { open: { type: "boolean" } } },
  },
  indexes: {
    primary: { pk: { field: "pk", composite: ["project"] }, sk: { field: "sk", composite: ["task"] } },
    assigned: {
      index: "gsi1", collection: "assignments",
      pk: { field: "gsi1pk", composite: ["employee"] }, sk: { field: "gsi1sk", composite: ["project", "task"] },
    },
  },
}, { client, table });
const Employee = new Entity({
  model: { entity: "employee", version: "1", service: "work" },
  attributes: { employee: { type: "string", required: true }, name: { type: "string" } },
  indexes: {
    primary: { pk: { field: "pk", composite: ["employee"] }, sk: { field: "sk", composite: [] } },
    assigned: {
      index: "gsi1", collection: "assignments",
      pk: { field: "gsi1pk", composite: ["employee"] }, sk: { field: "gsi1sk", composite: [] },
    },
  },
}, { client, table });
const work = new Service({ Task, Employee });

await Task.create({ project: "p1", task: "t1", employee: "ann", tags: ["a"], notes: ["n"], detail: { open: true } }).go();
await assert.rejects(Task.create({ project: "p1", task: "t1", employee: "ann" }).go(), /conditional request failed/i);
const { data: got } = await Task.get({ project: "p1", task: "t1" }).go();
assert.deepEqual({ ...got, tags: [...got.tags] },
  { project: "p1", task: "t1", employee: "ann", points: 1, tags: ["a"], notes: ["n"], detail: { open: true } });

const { data: patched } = await Task.patch({ project: "p1", task: "t1" }).set({ "detail.open": false }).add({ points: 4, tags: ["b"] })
  .append({ notes: ["m"] }).where(({ points }, { eq }) => eq(points, 1)).go({ response: "all_new" });
assert.equal(patched.points, 5);
assert.deepEqual(patched.notes, ["n", "m"]);
assert.equal(patched.detail.open, false);
await assert.rejects(Task.patch({ project: "p1", task: "t1" }).set({ points: 0 })
  .where(({ points }, { lt }) => lt(points, 2)).go(), /conditional request failed/i);
const { data: upserted } = await Task.upsert({ project: "p1", task: "t2", employee: "ann" }).add({ points: 3 }).go({ response: "all_new" });
assert.equal(upserted.points, 3);

await Employee.put({ employee: "ann", name: "Ann" }).go();
const { unprocessed } = await Task.put(Array.from({ length: 40 }, (_, i) => ({
  project: "p2", task: `t${String(i).padStart(2, "0")}`, employee: i % 2 ? "bob" : "ann", points: i,
}))).go();
assert.deepEqual(unprocessed, []);
const { data: many } = await Task.get(Array.from({ length: 40 }, (_, i) => ({ project: "p2", task: `t${String(i).padStart(2, "0")}` }))).go();
assert.equal(many.length, 40);

const { data: between } = await Task.query.primary({ project: "p2" }).between({ task: "t05" }, { task: "t09" })
  .where(({ points }, { gt }) => gt(points, 5)).go();
assert.deepEqual(between.map(({ task }) => task), ["t06", "t07", "t08", "t09"]);
let cursor = null;
const paged = [];
do {
  const page = await Task.query.assigned({ employee: "bob" }).begins({ project: "p2" }).go({ cursor, limit: 7 });
  paged.push(...page.data);
  cursor = page.cursor;
} while (cursor !== null);
assert.equal(paged.length, 20);
const { data: both } = await work.collections.assignments({ employee: "ann" }).go({ pages: "all" });
assert.equal(both.Employee.length, 1);
assert.equal(both.Task.length, 22);

const done = await work.transaction.write(({ Task: t, Employee: e }) => [
  t.create({ project: "p3", task: "t1", employee: "cy" }).commit(),
  e.check({ employee: "ann" }).where(({ name }, { eq }) => eq(name, "Ann")).commit(),
]).go();
assert.equal(done.canceled, false);
const refused = await work.transaction.write(({ Task: t, Employee: e }) => [
  t.create({ project: "p3", task: "t2", employee: "cy" }).commit(),
  e.check({ employee: "ann" }).where(({ name }, { eq }) => eq(name, "Bob")).commit({ response: "all_old" }),
]).go();
assert.equal(refused.canceled, true);
assert.deepEqual(refused.data.map(({ code }) => code), ["None", "ConditionalCheckFailed"]);
const { data: read } = await work.transaction.get(({ Task: t }) => [t.get({ project: "p3", task: "t1" }).commit()]).go();
assert.equal(read[0].item.employee, "cy");

await Task.delete({ project: "p3", task: "t1" }).go();
assert.equal((await Task.get({ project: "p3", task: "t1" }).go()).data, null);
const { data: scanned } = await Task.scan.where(({ points }, { gte }) => gte(points, 38)).go({ pages: "all" });
assert.equal(scanned.length, 2);
console.log("done");
