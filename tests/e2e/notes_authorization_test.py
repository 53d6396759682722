"""Who may do what, made from /openapi.json: every route × whoever asks.

No route is open unless it is listed here, none without its scope, and nothing that anyone else asks
shows or changes a user's notes. A new route is in the matrix by itself: it cannot be served without
being documented (notes_openapi_test.py), nor documented without saying what it needs.
"""

import copy
import re

import pytest

from support import http_json, openapi, process
from support.notes import next_link
from support.tokens import SCOPES, SECRET, bearer, signed

# Open on purpose: they say nothing of any user.
OPEN = {("GET", "/health"), ("GET", "/ready"), ("GET", "/openapi.json"), ("GET", "/docs")}
SECRET_TEXT = "only alice knows"
NOTES = 5


class Matrix:
    """The routes of the document, and alice's notes, which are looked at after each request."""

    def __init__(self, server):
        self.server = server
        self.document = self.ask("GET", "/openapi.json", {}).json()
        self.targets = []
        for n in range(NOTES):
            made = self.ask("POST", "/notes", bearer("alice"), {"title": f"{SECRET_TEXT} {n}"})
            assert made.status == 201
            self.targets.append(made.headers["Location"])
        self.before = self.state()

    def ask(self, method, target, headers, body=None):
        return http_json.request(self.server.url, method, target, body, headers)

    def state(self):
        answers = [self.ask("GET", target, bearer("alice")) for target in [*self.targets, "/notes"]]
        assert all(answer.status == 200 for answer in answers)
        return [(answer.headers["ETag"], answer.body) for answer in answers]

    def cells(self):
        """(method, target, scopes) of every documented route, and HEAD with each GET."""
        for method, path, operation in openapi.operations(self.document):
            target = path.replace("{id}", self.targets[0].removeprefix("/notes/"))
            scopes = needed(method, path, operation)
            yield method, target, scopes
            if method == "GET":
                yield "HEAD", target, scopes

    def attempt(self, method, target, headers):
        """The answer, after which alice's notes are what they were; nothing of them is in it."""
        body = {"title": "overwritten"} if method in ("POST", "PUT", "PATCH") else None
        answer = self.ask(method, target, headers, body)
        assert self.state() == self.before, (method, target, answer.status)
        shown = answer.body + str(answer.headers).encode()
        assert SECRET_TEXT.encode() not in shown and b"USER#alice" not in shown, (method, target)
        return answer


def needed(method, path, operation):
    """The scopes of the route; none only for those that are open on purpose."""
    scopes = openapi.scopes_of(operation)
    assert bool(scopes) != ((method, path) in OPEN), f"{method} {path}: open, or not, against the list of this test"
    assert set(scopes) <= set(SCOPES), scopes
    return scopes


@pytest.fixture
def matrix(request, tmp_path):
    server = process.serve(tmp_path, "--in-memory", "--auth", "jwt", TABELLA_JWT_SECRET=SECRET).start()
    request.addfinalizer(server.kill)
    return Matrix(server)


def strangers():
    """Headers that are no good anywhere, by what is wrong with them."""
    good = bearer("alice", SCOPES)["Authorization"].removeprefix("Bearer ")
    return {
        "no token": {},
        "expired": bearer("alice", SCOPES, lasts_s=-1),
        "other secret": {"Authorization": f"Bearer {signed({'sub': 'alice', 'exp': 9_000_000_000}, secret='x' * 32)}"},
        "unsigned": {"Authorization": f"Bearer {signed({'sub': 'alice', 'exp': 9_000_000_000}, header={'alg': 'none'})}"},
        "cut": {"Authorization": f"Bearer {good[:-1]}"},
        "other scheme": {"Authorization": f"Basic {good}"},
    }


def test_without_a_good_token_only_what_is_open_answers(matrix):
    for method, target, scopes in matrix.cells():
        for wrong, headers in strangers().items():
            answer = matrix.attempt(method, target, headers)
            assert answer.status == (401 if scopes else 200), (method, target, wrong)
            assert ("WWW-Authenticate" in answer.headers) == bool(scopes)


def test_without_the_scope_nothing_is_read_or_written(matrix):
    for method, target, scopes in matrix.cells():
        for lacked in scopes:
            others = [scope for scope in SCOPES if scope != lacked]
            for given in (others, [], ["notes"], [lacked.upper()], [lacked + "x"]):
                for user in ("alice", "bob"):
                    answer = matrix.attempt(method, target, bearer(user, given))
                    assert answer.status == 403, (method, target, given)
                    assert f'scope="{lacked}"' in answer.headers["WWW-Authenticate"]


