"""An OpenAPI 3.1 document held against what a server answers: references, schemas, structure.

The schemas' checker knows the keywords below and refuses a schema with any other, so that nothing is
in the document that no test looks at.
"""

import json
import re

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANNOTATIONS = {"description", "default", "format"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def resolve(document, node):
    """NODE, or what its $ref names."""
    while isinstance(node, dict) and "$ref" in node:
        reference = node["$ref"]
        assert reference.startswith("#/"), reference
        node = document
        for part in reference[2:].split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def operations(document):
    """(method, path, operation) of each, in the document's order."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert method in METHODS, f"{path}: {method}"
            yield method.upper(), path, operation


def scopes_of(operation):
    """The scopes that the operation asks for; none for one that is open on purpose. It must say which."""
    assert "security" in operation, f"{operation['operationId']} says nothing of security"
    if not operation["security"]:
        return []
    (requirement,) = operation["security"]
    assert list(requirement) == ["bearer"] and requirement["bearer"], operation["operationId"]
    return requirement["bearer"]


def is_of_type(value, name):
    if name in ("integer", "number"):
        return not isinstance(value, bool) and isinstance(value, int if name == "integer" else (int, float))
    return isinstance(value, TYPES[name])


def check(document, schema, value, where="$"):
    """AssertionError names the place where VALUE is not as SCHEMA says."""
    schema = resolve(document, schema)
    for keyword, wanted in schema.items():
        if keyword in ANNOTATIONS:
            continue
        assert keyword in KEYWORDS, f"{where}: no test knows {keyword}"
        KEYWORDS[keyword](document, wanted, value, where, schema)


def _type(document, wanted, value, where, schema):
    assert is_of_type(value, wanted), f"{where}: {value!r} is no {wanted}"


def _properties(document, wanted, value, where, schema):
    if isinstance(value, dict):
        for name, part in value.items():
            if name in wanted:
                check(document, wanted[name], part, f"{where}.{name}")


def _required(document, wanted, value, where, schema):
    if isinstance(value, dict):
        assert set(wanted) <= set(value), f"{where}: {sorted(set(wanted) - set(value))} missing"


def _additional(document, wanted, value, where, schema):
    assert wanted is False, where
    if isinstance(value, dict):
        assert set(value) <= set(schema["properties"]), f"{where}: {sorted(set(value) - set(schema['properties']))}"


def _items(document, wanted, value, where, schema):
    if isinstance(value, list):
        for n, part in enumerate(value):
            check(document, wanted, part, f"{where}[{n}]")


def _any_of(document, wanted, value, where, schema):
    failures = []
    for each in wanted:
        try:
            return check(document, each, value, where)
        except AssertionError as failure:
            failures.append(str(failure))
    raise AssertionError(f"{where}: {failures}")


def _asserting(holds):
    def keyword(document, wanted, value, where, schema):
        assert holds(wanted, value), f"{where}: {value!r} against {wanted!r}"

    return keyword


KEYWORDS = {
    "type": _type,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "anyOf": _any_of,
    "const": _asserting(lambda wanted, value: value == wanted),
    "enum": _asserting(lambda wanted, value: value in wanted),
    "pattern": _asserting(lambda wanted, value: not isinstance(value, str) or re.search(wanted, value)),
    "minLength": _asserting(lambda wanted, value: not isinstance(value, str) or len(value) >= wanted),
    "maxLength": _asserting(lambda wanted, value: not isinstance(value, str) or len(value) <= wanted),
    "minimum": _asserting(lambda wanted, value: not is_of_type(value, "number") or value >= wanted),
    "maximum": _asserting(lambda wanted, value: not is_of_type(value, "number") or value <= wanted),
}


def check_structure(document):
    """What OpenAPI 3.1.0 demands of a document, as far as this one goes."""
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert document["info"]["title"] and document["info"]["version"]
    for node in walk(document):
        if "$ref" in node:
            assert len(node) == 1 and resolve(document, node) is not None, node
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    tags = {tag["name"] for tag in document["tags"]}
    for method, path, operation in operations(document):
        where = f"{method} {path}"
        assert path.startswith("/") and operation["summary"] and set(operation["tags"]) <= tags, where
        for scheme in (name for requirement in operation["security"] for name in requirement):
            assert scheme in document["components"]["securitySchemes"], where
        check_parameters(document, path, operation, where)
        if "requestBody" in operation:
            assert resolve(document, operation["requestBody"])["content"], where
        assert any(status.startswith("2") for status in operation["responses"]), where
        for status, response in operation["responses"].items():
            assert status == "default" or re.fullmatch(r"[1-5]\d\d", status), f"{where}: {status}"
            assert resolve(document, response)["description"], f"{where}: {status}"
    assert not unused_components(document)


def check_parameters(document, path, operation, where):
    parameters = [resolve(document, each) for each in operation.get("parameters", [])]
    keys = [(each["in"], each["name"]) for each in parameters]
    assert len(keys) == len(set(keys)), where
    assert {name for place, name in keys if place == "path"} == set(re.findall(r"\{(\w+)\}", path)), where
    for each in parameters:
        assert each["in"] in ("path", "query", "header", "cookie") and "schema" in each, where
        assert each["in"] != "path" or each["required"] is True, where
        # OpenAPI 3.1.0, Parameter Object: these are ignored.
        assert each["name"].lower() not in ("accept", "content-type", "authorization"), where


def unused_components(document):
    used = {node["$ref"] for node in walk(document) if "$ref" in node}
    there = {
        f"#/components/{kind}/{name}"
        for kind, components in document["components"].items() if kind != "securitySchemes" for name in components
    }
    return there - used


def walk(node):
    """Each object of the document."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from walk(part)


def check_answer(document, operation, answer, is_head=False):
    """The status is documented; the answer's headers and body are as the document says, and no more."""
    responses = operation["responses"]
    assert str(answer.status) in responses, f"{operation['operationId']} does not document {answer.status}: {answer.body}"
    check_response(document, resolve(document, responses[str(answer.status)]), answer, is_head)


def check_response(document, response, answer, is_head=False):
    headers = {name.lower(): resolve(document, header) for name, header in response.get("headers", {}).items()}
    given = [name.lower() for name in answer.headers]
    assert len(given) == len(set(given)), f"twice: {given}"
    framing = {"date", "content-length", "content-type", "connection"}
    assert set(given) <= set(headers) | framing, f"not documented: {set(given) - set(headers) - framing}"
    for name, header in headers.items():
        value = answer.headers.get(name)
        assert value is not None or not header.get("required"), f"{name} is missing with {answer.status}"
        if value is not None:
            number = header["schema"].get("type") in ("integer", "number")
            check(document, header["schema"], json.loads(value) if number else value, name)
    content = response.get("content")
    if content is None:
        assert answer.body == b"" and "Content-Type" not in answer.headers
        return
    assert answer.media_type in content, answer.media_type
    if is_head:
        assert answer.body == b""
        return
    body = answer.json() if answer.media_type.endswith("json") else answer.body.decode()
    check(document, content[answer.media_type]["schema"], body)
