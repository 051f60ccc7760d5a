"""The OpenAPI document and the page that shows it."""

import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from ninja import NinjaAPI

from clust.web.api import kinds, shapes
from clust.web.api.callers import OAUTH, TOKEN_PATH
from clust.web.api.paces import A_MINUTE
from clust.web.api.pages import answer
from clust.web.api.problems import KIND

CHANGING = ("post", "put", "delete")
METHODS = ("get", *CHANGING)
WHY = {
    400: "The body is no JSON.",
    401: "No key, or none of this storefront.",
    403: "The key lacks the scope.",
    404: "There is nothing here, or nothing of yours.",
    405: "This is not done here.",
    409: "It cannot be done now, or the same request is being answered.",
    413: "The body is too large.",
    415: "The body is of another kind.",
    422: "A value is wrong; `errors` says which.",
    429: "Too many calls: `Retry-After` says when.",
    500: "We failed. Try again later.",
}
ON_CHANGE = {400, 409, 413, 415}
IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Sent again with the same key, a request counts once: for a day.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,120}$"},
}
NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The `ETag` you have: 304 where nothing changed.",
    "schema": {"type": "string"},
}
PACES = {
    name: {"schema": {"type": "integer"}, "description": words}
    for name, words in {
        "RateLimit-Limit": f"Calls a minute ({A_MINUTE} with a key).",
        "RateLimit-Remaining": "Calls left.",
        "RateLimit-Reset": "Seconds until the count begins anew.",
    }.items()
}


@cache
def document(api: NinjaAPI) -> dict[str, Any]:
    """Return the document: what the operations declare, and what holds for all of them."""
    said = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    parts = said["components"]
    parts["schemas"]["Problem"] = shapes.Problem.model_json_schema()
    parts.setdefault("securitySchemes", {})["OAuth"] = OAUTH
    for path, operations in said["paths"].items():
        for method in METHODS:
            if method in operations:
                _complete(operations[method], method, is_token=path == TOKEN_PATH)
    return said


def _complete(operation: dict[str, Any], method: str, *, is_token: bool) -> None:
    changes = method in CHANGING
    given = operation["responses"] = {str(one): row for one, row in operation["responses"].items()}
    for status, words in WHY.items():
        if str(status) not in given and (changes or status not in ON_CHANGE):
            content = {KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            given[str(status)] = {"description": words, "content": content}
    if not changes:
        given["304"] = {"description": "What you have is as it is now."}
    for status, row in given.items():
        if status[0] in "24":
            row["headers"] = PACES
    if not is_token:
        operation["parameters"] = [*operation["parameters"], IDEMPOTENCY if changes else NONE_MATCH]


def document_view(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Hand out the document."""
    given = answer(document(api))
    patch_cache_control(given, public=True, max_age=300)
    return given


def docs_view(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Show the document as a page that needs no script."""
    said = document(api)
    operations = [
        {
            "path": path,
            "method": method.upper(),
            "id": row["operationId"],
            "words": _marked(row.get("description") or row["summary"]),
            "scope": _scope(row),
        }
        for path, rows in said["paths"].items()
        for method, row in rows.items()
    ]
    context = {
        "operations": operations,
        "problems": [
            (status, kinds.of_status(status), _marked(words)) for status, words in WHY.items()
        ],
        "types": [(name, _marked(words)) for name, words in kinds.named().items()],
        "a_minute": A_MINUTE,
        "home": request.build_absolute_uri("/"),
    }
    return render(request, "api/docs.html", context)


def _marked(words: str) -> SafeString:
    """Return words with what stands between backticks as code."""
    return mark_safe(re.sub("`([^`]+)`", r"<code>\1</code>", escape(words)))  # noqa: S308


def _scope(operation: dict[str, Any]) -> str:
    for way in operation.get("security", ()):
        for scope in way.get("OAuth", ()):
            return str(scope)
    return ""
