"""Rows as CSV that a spreadsheet opens at a double click in its reader's country."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice

from django.utils import timezone, translation
from django.utils.functional import Promise

from clust.rules.money import plain

MARK = "\ufeff"
ROWS_AT_ONCE = 500
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
RISKY = ("=", "+", "-", "@", "\t", "\r")


class Cents(int):
    """An amount that stands in a cell with two decimals."""


def sheet(
    header: Sequence[object], rows: Iterable[Sequence[object]], *, language: str | None = None
) -> Iterator[str]:
    """
    Yield CSV in parts of many rows; French has semicolons and decimal commas.

    The language and the time zone are those of the caller, also where the parts are taken later.
    """
    language = language or translation.get_language() or "fr"
    return _parts(header, iter(rows), language, timezone.get_current_timezone_name())


def _parts(
    header: Sequence[object], rows: Iterator[Sequence[object]], language: str, zone: str
) -> Iterator[str]:
    yield MARK + _written([header], language, zone)
    while part := _written(islice(rows, ROWS_AT_ONCE), language, zone):
        yield part


def _written(rows: Iterable[Sequence[object]], language: str, zone: str) -> str:
    french = language.startswith("fr")
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if french else ",")
    with translation.override(language), timezone.override(zone):
        for row in rows:
            writer.writerow([_cell(value, "," if french else ".") for value in row])
    return text.getvalue()


def _cell(value: object, point: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Cents):
        return plain(value).replace(".", point)
    if isinstance(value, float | Decimal):
        return str(value).replace(".", point)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return _harmless(str(value)) if isinstance(value, str | Promise) else str(value)


def _harmless(text: str) -> str:
    """Keep a spreadsheet from running what somebody wrote as a formula."""
    if text.startswith(RISKY) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
