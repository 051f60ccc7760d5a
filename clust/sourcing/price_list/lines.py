"""The lines of trade in a supplier's file, and why those of no use are of none."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from clust.sourcing.price_list import columns as known
from clust.sourcing.price_list import values
from clust.sourcing.price_list.files import CannotRead, Cut, Empty, Text, Told, examine, opened
from clust.sourcing.price_list.values import Unusable

SAMPLE = 2_000
LONGEST_CODE = 60
LONGEST_NAME = 160
LONGEST_LINE = 1 << 20
NAMES = {
    known.CODE: "item code (stock_code, référence)",
    known.PRICE: "price (unit_price, prix)",
    known.QUANTITY: "quantity (quantité)",
    known.AT: "date (date)",
}


class UnknownColumns(CannotRead):
    """The first line does not name the columns that are needed."""


class Line(NamedTuple):
    """
    So many units of an item at a unit price in cents; a cancelled quantity is negative.

    `number` is that of the line in the file, from 1; `fields` are those written there. Without a
    column of codes the code is empty.
    """

    number: int
    code: str
    name: str
    quantity: int
    cents: int
    at: datetime | None
    customer: str
    invoice: str
    fields: tuple[str, ...]


class Unused(NamedTuple):
    """A line of no use, with its number from 1 and the reason."""

    number: int
    reason: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out: header, where each column stands, decimal comma, order of a day."""

    header: tuple[str, ...]
    places: dict[str, int]
    delimiter: str
    first_row: int
    comma: bool = False
    day_first: bool = False


@dataclass(frozen=True, slots=True)
class PriceList:
    """A file whose lines can be read as often as needed, each time as a stream."""

    text: Text
    layout: Layout

    def read(
        self, *, cancelled: bool = False, told: Told = lambda place: None
    ) -> Iterator[Line | Unused]:
        """
        Yield every line, those without use with their reason; blank ones are none.

        :param cancelled: negative quantities are of use
        :raises CannotRead: if the file ends in the middle
        """
        row = Row(0, self.layout.header)
        with _rows(self.text, self.layout.delimiter, told) as rows:
            for row in islice(rows, self.layout.first_row, None):
                if not row.is_blank:
                    yield self._line(row, cancelled)
        if len(row.fields) < len(self.layout.header) and not self.text.ends:
            raise Cut(f"{self.text.path} is cut: it ends within line {row.number}.")

    def _line(self, row: "Row", cancelled: bool) -> Line | Unused:
        number, fields, _ = row
        try:
            self._check_shape(row)
            line = self._read_fields(number, fields)
        except Unusable as error:
            return Unused(number, str(error), fields)
        if line.cents <= 0:
            return Unused(number, "the price is not positive", fields)
        if line.quantity <= 0 and not (cancelled and line.quantity):
            return Unused(number, "the quantity is not positive", fields)
        return line

    def _check_shape(self, row: "Row") -> None:
        width = len(self.layout.header)
        if row.problem:
            raise Unusable(row.problem)
        if len(row.fields) < width:
            raise Unusable("fewer fields than the header")
        if any(row.fields[width:]):
            raise Unusable("more fields than the header")

    def _read_fields(self, number: int, fields: tuple[str, ...]) -> Line:
        comma, places = self.layout.comma, self.layout.places
        return Line(
            number=number,
            code=_code(self._field(fields, known.CODE)) if known.CODE in places else "",
            name=self._field(fields, known.NAME)[:LONGEST_NAME],
            quantity=values.units(self._field(fields, known.QUANTITY, "1"), comma),
            cents=values.cents(self._field(fields, known.PRICE), comma),
            at=values.moment(self._field(fields, known.AT), self.layout.day_first)
            if known.AT in places
            else None,
            customer=self._field(fields, known.CUSTOMER).removesuffix(".0"),
            invoice=self._field(fields, known.INVOICE),
            fields=fields,
        )

    def _field(self, fields: Sequence[str], column: str, absent: str = "") -> str:
        place = self.layout.places.get(column)
        return absent if place is None else " ".join(fields[place].split())


