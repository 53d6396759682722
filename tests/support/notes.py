"""A client of the Notes API, as plain as curl."""

import re
from urllib.parse import urljoin, urlsplit

from support import http_json

USER = "USER#demo"


def next_link(answer):
    """The target of the Link with rel="next", or None on the last page."""
    match = re.search(r'<([^>]*)>\s*;\s*rel="next"', answer.headers.get("Link", ""))
    return match.group(1) if match else None


class Notes:
    def __init__(self, server, table, endpoint_url):
        self.server = server
        self.table = table
        self.endpoint_url = endpoint_url

    @property
    def url(self):
        return self.server.url

    def request(self, method, target, body=None, headers=None):
        return http_json.request(self.url, method, target, body, headers)

    def create(self, title="", content=""):
        answer = self.request("POST", "/notes", {"title": title, "content": content})
        assert answer.status == 201, (answer.status, answer.body)
        return answer.json()["id"]

    def pages(self):
        """Every page of the list, in order: Answer by Answer."""
        target = "/notes"
        while target is not None:
            answer = self.request("GET", target)
            assert answer.status == 200, (answer.status, answer.body)
            yield answer
            link = next_link(answer)
            if link is None:
                return
            absolute = urlsplit(urljoin(self.url + target, link))
            target = absolute.path + ("?" + absolute.query if absolute.query else "")

    def list_all(self):
        return [item for page in self.pages() for item in page.json()]

    def ids(self):
        return [item["SK"].removeprefix("NOTE#") for item in self.list_all()]


def item_of(note_id, title="", content="", user=USER):
    return {"PK": user, "SK": f"NOTE#{note_id}", "title": title, "content": content}


def stored(items):
    """Items read past the Notes API, without the keys of the indexes (docs/data-model.md)."""
    return [{name: value for name, value in item.items() if name not in ("title_key", "created_day")} for item in items]
