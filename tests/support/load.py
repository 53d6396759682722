"""Concurrent creators of notes, and what was answered to them."""

import http.client
import threading
import time
from itertools import count

from support import http_json


class Creators:
    """Threads that create notes, each on its own connection, until told to stop.

    `acknowledged` maps the id of every note answered with 201 to its (title, content); `doubled`
    lists ids that were given out twice; `refused` lists every other answer. With delete_every=N each
    thread deletes every N-th of its notes again: `deleted` has the ids answered with 204. Where a
    connection broke before the answer, the outcome is unknown: `maybe_created` has the (title,
    content), `maybe_deleted` the ids. Titles are unique within a TAG.
    """

    def __init__(self, url, connections, tag="", delete_every=0):
        self.url = url
        self.tag = tag
        self.delete_every = delete_every
        self.acknowledged = {}
        self.deleted = set()
        self.doubled = []
        self.refused = []
        self.maybe_created = []
        self.maybe_deleted = set()
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(connections)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def run(self, thread_number):
        connection = http_json.connect(self.url, timeout_s=10)
        for number in count(1):
            if self.stopping.is_set():
                break
            note = (f"{self.tag}{thread_number}.{number}", f"content of {thread_number}.{number} \N{SNOWMAN}")
            answer = self.exchange(connection, "POST", "/notes", {"title": note[0], "content": note[1]})
            note_id = self.record_create(answer, note)
            if note_id is not None and self.delete_every and number % self.delete_every == 0:
                self.record_delete(self.exchange(connection, "DELETE", f"/notes/{note_id}"), note_id)
        connection.close()

    def exchange(self, connection, method, target, body=None):
        """The answer, or None where the connection broke; the next call opens it again."""
        try:
            return http_json.exchange(connection, method, target, body)
        except (OSError, http.client.HTTPException):
            connection.close()
            self.stopping.wait(0.005)  # The server may be down: no need to hammer it.
            return None

    def record_create(self, answer, note):
        with self.lock:
            if answer is None:
                self.maybe_created.append(note)
                return None
            if answer.status != 201:
                self.refused.append((note, answer.status, answer.body))
                return None
            note_id = answer.json()["id"]
            if note_id in self.acknowledged:
                self.doubled.append(note_id)
            self.acknowledged[note_id] = note
            return note_id

    def record_delete(self, answer, note_id):
        with self.lock:
            if answer is None:
                self.maybe_deleted.add(note_id)
            elif answer.status == 204:
                self.deleted.add(note_id)
            else:
                self.refused.append((note_id, answer.status, answer.body))

    def wait_for(self, acknowledged, timeout_s=30):
        """Until so many notes are acknowledged."""
        deadline = time.monotonic() + timeout_s
        while len(self.acknowledged) < acknowledged:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(self.acknowledged)} of {acknowledged} notes in {timeout_s} s: {self.refused[:3]}")
            time.sleep(0.002)  # Between two polls.
