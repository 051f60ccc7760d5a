"""Our Python client, written from the OpenAPI document: dataclasses, and a method for each call."""

from collections.abc import Iterator
from typing import Any

HEAD = '''"""
Clust's client: `with Clust("https://clust.example", key="clust_…") as clust: …`.

Written by `bin/manage client` from the OpenAPI document; needs httpx.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Self

import httpx


class ClustProblem(Exception):
    """What went wrong (RFC 9457): `status`, `code`, `detail`."""

    def __init__(self, status: int, said: dict[str, Any]) -> None:
        self.status, self.said = status, said
        self.code = str(said.get("type", "")).rpartition("#")[2]
        self.detail = str(said.get("detail") or said.get("title") or "")
        super().__init__(f"{status} {self.detail}")


def _read(kind: Any, said: Any) -> Any:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if said is None or kind is Any or origin is Literal:
        return said
    if origin in (types.UnionType, typing.Union):
        plain = [part for part in parts if part is not type(None)]
        return _read(plain[0], said) if len(plain) == 1 else said
    if origin is list:
        return [_read(parts[0], one) for one in said]
    if origin is tuple:
        return tuple(_read(part, one) for part, one in zip(parts, said, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        known = {name: _read(hints[name], one) for name, one in said.items() if name in hints}
        return typing.cast(Any, kind)(**known)
    return kind.fromisoformat(said) if kind in (datetime, date) else said


def _written(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _written(one) for name, one in said.items() if one is not None}
    return said.isoformat() if isinstance(said, date) else said
'''

CLIENT = '''

class Clust:
    """
    Calls one shop.

    :param home: such as https://clust.example
    :param key: a key, or a token of OAuth
    :param http: a client of your own
    """

    def __init__(
        self, home: str, *, key: str, language: str = "en", http: httpx.Client | None = None
    ) -> None:
        self._home = home.rstrip("/")
        self._http = http or httpx.Client(timeout=20)
        self._headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def every(self, call: Callable[..., Any], **asked: Any) -> Iterator[Any]:
        """Yield the rows of all pages: `clust.every(clust.list_campaigns, q="kettle")`."""
        cursor = ""
        while True:
            page = call(**asked, cursor=cursor)
            yield from page.data
            if page.next is None:
                return
            cursor = page.next

    def _call(
        self,
        method: str,
        path: str,
        kind: Any,
        *,
        asked: dict[str, Any] | None = None,
        told: Any = None,
        once: str = "",
    ) -> Any:
        headers = self._headers | ({"Idempotency-Key": once} if once else {})
        given: dict[str, Any] = {"params": asked} if asked else {}
        if told is not None:
            given["json"] = _written(dataclasses.asdict(told))
        answer = self._http.request(method, self._home + path, headers=headers, **given)
        if answer.is_error:
            is_json = "json" in answer.headers.get("Content-Type", "")
            raise ClustProblem(answer.status_code, answer.json() if is_json else {})
        return _read(kind, answer.json()) if kind and answer.content else None
'''
PLAIN = {"integer": "int", "number": "float", "string": "str", "boolean": "bool"}
FORMATS = {"date-time": "datetime", "date": "date"}
WIDEST = 87
LEFT_OUT = ("Problem", "Token", "TokenError", "Asked")


def written(document: dict[str, Any]) -> str:
    """Return the client's module."""
    schemas = document["components"]["schemas"]
    shapes = [_shape(name, schemas[name]) for name in _in_order(schemas)]
    calls = [
        call
        for path, operations in document["paths"].items()
        for method, row in operations.items()
        if "token" not in row["tags"]
        for call in _call(method.upper(), path, row)
    ]
    return "\n".join([HEAD, *shapes]) + CLIENT + "\n" + "\n".join(calls)


def _in_order(schemas: dict[str, Any]) -> list[str]:
    """Return the names of shapes, those before that others name."""
    done: list[str] = []

    def add(name: str) -> None:
        if name in done or name in LEFT_OUT:
            return
        for part in _named(schemas[name]):
            add(part)
        done.append(name)

    for name in sorted(schemas):
        add(name)
    return done


def _named(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from _named(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _named(part)


def _shape(name: str, schema: dict[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    lines = ["", "@dataclass(frozen=True, kw_only=True)", f"class {name}:"]
    lines += [f'    """{schema["description"]}"""', ""]
    for field, told in schema["properties"].items():
        default = "" if field in needed else f" = {_default(told)}"
        lines.append(f"    {field}: {kind_of(told)}{default}")
    return "\n".join([*lines, ""])


def _default(told: dict[str, Any]) -> str:
    if told.get("type") == "array":
        return "dataclasses.field(default_factory=list)"
    return _quoted(told.get("default"))


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def kind_of(schema: dict[str, Any]) -> str:
    """Return a schema as a type of Python."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(kind_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return f"Literal[{', '.join(_quoted(one) for one in schema['enum'])}]"
    if "prefixItems" in schema:
        return f"tuple[{', '.join(kind_of(one) for one in schema['prefixItems'])}]"
    match schema.get("type"):
        case "array":
            return f"list[{kind_of(schema['items'])}]"
        case "object":
            return "dict[str, Any]"
        case "null":
            return "None"
    return FORMATS.get(schema.get("format", ""), PLAIN.get(str(schema.get("type")), "Any"))


def _call(method: str, path: str, row: dict[str, Any]) -> Iterator[str]:
    query = [one for one in row["parameters"] if one["in"] == "query"]
    placed = [one for one in row["parameters"] if one["in"] == "path"]
    body = row.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    kind = _answered(row["responses"])
    yield from _signature(row["operationId"], placed, query, body, method, kind)
    yield f'        """{row["description"]}"""'
    rest = ["\n            ".join(_asked([one["name"] for one in query]))]
    rest = [*(rest if query else []), *(["told=told"] if body else [])]
    rest += [] if method == "GET" else ["once=once"]
    mark = "f" if placed else ""
    kept = f"made: {kind} = " if kind != "None" else ""
    yield f"        {kept}self._call("
    yield f'            "{method}",'
    yield f'            {mark}"{path}",'
    yield f"            {kind},"
    for one in rest:
        yield f"            {one},"
    yield "        )"
    if kept:
        yield "        return made"
    yield ""


def _asked(names: list[str]) -> list[str]:
    line = "asked={" + ", ".join(f'"{name}": {name}' for name in names) + "}"
    if len(line) < WIDEST:
        return [line]
    return ["asked={", *(f'    "{name}": {name},' for name in names), "}"]


def _signature(
    name: str, placed: list[Any], query: list[Any], body: Any, method: str, kind: str
) -> Iterator[str]:
    by_place = [f"{one['name']}: {kind_of(one['schema'])}" for one in placed]
    by_place += [f"told: {kind_of(body)}"] if body else []
    by_name = [
        f"{one['name']}: {kind_of(one['schema'])} = {_quoted(one['schema'].get('default'))}"
        for one in query
    ]
    by_name += [] if method == "GET" else ['once: str = ""']
    told = ["self", *by_place, *(["*", *by_name] if by_name else [])]
    yield f"    def {name}("
    for one in told:
        yield f"        {one},"
    yield f"    ) -> {kind}:"


def _answered(responses: dict[str, Any]) -> str:
    for status, row in responses.items():
        if status[0] == "2" and "content" in row:
            return kind_of(row["content"]["application/json"]["schema"])
    return "None"
