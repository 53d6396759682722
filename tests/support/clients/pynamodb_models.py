"""PynamoDB: models with attributes, indexes and a version."""

import sys
import uuid
from datetime import datetime, timezone

from pynamodb.attributes import (
    BinaryAttribute, BooleanAttribute, JSONAttribute, ListAttribute, MapAttribute, NumberAttribute, NumberSetAttribute,
    TTLAttribute, UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute, VersionAttribute)
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

URL = sys.argv[1]
SETTINGS = {"host": URL, "region": "us-east-1", "max_retry_attempts": 0}


class ByForum(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-forum"
        projection = AllProjection()

    forum = UnicodeAttribute(hash_key=True)
    views = NumberAttribute(range_key=True)


class ByViews(LocalSecondaryIndex):
    class Meta:
        index_name = "by-views"
        projection = KeysOnlyProjection()

    author = UnicodeAttribute(hash_key=True)
    views = NumberAttribute(range_key=True)


class Address(MapAttribute):
    city = UnicodeAttribute()
    codes = ListAttribute(of=NumberAttribute, default=list)


class Thread(Model):
    class Meta:
        table_name = f"Pynamo-{uuid.uuid4().hex[:8]}"
        billing_mode = "PAY_PER_REQUEST"
        host, region, max_retry_attempts = SETTINGS["host"], SETTINGS["region"], 0

    author = UnicodeAttribute(hash_key=True)
    subject = UnicodeAttribute(range_key=True)
    forum = UnicodeAttribute(default="general")
    views = NumberAttribute(default=0)
    open = BooleanAttribute(null=True)
    tags = UnicodeSetAttribute(null=True)
    scores = NumberSetAttribute(null=True)
    raw = BinaryAttribute(null=True, legacy_encoding=False)
    written = UTCDateTimeAttribute(null=True)
    detail = JSONAttribute(null=True)
    address = Address(null=True)
    expires = TTLAttribute(null=True)
    version = VersionAttribute()
    by_forum = ByForum()
    by_views = ByViews()


def refused(error, call):
    try:
        call()
    except error as caught:
        return caught
    raise AssertionError(f"not refused: {call}")


Thread.create_table(wait=True)
assert Thread.exists()

moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
Thread("ann", "one", views=3, open=True, tags={"a", "b"}, scores={1, 2.5}, raw=b"\x00\xff", written=moment,
       detail={"deep": [1, None]}, address=Address(city="Oslo", codes=[1, 2])).save()
thread = Thread.get("ann", "one", consistent_read=True)
assert (thread.views, thread.open, thread.tags, thread.scores, thread.raw) == (3, True, {"a", "b"}, {1, 2.5}, b"\x00\xff")
assert (thread.written, thread.detail, thread.address.city, thread.address.codes, thread.version) == (
    moment, {"deep": [1, None]}, "Oslo", [1, 2], 1)

other = Thread.get("ann", "one")
thread.update(actions=[Thread.views.add(4), Thread.tags.delete({"a"}), Thread.open.remove(),
                       Thread.address.city.set("Bergen")], condition=Thread.views == 3)
assert (thread.views, thread.tags, thread.open, thread.address.city, thread.version) == (7, {"b"}, None, "Bergen", 2)
assert refused(PutError, other.save).cause_response_code == "ConditionalCheckFailedException"
assert refused(UpdateError, lambda: thread.update(actions=[Thread.views.set(0)], condition=Thread.views > 99))
assert refused(DeleteError, lambda: thread.delete(condition=Thread.forum.startswith("x")))

with Thread.batch_write() as batch:
    for n in range(60):
        batch.save(Thread("bob", f"{n:03}", forum="odd" if n % 2 else "even", views=n))
assert [t.subject for t in Thread.query("bob", Thread.subject.between("010", "014"))] == [f"{n:03}" for n in range(10, 15)]
assert len(list(Thread.batch_get([("bob", f"{n:03}") for n in range(60)]))) == 60
assert [t.views for t in Thread.by_forum.query("odd", Thread.views > 50, scan_index_forward=False)] == [59, 57, 55, 53, 51]
assert [t.subject for t in Thread.by_views.query("bob", Thread.views < 3)] == ["000", "001", "002"]
pages = Thread.query("bob", filter_condition=Thread.views.is_in(1, 2, 55), page_size=7)
assert [t.views for t in pages] == [1, 2, 55]
assert Thread.count("bob") == 60
assert sum(1 for _ in Thread.scan(Thread.forum == "even", page_size=13)) == 30
limited = Thread.query("bob", limit=5)
assert len(list(limited)) == 5 and limited.last_evaluated_key is not None
rest = list(Thread.query("bob", last_evaluated_key=limited.last_evaluated_key))
assert rest[0].subject == "005" and len(rest) == 55

connection = Connection(host=URL, region="us-east-1")
with TransactWrite(connection=connection, client_request_token="once") as transaction:
    transaction.save(Thread("cy", "one"))
    transaction.update(Thread.get("bob", "000"), actions=[Thread.views.set(100)])
    transaction.condition_check(Thread, "ann", "one", condition=Thread.author.exists())


def cancelled():
    with TransactWrite(connection=connection) as failing:
        failing.save(Thread("cy", "two"))
        failing.condition_check(Thread, "ann", "two", condition=Thread.author.exists())


reasons = refused(TransactWriteError, cancelled).cancellation_reasons
# It sends its condition checks first.
assert [reason and reason.code for reason in reasons] == ["ConditionalCheckFailed", None], reasons
with TransactGet(connection=connection) as reads:
    futures = [reads.get(Thread, "cy", "one"), reads.get(Thread, "bob", "000")]
assert [future.get().views for future in futures] == [0, 100]
refused(Thread.DoesNotExist, lambda: Thread.get("cy", "two"))

Thread.get("cy", "one").delete()
Thread.delete_table()
assert not Thread.exists()
print("done")
