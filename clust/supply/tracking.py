"""A supplier's file of parcels, read whole: what each line says, and what is wrong with it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

MOST_LINES = 20_000
LONGEST = 60
HEADINGS = {
    "order": {"order", "commande", "n° de commande", "no de commande", "numéro de commande"},
    "carrier": {"carrier", "transporteur"},
    "tracking": {"tracking", "tracking number", "suivi", "numéro de suivi", "n° de suivi"},
    "place": {"place", "lieu"},
    "units": {"units", "unités", "unites", "quantité"},
}


class BadLine(NamedTuple):
    """What is wrong with a line of the file: its number, a word for it, and what stands there."""

    number: int
    problem: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class TrackingLine:
    """
    A line that can be read: units of an order in a parcel; none means all that is left.

    The place is the number of the address it goes to, needed where an order goes to several.
    """

    number: int
    order: int
    carrier: str
    tracking: str
    units: int | None
    place: int | None = None


def read_tracking(data: bytes) -> tuple[list[TrackingLine], list[BadLine]]:
    """Return the lines of a file that can be read, and those that cannot."""
    text = _text(data)
    if text is None:
        return [], [BadLine(1, "not_text")]
    rows = csv.reader(text.splitlines(), delimiter=_delimiter(text))
    try:
        numbered = [(n, row) for n, row in enumerate(rows, 1) if any(map(str.strip, row))]
    except csv.Error:
        return [], [BadLine(1, "not_text")]
    if len(numbered) < 2:
        return [], [BadLine(1, "empty")]
    if len(numbered) > MOST_LINES + 1:
        return [], [BadLine(MOST_LINES + 2, "too_long")]
    columns = _columns(numbered[0][1])
    if not {"order", "carrier", "tracking"} <= set(columns):
        return [], [BadLine(1, "columns", ", ".join(numbered[0][1])[:LONGEST])]
    read = [_line(number, row, columns) for number, row in numbered[1:]]
    good = [line for line in read if isinstance(line, TrackingLine)]
    return good, [*(line for line in read if isinstance(line, BadLine)), *_twice(good)]


def _text(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    first = text.splitlines()[0] if text.strip() else ""
    return max(";\t,", key=first.count)


def _columns(headings: list[str]) -> dict[str, int]:
    known = {word: name for name, words in HEADINGS.items() for word in words}
    said = (heading.strip().lower() for heading in headings)
    return {known[word]: place for place, word in enumerate(said) if word in known}


def _line(number: int, row: list[str], columns: dict[str, int]) -> TrackingLine | BadLine:
    cells = {
        name: row[place].strip().lstrip("'") if place < len(row) else ""
        for name, place in columns.items()
    }
    if not _is_number(cells["order"]):
        return BadLine(number, "no_order", cells["order"][:LONGEST])
    for name in ("carrier", "tracking"):
        if not 0 < len(cells[name]) <= LONGEST:
            return BadLine(number, f"no_{name}", cells[name][:LONGEST])
    units = cells.get("units", "")
    if units and not _is_number(units):
        return BadLine(number, "bad_units", units[:LONGEST])
    place = cells.get("place", "")
    if place and not _is_number(place):
        return BadLine(number, "bad_place", place[:LONGEST])
    return TrackingLine(
        number,
        int(cells["order"]),
        cells["carrier"],
        cells["tracking"],
        int(units) if units else None,
        int(place) if place else None,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text[:10]) > 0 and len(text) <= 9


def _twice(lines: list[TrackingLine]) -> Iterator[BadLine]:
    """Yield lines that name an order a second time in the same parcel."""
    seen = set()
    for line in lines:
        key = (line.order, line.carrier.lower(), line.tracking)
        if key in seen:
            yield BadLine(line.number, "twice", str(line.order))
        seen.add(key)