def test_another_user_sees_and_changes_nothing(matrix):
    for method, target, scopes in matrix.cells():
        answer = matrix.attempt(method, target, bearer("bob", scopes))
        if target in matrix.targets:
            assert answer.status == (204 if method == "DELETE" else 404), (method, target)
        else:
            assert answer.status in (200, 201), (method, target)
        if (method, target) == ("POST", "/notes"):
            assert matrix.ask("GET", answer.headers["Location"], bearer("bob")).json()["PK"] == "USER#bob"


def test_no_listing_shows_anothers_notes(matrix):
    for query in ("", "?sort=title", "?title_prefix=only", "?q=alice", "?created_after=0", "?order=desc", "?limit=1"):
        answer = matrix.attempt("GET", "/notes" + query, bearer("bob"))
        assert (answer.status, answer.json()) == (200, []), query
    today = "/notes?day=2026-11-22"
    assert matrix.attempt("GET", today, bearer("bob")).status == 403
    assert matrix.attempt("GET", today, bearer("bob", ["notes:admin"])).status == 403
    assert matrix.attempt("GET", today, bearer("bob", SCOPES)).status == 200


def test_an_idempotency_key_is_its_users_own(matrix):
    def create(user):
        return matrix.ask("POST", "/notes", {**bearer(user), "Idempotency-Key": "one"}, {"title": user})

    hers, his = create("carol"), create("dave")
    assert (hers.status, his.status) == (201, 201)
    assert matrix.ask("GET", hers.headers["Location"], bearer("carol")).json()["title"] == "carol"
    assert matrix.ask("GET", his.headers["Location"], bearer("dave")).json()["title"] == "dave"


def test_a_cursor_is_good_for_its_owner_and_its_query_only(matrix):
    for query in ("limit=2", "limit=2&sort=title", "limit=2&title_prefix=only", "limit=2&order=desc", "limit=2&q=alice",
                  "limit=2&created_after=0"):
        link = next_link(matrix.ask("GET", "/notes?" + query, bearer("alice")))
        cursor = re.search(r"cursor=([\w-]+)", link)[1]
        assert matrix.ask("GET", link, bearer("alice")).status == 200
        assert matrix.attempt("GET", link, bearer("bob")).status == 400
        assert matrix.attempt("GET", link, bearer("bob", SCOPES)).status == 400
        others = ["q=other", "day=2026-11-22", "created_before=1", "title_prefix=x"]
        for other in others:
            assert matrix.attempt("GET", f"/notes?{other}&cursor={cursor}", bearer("alice", SCOPES)).status == 400, (query, other)
        for place in range(0, len(cursor), 7):
            changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1:]
            assert matrix.attempt("GET", link.replace(cursor, changed), bearer("alice")).status == 400, (query, place)


def test_a_right_token_opens_every_route(matrix):
    seen = set()
    for method, target, scopes in matrix.cells():
        body = {"title": "t"} if method in ("POST", "PUT", "PATCH") else None
        answer = matrix.ask(method, target, bearer("alice", scopes), body)
        assert answer.status in (200, 201, 204), (method, target, answer.status)
        seen.add((method, target))
    assert len(seen) > len(OPEN)


@pytest.mark.parametrize("spoil", [
    lambda paths: paths["/notes"]["get"].pop("security"),
    lambda paths: paths["/notes"]["get"].update(security=[]),
    lambda paths: paths["/notes"]["get"].update(security=[{}]),
    lambda paths: paths["/notes"]["get"].update(security=[{"bearer": []}]),
    lambda paths: paths["/notes"]["get"].update(security=[{"bearer": ["notes:any"]}]),
    lambda paths: paths.update({"/new": {"get": {"operationId": "new", "responses": {}}}}),
    lambda paths: paths.update({"/new": {"get": {"operationId": "new", "security": [], "responses": {}}}}),
    lambda paths: paths["/health"]["get"].update(security=[{"bearer": ["notes:read"]}]),
])
def test_a_route_that_says_nothing_of_security_is_noticed(matrix, spoil):
    assert list(matrix.cells())
    matrix.document = copy.deepcopy(matrix.document)
    spoil(matrix.document["paths"])
    with pytest.raises(AssertionError):
        list(matrix.cells())
