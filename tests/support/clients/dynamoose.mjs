// Dynamoose: schemas and models; it creates and updates its tables itself.
import assert from "node:assert/strict";
import dynamoose from "dynamoose";

dynamoose.aws.ddb.local(process.argv[2]);
const User = dynamoose.model(`Dynamoose-${process.pid}`, new dynamoose.Schema({
  id: { type: String, hashKey: true },
  range: { type: Number, rangeKey: true },
  name: { type: String, index: { name: "byName", type: "global", rangeKey: "range" } },
  age: Number,
  born: Date,
  tags: { type: Set, schema: [String] },
  address: { type: Object, schema: { city: String } },
  list: { type: Array, schema: [Number] },
  data: Buffer,
}, { timestamps: true }), { waitForActive: { enabled: true, check: { timeout: 30000, frequency: 100 } } });

const born = new Date(1_000_000_000_000);
await User.create({ id: "a", range: 1, name: "Ann", age: 30, born, tags: new Set(["x"]), address: { city: "Oslo" }, list: [1, 2],
  data: Buffer.from([0, 255]) });
await assert.rejects(User.create({ id: "a", range: 1 }), { name: "ConditionalCheckFailedException" });
const ann = await User.get({ id: "a", range: 1 });
assert.equal(ann.born.getTime(), born.getTime());
assert.deepEqual([...ann.tags], ["x"]);
assert.equal(ann.address.city, "Oslo");
assert.deepEqual(ann.list, [1, 2]);
assert.ok(ann.createdAt);

ann.age = 31;
await ann.save();
const updated = await User.update({ id: "a", range: 1 }, { $ADD: { age: 1 }, $SET: { name: "Anna" }, $REMOVE: ["list"] });
assert.equal(updated.age, 32);
assert.equal(updated.list, undefined);
const condition = new dynamoose.Condition().where("age").lt(10);
await assert.rejects(User.update({ id: "a", range: 1 }, { age: 0 }, { condition }), { name: "ConditionalCheckFailedException" });

const people = Array.from({ length: 20 }, (_, i) => ({ id: "p", range: i, name: i % 2 ? "Odd" : "Even", age: i }));
assert.deepEqual((await User.batchPut(people)).unprocessedItems, []);
assert.equal((await User.batchGet(people.map(({ id, range }) => ({ id, range })))).length, 20);
const first = await User.query("id").eq("p").where("range").between(5, 14).limit(4).exec();
assert.deepEqual(first.map(({ range }) => range), [5, 6, 7, 8]);
const next = await User.query("id").eq("p").where("range").between(5, 14).startAt(first.lastKey).exec();
assert.deepEqual(next.map(({ range }) => range), [9, 10, 11, 12, 13, 14]);
const odd = await User.query("name").eq("Odd").using("byName").sort("descending").all().exec();
assert.deepEqual(odd.map(({ range }) => range), [19, 17, 15, 13, 11, 9, 7, 5, 3, 1]);
assert.equal((await User.scan("age").ge(15).and().where("name").beginsWith("O").exec()).count, 3);
assert.equal((await User.query("id").eq("p").count().exec()).count, 20);

await dynamoose.transaction([
  User.transaction.create({ id: "t", range: 1, name: "T" }),
  User.transaction.update({ id: "a", range: 1 }, { $SET: { age: 50 } }),
  User.transaction.delete({ id: "p", range: 0 }),
]);
assert.equal((await User.get({ id: "a", range: 1 })).age, 50);
await assert.rejects(dynamoose.transaction([
  User.transaction.create({ id: "u", range: 1 }), User.transaction.create({ id: "t", range: 1 }),
]), { name: "TransactionCanceledException" });
assert.equal(await User.get({ id: "u", range: 1 }), undefined);
await User.delete({ id: "a", range: 1 });
assert.equal(await User.get({ id: "a", range: 1 }), undefined);
console.log("done");
