"""Lists, searches, and objects put in the place of their numbers."""

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from fakes.stripe.errors import invalid
from fakes.stripe.store import Store, shown

SEARCH = re.compile(r"""(metadata\[(['"])(\w+)\2\]|\w+)\s*:\s*(['"])(.*?)\4""")
AGAINST = {
    "gt": lambda value, edge: value > edge,
    "gte": lambda value, edge: value >= edge,
    "lt": lambda value, edge: value < edge,
    "lte": lambda value, edge: value <= edge,
}


def listed(store: Store, kind: str, given: dict[str, Any], url: str) -> dict[str, Any]:
    """Return a page of the objects of a kind, the newest first."""
    limit = given.pop("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid(f"Invalid integer: {limit}", param="limit")
    after, before = given.pop("starting_after", None), given.pop("ending_before", None)
    created = given.pop("created", {})
    owners: dict[str, Any] = {
        name: given[name] for name in ("customer", "payment_intent", "charge") if name in given
    }
    if "payout" in given:
        owners["_payout"] = given.pop("payout")
    found = [
        one
        for one in store.all(kind, **owners)
        if all(AGAINST[sign](one["created"], edge) for sign, edge in created.items())
        and all(one.get(name) == value for name, value in given.items())
    ]
    page = _page(found, limit, after, before)
    more = len(found) > limit and (not page or page[-1] is not found[-1])
    return {"object": "list", "url": url, "has_more": more, "data": page}


def _page(
    found: list[dict[str, Any]], limit: int, after: str | None, before: str | None
) -> list[dict[str, Any]]:
    numbers = [one["id"] for one in found]
    if after:
        start = numbers.index(after) + 1 if after in numbers else len(found)
        return found[start : start + limit]
    if before:
        end = numbers.index(before) if before in numbers else 0
        return found[max(0, end - limit) : end]
    return found[:limit]


def searched(store: Store, kind: str, given: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the objects whose fields or metadata have the values that a query asks for."""
    asked = [(part[2], part[0], part[4]) for part in SEARCH.findall(given["query"])]
    if not asked:
        raise invalid("We were unable to parse your search query.", param="query")
    found = [one for one in store.all(kind) if all(_has(one, *part) for part in asked)]
    limit = given.get("limit", 10)
    return {
        "object": "search_result",
        "url": url,
        "has_more": len(found) > limit,
        "next_page": None,
        "data": found[:limit],
    }


def _has(one: dict[str, Any], label: str, name: str, value: str) -> bool:
    return bool((one["metadata"].get(label) if label else one.get(name)) == value)


def expanded(store: Store, answer: dict[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return an answer with the objects named put in place of their numbers."""
    answer = deepcopy(shown(answer))
    for path in paths:
        _expand(store, answer, path.split("."))
    return answer


def _expand(store: Store, place: Any, path: list[str]) -> None:
    if isinstance(place, list):
        for part in place:
            _expand(store, part, path)
        return
    if not isinstance(place, dict) or path[0] not in place:
        raise invalid(f"This property cannot be expanded ({path[0]}).", param="expand")
    value = place[path[0]]
    if isinstance(value, str) and value in store.objects:
        value = place[path[0]] = deepcopy(shown(store.objects[value]))
    if len(path) > 1 and value is not None:
        _expand(store, value, path[1:])
