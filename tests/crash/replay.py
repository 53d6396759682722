"""A table's stream, replayed: what the changes say of each other and of the table."""

STREAMS = "DynamoDBStreams_20120810."


class NotTheTable(Exception):
    """A change is missing, there twice, out of order, or not what happened."""


class Replay:
    """The items that the changes lead to, read on from where the last call ended."""

    def __init__(self):
        self.items = {}
        self.position = None  # the last change's sequence number
        self.changes = 0

    def follow(self, dynamo, stream_arn):
        """Applies all changes since. The stream has both images, and one shard."""
        [shard] = dynamo.call(STREAMS + "DescribeStream", StreamArn=stream_arn)["StreamDescription"]["Shards"]
        kind = {"ShardIteratorType": "TRIM_HORIZON"}
        if self.position is not None:
            kind = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self.position}
        iterator = dynamo.call(STREAMS + "GetShardIterator", StreamArn=stream_arn, ShardId=shard["ShardId"], **kind)["ShardIterator"]
        while True:
            page = dynamo.call(STREAMS + "GetRecords", ShardIterator=iterator)
            if not page["Records"]:
                return
            for record in page["Records"]:
                self.apply(record)
            iterator = page["NextShardIterator"]

    def apply(self, record):
        change = record["dynamodb"]
        number = change["SequenceNumber"]
        if self.position is not None and int(number) <= int(self.position):
            raise NotTheTable(f"change {number} comes after {self.position}")
        self.position = number
        self.changes += 1
        key = (change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"])
        before, after = change.get("OldImage"), change.get("NewImage")
        if self.items.get(key) != before:
            raise NotTheTable(f"change {number} of {key} was made to {before}, but the changes before it left {self.items.get(key)}")
        if before == after or record["eventName"] != name_of(before, after):
            raise NotTheTable(f"change {number} is called {record['eventName']}: {before} became {after}")
        if after is None:
            del self.items[key]
        else:
            self.items[key] = after

    def compare(self, table):
        items = {(item["pk"]["S"], item["sk"]["S"]): item for item in table}
        for key in items.keys() | self.items.keys():
            if items.get(key) != self.items.get(key):
                raise NotTheTable(f"{key} is {items.get(key)}, the changes lead to {self.items.get(key)}")


def name_of(before, after):
    if before is None:
        return "INSERT"
    return "REMOVE" if after is None else "MODIFY"
