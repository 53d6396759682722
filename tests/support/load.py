"""Concurrent creators of notes, and what was acknowledged to them."""

import http.client
import threading
import time

from support import http_json


class Creators:
    """Threads that create notes, each on its own connection, until told to stop.

    `acknowledged` maps the id of every note answered with 201 to its (title, content); `doubled`
    lists ids that were given out twice; `refused` lists every other answer. A connection that
    breaks leaves the outcome of its request unknown, and is opened again.
    """

    def __init__(self, url, connections, tag="", on_acknowledged=None):
        self.url = url
        self.tag = tag
        self.acknowledged = {}
        self.doubled = []
        self.refused = []
        self.broken = 0
        self.on_acknowledged = on_acknowledged
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

    def run(self, number):
        connection = None
        count = 0
        while not self.stopping.is_set():
            count += 1
            note = (f"{self.tag}title {number}.{count}", f"content {number}.{count} \N{SNOWMAN}")
            try:
                connection = connection or http_json.connect(self.url, timeout_s=10)
                answer = http_json.exchange(connection, "POST", "/notes", {"title": note[0], "content": note[1]})
            except (OSError, http.client.HTTPException):
                connection and connection.close()
                connection = None
                with self.lock:
                    self.broken += 1
                self.stopping.wait(0.005)  # The server is down: no need to hammer it.
                continue
            self.record(answer, note)
        connection and connection.close()

    def record(self, answer, note):
        with self.lock:
            if answer.status != 201:
                self.refused.append((answer.status, answer.body))
                return
            note_id = answer.json()["id"]
            if note_id in self.acknowledged:
                self.doubled.append(note_id)
            self.acknowledged[note_id] = note
            if self.on_acknowledged is not None:
                self.on_acknowledged(note_id, *note)

    def wait_for(self, count, timeout_s=30):
        """Until COUNT notes are acknowledged."""
        deadline = time.monotonic() + timeout_s
        while len(self.acknowledged) < count:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(self.acknowledged)} of {count} notes in {timeout_s} s; refused: {self.refused[:3]}")
            time.sleep(0.002)