def _code(code: str) -> str:
    if not code:
        raise Unusable("there is no item code")
    if len(code) > LONGEST_CODE:
        raise Unusable(f"the item code is longer than {LONGEST_CODE} characters")
    return code


def open_list(path: Path, *, needed: Sequence[str], told: Told = lambda place: None) -> PriceList:
    """
    Find out how a file is written and laid out, by reading it once through.

    :param needed: columns without which it is of no use
    :raises CannotRead: a subclass says why
    """
    text = examine(path, told)
    layout = _layout(text, needed)
    with _rows(text, layout.delimiter) as rows:
        sample = [row.fields for row in islice(rows, layout.first_row, layout.first_row + SAMPLE)]
    if not any(map(any, sample)):
        raise Empty(f"{path} has a header and no lines.")
    prices = _column(sample, layout.places[known.PRICE])
    layout = replace(layout, comma=values.decimal_comma(prices))
    return PriceList(text, replace(layout, day_first=_day_first(text, layout, sample)))


def _layout(text: Text, needed: Sequence[str]) -> Layout:
    with _characters(text) as lines:
        sign = known.delimiter(next(filter(str.strip, lines), ""))
    with _rows(text, sign) as rows:
        for place, row in enumerate(rows, 1):
            if not row.is_blank and not row.fields[0].startswith("sep="):
                header = tuple([field.strip() for field in row.fields])
                layout = Layout(header, known.columns(header), sign, place)
                _check_columns(text, layout, needed)
                return layout
    raise Empty(f"{text.path} is empty.")


def _check_columns(text: Text, layout: Layout, needed: Sequence[str]) -> None:
    missing = [NAMES[column] for column in needed if column not in layout.places]
    if missing:
        raise UnknownColumns(
            f"{text.path}: the first line must name the columns. Not found: {', '.join(missing)}."
            f" It reads: {layout.delimiter.join(layout.header)[:200]}"
        )


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if len(row) > place]


def _day_first(text: Text, layout: Layout, sample: Sequence[Sequence[str]]) -> bool:
    """Look at all the file's days, but only where those of the sample leave a doubt."""
    place = layout.places.get(known.AT)
    days = set() if place is None else set(map(values.written_day, _column(sample, place)))
    if place is not None and any(day and day[0] <= 31 for day in days):
        with _rows(text, layout.delimiter) as rows:
            days = {
                values.written_day(row.fields[place]) for row in rows if len(row.fields) > place
            }
    return values.day_first(filter(None, days))


class Row(NamedTuple):
    """The fields of a row, the number of the line it begins on, and what is wrong with its form."""

    number: int
    fields: tuple[str, ...]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing is written in it."""
        return not any(map(str.strip, self.fields))


@contextmanager
def _characters(text: Text, told: Told = lambda place: None) -> Iterator[Iterator[str]]:
    """
    Give the lines of the text.

    :raises CannotRead: if one is too long to be a line
    """
    with opened(text.path, told) as raw:
        lines = io.TextIOWrapper(raw, text.encoding, newline="")
        yield _not_too_long(text, iter(lambda: lines.readline(LONGEST_LINE), ""))


def _not_too_long(text: Text, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) >= LONGEST_LINE:
            raise CannotRead(f"{text.path}: line {number} is too long to be a line of a list.")
        yield line


@contextmanager
def _rows(text: Text, sign: str, told: Told = lambda place: None) -> Iterator[Iterator[Row]]:
    """Give the rows of the text."""
    with _characters(text, told) as lines:
        yield _parsed(text, lines, sign)


def _parsed(text: Text, lines: Iterator[str], sign: str) -> Iterator[Row]:
    """
    Yield rows; one that is badly quoted is yielded with its problem, and reading goes on.

    :raises Cut: if a quoted field does not end
    """
    kept = _LastKept(lines)
    reader = csv.reader(kept, delimiter=sign, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield Row(number, tuple(next(reader)))
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field limit" in str(error):
                what = f"the quoted field that begins on line {number} does not end"
                raise Cut(f"{text.path} is cut: {what}.") from error
            yield Row(number, (kept.last.rstrip("\r\n"),), "it is badly quoted")


class _LastKept:
    """Hands lines on and remembers the last one."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.last = next(self._lines)
        return self.last
