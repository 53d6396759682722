"""One request to two endpoints, and what differs in the answers once what has no order is brought into one."""

import json
import re

from differential import explained, tables

SETS = ("SS", "NS", "BS")
# Whose items come in the order of hashes, which are each implementation's own.
UNORDERED = ("Scan", "BatchGetItem")
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


def ordered(value):
    """VALUE with the members of sets in one order."""
    if isinstance(value, dict):
        return {k: sorted(v) if k in SETS and isinstance(v, list) and all(isinstance(m, str) for m in v) else ordered(v)
                for k, v in value.items()}
    if isinstance(value, list):
        return [ordered(each) for each in value]
    return value


def without_order(body):
    """The answer with its items in one order, and without the place where a page ended."""
    def in_order(items):
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    tables_of = {name: in_order(items) for name, items in body.get("Responses", {}).items()} if "Responses" in body else None
    changed = {"Items": in_order(body["Items"])} if "Items" in body else {}
    return {**body, **changed, **({"Responses": tables_of} if tables_of is not None else {})}


class Side:
    """One endpoint, and its answers in a comparable form."""

    def __init__(self, db):
        self.db = db

    def answer(self, operation, body):
        """(status, type, message, rest of the body)."""
        answer = self.db.send(operation, body)
        try:
            content = answer.json()
        except json.JSONDecodeError:
            return answer.status, "", repr(answer.body[:200]), {}
        kind = content.pop("__type", "").rpartition("#")[2]
        message = content.pop("message", content.pop("Message", ""))
        for cancelled in content.get("CancellationReasons", []):
            cancelled["Message"] = cancelled.get("Message", "").rstrip(".")
        return answer.status, kind, comparable(message), ordered(content)

    def prepare(self):
        for table in tables.KEYS:
            self.db.send("CreateTable", tables.schema(table))
        for table in tables.KEYS:
            for number in (1, 2):
                self.reset(table, number)

    def reset(self, table, number):
        self.db.call("PutItem", TableName=table, Item=tables.item(table, number))


def comparable(message):
    """MESSAGE with the keys of a set, `keys: {:b, :a}`, in one order."""
    message = message or ""
    return re.sub(r"\{([#:][^{}]*)\}", lambda found: "{" + ", ".join(sorted(found[1].split(", "))) + "}", message)


class Comparison:
    """Sends each case to both sides and keeps the differences, by kind."""

    def __init__(self, ours, reference):
        self.ours, self.reference = Side(ours), Side(reference)
        self.compared = 0
        self.differences = {}  # (operation, our error, their error) -> [(labels, body, …)]
        self.explained = {}    # name of the explanation -> count

    def prepare(self):
        self.ours.prepare()
        self.reference.prepare()

    def compare(self, labels, operation, body):
        self.compared += 1
        ours = self.ours.answer(operation, body)
        theirs = self.reference.answer(operation, body)
        state_differs = self.compare_state(operation, ours, theirs)
        if operation == "CreateTable":  # Descriptions have tests of their own.
            ours, theirs = (answer[:3] + ({},) for answer in (ours, theirs))
        if operation in UNORDERED:
            ours, theirs = (answer[:3] + (without_order(answer[3]),) for answer in (ours, theirs))
        if ours == theirs and not state_differs:
            return
        reason = explained.reason(operation, body, ours, theirs)
        if reason:
            self.explained[reason] = self.explained.get(reason, 0) + 1
            return
        kind = (operation, general(ours), general(theirs), "state differs" if state_differs else "")
        self.differences.setdefault(kind, []).append((labels, body, ours, theirs))

    def compare_state(self, operation, ours, theirs):
        """After a write that one side carried out: whether the items differ; then they are put back."""
        if operation == "CreateTable":
            for side, answer in ((self.ours, ours), (self.reference, theirs)):
                if answer[0] == 200:
                    side.db.call("DeleteTable", TableName=answer[3]["TableDescription"]["TableName"])
        if operation not in WRITES or (ours[0] != 200 and theirs[0] != 200):
            return False
        differs = False
        for table in tables.KEYS:
            scanned = [side.answer("Scan", {"TableName": table})[3] for side in (self.ours, self.reference)]
            items = [sorted(scan.get("Items", []), key=lambda each: json.dumps(each, sort_keys=True)) for scan in scanned]
            differs |= items[0] != items[1]
            base = sorted((ordered(tables.item(table, n)) for n in (1, 2)), key=lambda each: json.dumps(each, sort_keys=True))
            for side, found in zip((self.ours, self.reference), items):
                if found == base:
                    continue
                for item in found:
                    side.db.call("DeleteItem", TableName=table, Key={name: item[name] for name, _ in tables.KEYS[table]})
                for number in (1, 2):
                    side.reset(table, number)
        return differs

    def report(self, examples=1):
        lines = [f"{self.compared} requests, {sum(map(len, self.differences.values()))} differences of {len(self.differences)} kinds"]
        lines += [f"explained, {count} times: {reason}" for reason, count in sorted(self.explained.items())]
        for (operation, ours, theirs, state), cases in sorted(self.differences.items(), key=lambda entry: -len(entry[1])):
            lines += ["", f"{operation} {len(cases)} x {state}", f"  ours:      {ours}", f"  reference: {theirs}"]
            for labels, body, our_answer, their_answer in cases[:examples]:
                lines.append(f"  e.g. {labels} {short(body)}")
                if our_answer[:3] == their_answer[:3]:
                    lines += [f"    ours:      {short(our_answer[3])}", f"    reference: {short(their_answer[3])}"]
        return "\n".join(lines)


def squeezed(text):
    """TEXT with long runs of one character named instead of shown."""
    return re.sub(r"((.{1,4}?)\2{19,})", lambda run: f"<{len(run[1])} of {run[2]!r}>", text)


def short(body, length=700):
    text = squeezed(json.dumps(body, ensure_ascii=False))
    return text if len(text) <= length else text[:length] + " …"


def general(answer):
    """The answer without what changes from request to request."""
    status, kind, message, _ = answer
    return f"{status} {kind} {squeezed(message)}".strip()
