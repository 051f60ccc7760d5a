"""Quotes in files: what is read, what is of no use and why, and what is not opened at all."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from clust.sourcing.price_list.files import Binary, CannotRead, Empty
from clust.sourcing.price_list.lines import UnknownColumns
from clust.sourcing.quote_file import TooLong, read_quote
from clust.sourcing.workbooks import HasMacros, NotAWorkbook, TooMuchInside


def workbook(*rows: Any, sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for _ in range(sheets - 1):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """Return a workbook with parts replaced or added, `__` standing for a slash."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, text in named.items():
            new.writestr(name, text)
    return out.getvalue()


SHEET = "xl__worksheets__sheet1_dot_xml"
PRICES = [["À partir de", "Prix unitaire HT"], [1, 12.5], [50, 11], [200, "9,90 €"]]


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("quantity,unit price\n1,12.50\n50,11\n", [(1, 1250), (50, 1100)]),
        ("Quantité;Prix\n1;12,50 €\n1 000;9,90\n", [(1, 1250), (1000, 990)]),
        ("Qté\tPU HT\n50\t11,00\n1\t12,50\n", [(1, 1250), (50, 1100)]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_however_it_is_written(
    text: str, rungs: list[tuple[int, int]], encoding: str
) -> None:
    read = read_quote(text.encode(encoding))
    assert read.rungs == rungs
    assert read.unused == []


def test_every_line_of_no_use_is_named() -> None:
    read = read_quote(b"quantity,price\n1,10\n,9\n5,x\n1,8\n50,11\n100,0\n200,7\n")
    assert read.rungs == [(1, 1000), (200, 700)]
    assert [(line.number, line.reason) for line in read.unused] == [
        (3, "there is no quantity"),
        (4, "the price is not a number"),
        (5, "this quantity stands there twice"),
        (6, "it costs no less than a smaller quantity"),
        (7, "the price is not positive"),
    ]


def test_a_list_of_several_items_is_read_for_one() -> None:
    data = b"ref,quantity,price\nA,1,10\nB,1,5\nA,50,9\n"
    assert read_quote(data).rungs == [(1, 1000), (50, 900)]
    read = read_quote(data, code="B")
    assert read.rungs == [(1, 500)]
    assert [line.number for line in read.unused] == [2, 4]


def test_a_workbook_is_read_like_a_list() -> None:
    read = read_quote(workbook(*PRICES, sheets=2))
    assert read.rungs == [(1, 1250), (50, 1100), (200, 990)]
    assert (read.sheets, read.formulas) == (2, ())


def test_lines_of_a_workbook_have_its_numbers() -> None:
    read = read_quote(workbook([], ["quantity", "price"], [1, 10], [], [50, "soon"], [60, 9.999]))
    assert [(line.number, line.reason) for line in read.unused] == [
        (5, "the price is not a number"),
        (6, "the price is not in whole cents"),
    ]


def test_of_formulas_only_the_value_kept_is_taken() -> None:
    data = workbook(["quantity", "price"], [1, 10], [50, "=B2*0.9"], [100, "=B2*0.8"])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml")
    kept = sheet.replace(b"<f>B2*0.9</f><v></v>", b"<f>B2*0.9</f><v>9</v>")
    assert kept != sheet
    read = read_quote(repacked(data, **{SHEET: kept}))
    assert read.rungs == [(1, 1000), (50, 900)]
    assert read.formulas == (3, 4)
    assert [(line.number, line.reason) for line in read.unused] == [(4, "there is no price")]


@pytest.mark.parametrize(
    "parts",
    [
        {"xl__vbaProject_dot_bin": b"x"},
        {"xl__macrosheets__sheet1_dot_xml": b"<x/>"},
        {"xl__about_dot_xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
    ],
)
def test_programs_are_refused(parts: dict[str, bytes]) -> None:
    with pytest.raises(HasMacros):
        read_quote(repacked(workbook(*PRICES), **parts))


@pytest.mark.parametrize("name", ["prices.xlsm", "PRICES.XLSB", "a.xltm"])
def test_a_name_that_promises_programs_is_enough(name: str) -> None:
    with pytest.raises(HasMacros):
        read_quote(workbook(*PRICES), name=name)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = repacked(workbook(*PRICES), xl__media=b"0" * 9_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(TooMuchInside):
        read_quote(bomb)


def test_many_rows_and_many_parts_are_too_much() -> None:
    with pytest.raises(TooMuchInside):
        read_quote(workbook(*[[number, 1] for number in range(2_002)]))
    with pytest.raises(TooMuchInside):
        read_quote(repacked(workbook(*PRICES), **{f"part{n}": b"" for n in range(201)}))
    with pytest.raises(TooLong):
        read_quote(b"quantity,price\n" + b"1,1\n" * 2_001)
    with pytest.raises(TooLong):
        read_quote(b"x" * 1_000_001)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and nothing",
        workbook(*PRICES)[:2_000],
        repacked(workbook(*PRICES), **{SHEET: b"<worksheet><sheetData><row"}),
        repacked(workbook(*PRICES), **{SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}),
    ],
)
def test_a_damaged_workbook_is_none(data: bytes) -> None:
    with pytest.raises(NotAWorkbook):
        read_quote(data)


def test_a_zip_of_something_else_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("prices.csv", "quantity,price\n1,1\n")
    with pytest.raises(NotAWorkbook):
        read_quote(out.getvalue())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Empty),
        (b"\xd0\xcf\x11\xe0 an old workbook", Binary),
        (b"%PDF-1.7", Binary),
        (b"name,colour\nA,red\n", UnknownColumns),
        (b"quantity,price\n", Empty),
    ],
)
def test_what_is_no_list_says_so(data: bytes, why: type[CannotRead]) -> None:
    with pytest.raises(why):
        read_quote(data)


def test_an_empty_workbook_is_empty() -> None:
    with pytest.raises(CannotRead):
        read_quote(workbook())
