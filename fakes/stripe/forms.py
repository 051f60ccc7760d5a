"""The parameters of a request: read from a form, and held to what an endpoint knows."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from fakes.stripe.errors import invalid


def parse(body: str) -> dict[str, Any]:
    """Read `a[b][0]=c` as `{"a": {"b": ["c"]}}`."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        path = name.replace("]", "").split("[")
        place = found
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1] or str(len(place))] = value
    return {name: _lists(value) for name, value in found.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(part) for name, part in value.items()}


def text(value: Any, name: str) -> str | None:
    """Read a text; an empty one takes a value away."""
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {name}", param=name)
    return value or None


def whole(value: Any, name: str) -> int:
    """Read a whole number."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid(
            f"Invalid integer: {value}", param=name, code="parameter_invalid_integer"
        ) from None


def truth(value: Any, name: str) -> bool:
    """Read true or false."""
    if value not in {"true", "false", "True", "False"}:
        raise invalid(f"Invalid boolean: {value}", param=name)
    return bool(value.lower() == "true")


def texts(value: Any, name: str) -> list[str]:
    """Read a list of texts."""
    if not isinstance(value, list):
        raise invalid(f"Invalid array: {name}", param=name)
    return [str(part) for part in value]


def labels(value: Any, name: str) -> dict[str, str]:
    """Read metadata: our own names and values."""
    if not isinstance(value, dict):
        return {}
    return {key: str(part) for key, part in value.items()}


def span(value: Any, name: str) -> dict[str, int]:
    """Read a moment, or a span of them: gt, gte, lt, lte."""
    if isinstance(value, dict):
        return {key: whole(part, f"{name}[{key}]") for key, part in value.items()}
    return {"gte": whole(value, name), "lte": whole(value, name)}


Reader = Callable[[Any, str], Any]
Shape = Mapping[str, "Reader | Shape"]


def read(given: Mapping[str, Any], shape: Shape, within: str = "") -> dict[str, Any]:
    """
    Return the parameters as their endpoint takes them.

    :raises ApiError: if one is unknown, or cannot be read
    """
    found = {}
    for key, value in given.items():
        name = f"{within}[{key}]" if within else key
        if key == "payment_method_types":
            raise invalid(
                "payment_method_types is no longer supported: use allowed_payment_method_types.",
                param=name,
                code="payment_method_types_no_longer_supported",
            )
        reader = shape.get(key)
        if reader is None:
            raise invalid(
                f"Received unknown parameter: {name}", param=name, code="parameter_unknown"
            )
        found[key] = reader(value, name) if callable(reader) else read(value, reader, name)
    return found
