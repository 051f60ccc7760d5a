"""Reading the fields of a book that somebody else wrote, and saying which one is wrong."""

from math import isfinite

from clust.rules.money import NotAPrice, parse_cents

MOST_UNITS = 10_000_000
BETWEEN = "must be between %(least)s and %(most)s"


class BadBook(ValueError):
    """
    A field of the book at `path`, such as "pledges[3].units", is wrong for a `reason`.

    The reason is `words` with `values` put in, for those who say it in another language.
    """

    def __init__(self, path: str, words: str, **values: object) -> None:
        self.path, self.words, self.values = path, words, values
        self.reason = words % values if values else words
        super().__init__(f"{path or 'book'}: {self.reason}")


def record(
    value: object, path: str, *, known: set[str], needed: tuple[str, ...]
) -> dict[str, object]:
    """Return the object, once its keys are known and the needed ones there."""
    if not isinstance(value, dict):
        raise BadBook(path, "must be an object")
    inside = f"{path}." if path else ""
    for key in value:
        if key not in known:
            raise BadBook(f"{inside}{key}", "is not a field that is known here")
    for key in needed:
        if key not in value:
            raise BadBook(f"{inside}{key}", "is missing")
    return value


def entries(value: object, path: str) -> list[object]:
    """Return the list."""
    if not isinstance(value, list | tuple):
        raise BadBook(path, "must be a list")
    return list(value)


def optional(fields: dict[str, object], key: str, inside: str, *, least: int) -> int | None:
    """Return the whole number, or None where the field is absent or null."""
    value = fields.get(key)
    return None if value is None else whole(value, f"{inside}{key}", least=least)


def whole(value: object, path: str, *, least: int) -> int:
    """Return the whole number, once it lies between least and 10 million."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadBook(path, "must be a whole number")
    if not least <= value <= MOST_UNITS:
        raise BadBook(path, BETWEEN, least=least, most=MOST_UNITS)
    return value


def price(value: object, path: str) -> int:
    """Return the cents of a price above zero, written as text."""
    if not isinstance(value, str):
        raise BadBook(path, 'must be a price written as text, such as "400.00"')
    try:
        cents = parse_cents(value)
    except NotAPrice as error:
        raise BadBook(path, "is not a price in whole cents up to 100000000.00") from error
    if not cents:
        raise BadBook(path, "must be above zero")
    return cents


def number(value: object, path: str, *, least: float = 0.0, most: float = 1e9) -> float:
    """Return the number, once it lies between least and most."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadBook(path, "must be a number")
    if not least <= value <= most:
        raise BadBook(path, BETWEEN, least=f"{least:g}", most=f"{most:g}")
    return float(value)
