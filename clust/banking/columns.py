"""Tables that banks and providers let one download: the columns are found by their headings."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import StringIO

from clust.banking.papers import MOST_BYTES, MOST_LINES, NotAStatement, TooLarge, Unreadable
from clust.rules.money import NotAPrice, parse_cents

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d", "%d/%m/%y")
MINUS = "-−–"


class Row:
    """One line of a table: its number in the file, and its cells by what they mean."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self.number, self._cells = number, cells

    @property
    def known(self) -> set[str]:
        """Return what the columns of the table are about."""
        return set(self._cells)

    def __getitem__(self, name: str) -> str:
        return self._cells.get(name, "")

    def __contains__(self, name: str) -> bool:
        return bool(self[name])

    def cents(self, name: str) -> int:
        """Return an amount with its sign, nothing as 0."""
        return signed_cents(self[name], self.number) if name in self else 0

    def day(self, name: str) -> date:
        """
        Return a day, in one of the usual ways to write it.

        :raises Unreadable: if it is none of them
        """
        written = self[name][:10].strip()
        for way in DAYS:
            try:
                return datetime.strptime(written, way).date()  # noqa: DTZ007
            except ValueError:
                continue
        raise Unreadable(self.number, self[name][:30])


def signed_cents(text: str, line: int = 0) -> int:
    """
    Return the cents of an amount such as "-1 234,50", "+80" or "1.5".

    :raises Unreadable: if it is no amount
    """
    written = text.replace("€", "").strip()
    sign = -1 if written[:1] in MINUS and written else 1
    try:
        return sign * parse_cents(written.lstrip(MINUS + "+ "))
    except NotAPrice as error:
        raise Unreadable(line, text[:30]) from error


def table(data: bytes, headings: Mapping[str, Sequence[str]]) -> list[Row]:
    """
    Return the rows below the line with the headings.

    :param headings: for each thing meant the headings it may stand under, in small plain letters
    :raises NotAStatement: if no line among the first thirty looks like headings
    """
    if len(data) > MOST_BYTES:
        raise TooLarge
    lines = list(_lines(data))
    if len(lines) > MOST_LINES + 30:
        raise TooLarge
    for place, cells in enumerate(lines[:30]):
        columns = _columns([plain_letters(cell) for cell in cells], headings)
        if len(columns) >= 3:
            return list(_rows(lines, place, columns))
    raise NotAStatement


def _lines(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    first = "\n".join(text.splitlines()[:30])
    delimiter = max(";,\t|", key=first.count)
    try:
        yield from csv.reader(StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise NotAStatement from error


def _decoded(data: bytes) -> str:
    if b"\x00" in data:
        raise NotAStatement
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _columns(cells: Sequence[str], headings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found = {}
    for name, ways in headings.items():
        places = [cells.index(way) for way in ways if way in cells]
        if places:
            found[name] = places[0]
    return found


def _rows(lines: Sequence[list[str]], headed: int, columns: Mapping[str, int]) -> Iterator[Row]:
    for number, cells in enumerate(lines[headed + 1 :], headed + 2):
        if any(cell.strip() for cell in cells):
            told = {
                name: cells[place].strip() for name, place in columns.items() if place < len(cells)
            }
            yield Row(number, told)


def plain_letters(text: str) -> str:
    """Return a heading in small letters without accents and signs."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9_]+", " ", bare).split())
