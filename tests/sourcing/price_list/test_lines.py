"""A supplier's file is read in whatever shape it comes, or refused with a reason."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clust.sourcing.price_list.columns import AT, CODE, PRICE
from clust.sourcing.price_list.files import Binary, CannotRead, Cut, Empty, NotThere
from clust.sourcing.price_list.lines import Line, UnknownColumns, Unused, open_list

ENGLISH = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
FRENCH = "Référence;Désignation;Qté;Prix unitaire (HT)\n"


def read(path: Path, *needed: str, cancelled: bool = False) -> list[Line | Unused]:
    return list(open_list(path, needed=needed or (CODE, PRICE)).read(cancelled=cancelled))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def test_a_line_of_the_well_known_data_set_is_read(path: Path) -> None:
    line = "536365,85123A,WHITE  HANGING HEART ,6,12/1/2010 8:26,2.55,17850.0,United Kingdom\n"
    path.write_text(ENGLISH + line)
    assert read(path, CODE, PRICE, AT) == [
        Line(
            number=2,
            code="85123A",
            name="WHITE HANGING HEART",
            quantity=6,
            cents=255,
            at=datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
            customer="17850",
            invoice="536365",
            fields=tuple(line.rstrip("\n").split(",")),
        )
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le"]
)
def test_a_french_list_is_read_in_every_encoding(path: Path, encoding: str) -> None:
    path.write_bytes((FRENCH + "R1;Bouilloire émaillée;10;1.234,50\n").encode(encoding))
    [line] = read(path)
    assert isinstance(line, Line)
    assert (line.name, line.quantity, line.cents) == ("Bouilloire émaillée", 10, 123450)


def test_a_letter_beyond_ascii_may_come_late_in_the_file(path: Path) -> None:
    lines = "R1;Bouilloire;10;1,50\n" * 100_000 + "R2;Théière;10;2,50\n"
    path.write_bytes((FRENCH + lines).encode("latin-1"))
    last = read(path)[-1]
    assert isinstance(last, Line)
    assert last.name == "Théière"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found_out(path: Path, sign: str) -> None:
    path.write_text(f"sku{sign}name{sign}price\nR1{sign}Kettle{sign}2.50\n")
    [line] = read(path)
    assert isinstance(line, Line)
    assert (line.code, line.quantity, line.cents) == ("R1", 1, 250)


def test_a_spreadsheets_own_first_line_and_blank_lines_are_passed_over(path: Path) -> None:
    path.write_text("sep=;\nréf;prix\n\nR1;2,50\n;\n")
    [line] = read(path)
    assert isinstance(line, Line)
    assert (line.number, line.code, line.cents) == (4, "R1", 250)


def test_gzip_is_unpacked(path: Path) -> None:
    path.write_bytes(gzip.compress(b"code,price\nR1,2.50\n", mtime=0))
    assert len(read(path)) == 1


def test_quoted_fields_keep_their_signs_and_line_ends(path: Path) -> None:
    path.write_text('code,name,price\nR1,"12"" pan,\nround",2.50\nR2,Pan,3.00\n')
    first, second = read(path)
    assert isinstance(first, Line)
    assert (first.name, first.number, second.number) == ('12" pan, round', 2, 4)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("R1,Pan,0,2.50", "the quantity is not positive"),
        ("R1,Pan,-3,2.50", "the quantity is not positive"),
        ("R1,Pan,1,0", "the price is not positive"),
        ("R1,Pan,1,-4.20", "the price is not positive"),
        ("R1,Pan,1,0.001", "the price is not in whole cents"),
        (",Pan,1,2.50", "there is no item code"),
        (f"{'R' * 61},Pan,1,2.50", "the item code is longer than 60 characters"),
        ("R1,Pan,1", "fewer fields than the header"),
        ("R1,Pan,1,2.50,what", "more fields than the header"),
        ('R1,"Pan" round,1,2.50', "it is badly quoted"),
    ],
)
def test_a_line_of_no_use_says_why_and_the_others_are_read(path: Path, line: str, why: str) -> None:
    path.write_text(f"code,name,qty,price\n{line}\nR2,Pot,1,3.00\n")
    bad, good = read(path)
    assert isinstance(bad, Unused)
    assert (bad.number, bad.reason) == (2, why)
    assert isinstance(good, Line)


def test_cancelled_quantities_are_read_where_they_are_asked_for(path: Path) -> None:
    path.write_text("code,qty,price\nR1,-3,2.50\n")
    [line] = read(path, cancelled=True)
    assert isinstance(line, Line)
    assert line.quantity == -3


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", Empty, "is empty"),
        (b"\n\n", Empty, "is empty"),
        (b"code,price\n", Empty, "has a header and no lines"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), Binary, "no text"),
        (bytes(range(1, 32)) * 50, Binary, "control characters"),
        (b"PK\x03\x04" + bytes(50), Binary, "spreadsheet"),
        (b"%PDF-1.7 ...", Binary, "PDF"),
        (
            gzip.compress(b"code,price\nR1,2.50\n" * 99, mtime=0)[:-20],
            Cut,
            "gzip stream does not end",
        ),
        (gzip.compress(b"code,price\nR1,2.50\n", mtime=0)[:-8] + bytes(8), Cut, "damaged"),
        (b'code,price\nR1,2.50\n"R2,3.00\n', Cut, "quoted field that begins on line 3"),
        (b"code,name,price\nR1,Pan,2.50\nR2,Po", Cut, "ends within line 3"),
        ("code,name,price\nR1,Théière,2.50\nR2,é".encode()[:-1], Cut, "ends within"),
        ("code,price\nR1,2.50\n".encode("utf-16")[:-1], Cut, "ends within a character"),
        (b"a,b\n1,2\n", UnknownColumns, "item code"),
        (b"just words\n", UnknownColumns, "price"),
        (b"code,price\nR1," + b"9" * 2_000_000, CannotRead, "too long to be a line"),
        (b'code,price\n"' + b"R1\n" * 100_000, Cut, "begins on line 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    path: Path, content: bytes, kind: type[Exception], words: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(kind, match=words):
        read(path)


def test_a_missing_file_and_a_folder_are_no_lists(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="no such file"):
        read(tmp_path / "nothing.csv")
    with pytest.raises(NotThere, match="is no file"):
        read(tmp_path)


def test_reading_tells_how_far_it_has_come(path: Path) -> None:
    path.write_bytes(b"code,price\n" + b"R1,2.50\n" * 200_000)
    places: list[int] = []
    open_list(path, needed=(CODE, PRICE), told=places.append)
    assert places == sorted(places)
    assert places[-1] == path.stat().st_size
