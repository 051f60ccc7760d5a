"""A quote in a file: from how many units on which unit cost, as CSV or a workbook (.xlsx)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from clust.rules.ladder import MOST_RUNGS
from clust.sourcing.price_list import columns as known
from clust.sourcing.price_list.files import CannotRead
from clust.sourcing.price_list.lines import Line, Unused, open_list
from clust.sourcing.workbooks import MOST_ROWS, HasMacros, read_workbook

MOST_BYTES = 1_000_000
ZIP = b"PK\x03\x04"
WITH_MACROS = (".xlsm", ".xltm", ".xlsb", ".xlam")
NEEDED = (known.QUANTITY, known.PRICE)
TWICE = "this quantity stands there twice"
NO_CHEAPER = "it costs no less than a smaller quantity"
OTHER_ITEM = "it is about another item"
TOO_MANY = "a ladder has at most 500 rungs"


class TooLong(CannotRead):
    """The file has more bytes or lines than a quote can have."""


@dataclass
class QuoteFile:
    """
    What a file says: its rungs in order, the lines of no use, and what there is to know of it.

    `formulas` are the lines whose values were kept from formulas; `sheets` how many a workbook
    has, of which the first is read; `code` the item the lines are about, where they name one.
    """

    rungs: list[tuple[int, int]] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    formulas: tuple[int, ...] = ()
    sheets: int = 1
    code: str = ""
    comma: bool = False


def read_quote(data: bytes, *, name: str = "", code: str = "") -> QuoteFile:
    """
    Read the rungs of a quote.

    :param name: what the file is called; it tells a workbook with macros
    :param code: the item wanted, where the lines are about several
    :raises CannotRead: if it is no list in text; a subclass says why
    :raises BadWorkbook: if it is a workbook that is not read; a subclass says why
    """
    if len(data) > MOST_BYTES:
        raise TooLong(f"{name} has more than {MOST_BYTES} bytes.")
    if name.lower().endswith(WITH_MACROS):
        raise HasMacros
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quote"
        path.write_bytes(data)
        if not data.startswith(ZIP):
            return _read(path, QuoteFile(), code)
        sheet = read_workbook(path)
        path.write_text(sheet.text, encoding="utf-8")
        return _read(path, QuoteFile(formulas=sheet.formulas, sheets=sheet.sheets), code)


def _read(path: Path, read: QuoteFile, code: str) -> QuoteFile:
    found = open_list(path, needed=NEEDED)
    read.comma = found.layout.comma
    lines = list(_usable(found.read(), read))
    codes = {line.code for line in lines}
    read.code = code if code in codes or not lines else lines[0].code
    ours = [line for line in lines if line.code == read.code]
    read.unused += [_no(line, OTHER_ITEM) for line in lines if line.code != read.code]
    read.rungs = list(_rungs(ours, read))
    read.unused.sort(key=lambda line: line.number)
    return read


def _usable(rows: Iterable[Line | Unused], read: QuoteFile) -> Iterator[Line]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise TooLong(f"more than {MOST_ROWS} lines")
        if isinstance(row, Unused):
            read.unused.append(row)
        else:
            yield row


def _rungs(lines: list[Line], read: QuoteFile) -> Iterator[tuple[int, int]]:
    """Yield the rungs by quantity; what makes no ladder with those before is of no use."""
    units, cents, count = 0, 0, 0
    for line in sorted(lines, key=lambda line: (line.quantity, line.number)):
        if line.quantity == units:
            read.unused.append(_no(line, TWICE))
        elif cents and line.cents >= cents:
            read.unused.append(_no(line, NO_CHEAPER))
        elif count == MOST_RUNGS:
            read.unused.append(_no(line, TOO_MANY))
        else:
            units, cents, count = line.quantity, line.cents, count + 1
            yield units, cents


def _no(line: Line, reason: str) -> Unused:
    return Unused(line.number, reason, line.fields)
