"""
Reading a sheet of a workbook (.xlsx) as text, within bounds.

Nothing in it is run: macros are refused, and of formulas only the value last kept is taken. What
the file says of its own size is not believed: every part is unpacked up to a bound first.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

import openpyxl

from clust.sourcing.price_list.values import decimal_comma

MOST_UNPACKED = 8_000_000
MOST_PARTS = 200
MOST_ROWS = 2_000
MOST_COLUMNS = 60
BLOCK = 1 << 16
MACROS = re.compile(r"vbaproject|vbadata|macrosheets|activex|\.bin$", re.I)
DECLARED = re.compile(rb"macroEnabled|<!DOCTYPE|<!ENTITY|D\0O\0C\0T\0Y\0P\0E", re.I)
MAIN = "[Content_Types].xml"


class BadWorkbook(Exception):
    """The workbook is not read; the subclasses say why."""


class NotAWorkbook(BadWorkbook):
    """The file is no workbook, or a damaged one."""


class HasMacros(BadWorkbook):
    """The workbook carries programs."""


class TooMuchInside(BadWorkbook):
    """Unpacked, the workbook is larger than a quote can be."""


class Sheet(NamedTuple):
    """A sheet as CSV text, the lines in which formulas stood, and how many sheets there are."""

    text: str
    formulas: tuple[int, ...]
    sheets: int


def read_workbook(path: Path) -> Sheet:
    """
    Return the first sheet as CSV, line for line, with the values that its formulas had last.

    :raises BadWorkbook: a subclass says why
    """
    _check_parts(path)
    try:
        rows, sheets = _first_sheet(path, data_only=True)
        formulas = [_formulas(row) for row in _first_sheet(path, data_only=False)[0]]
    except BadWorkbook:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads it to
        raise NotAWorkbook from error
    numbers = [number for number, found in enumerate(formulas, 1) if any(found)]
    return Sheet(_as_csv(rows), tuple(numbers), sheets)


def _check_parts(path: Path) -> None:
    """Unpack every part up to the bound, and look for what has no place in a price list."""
    try:
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
            if len(names) > MOST_PARTS:
                raise TooMuchInside
            if any(MACROS.search(name) for name in names):
                raise HasMacros
            if MAIN not in names:
                raise NotAWorkbook
            left = MOST_UNPACKED
            for name in names:
                left -= _look_at(file, name, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise NotAWorkbook from error
    except (NotImplementedError, ValueError) as error:
        raise NotAWorkbook from error


def _look_at(file: zipfile.ZipFile, name: str, most: int) -> int:
    """
    Return how large a part is unpacked.

    :raises TooMuchInside: if it is larger than the bound
    :raises HasMacros: if it declares programs
    """
    size, end = 0, b""
    with file.open(name) as part:
        while block := part.read(BLOCK):
            size += len(block)
            if size > most:
                raise TooMuchInside
            if found := DECLARED.search(end + block):
                raise HasMacros if b"acro" in found[0] else NotAWorkbook
            end = block[-32:]
    return size


def _first_sheet(path: Path, *, data_only: bool) -> tuple[list[tuple[object, ...]], int]:
    """
    Return the rows of the first sheet, with formulas written out unless `data_only`.

    :raises TooMuchInside: if there are more than 2,000
    """
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=data_only, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = list(islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), MOST_ROWS + 1))
        if len(rows) > MOST_ROWS:
            raise TooMuchInside
        return rows, len(book.sheetnames)


def _formulas(row: Sequence[object]) -> list[bool]:
    return [isinstance(cell, str) and cell.startswith("=") for cell in row]


def _as_csv(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as text, numbers written as the texts beside them are."""
    texts = (cell for row in rows for cell in row if isinstance(cell, str))
    comma = decimal_comma(texts)
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\n")
    columns = list(zip_longest(*rows)) if rows else []
    used = [place for place, column in enumerate(columns) if any(c is not None for c in column)]
    for row in rows:
        cells = [row[place] if place < len(row) else None for place in used]
        table.writerow([_written(cell, comma) for cell in cells])
    return out.getvalue()


def _written(cell: object, comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = format(Decimal(repr(cell)).normalize(), "f")
        return text.replace(".", ",") if comma else text
    return " ".join(str(cell).split())
