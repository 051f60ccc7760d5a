"""A list of staff as spreadsheets save it in CSV: its columns, and what each line says."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from io import TextIOWrapper
from itertools import islice
from typing import IO, NamedTuple

from clust.storefronts.models.roll import NUMBER_MOST, TEXT_MOST

MOST_BYTES = 64 << 20
MOST_LINES = 500_000
HEADING_WITHIN = 20
HEADINGS: Mapping[str, Sequence[str]] = {
    "number": ("matricule", "numero de matricule", "no matricule", "n matricule", "numero",
               "numero agent", "numero salarie", "identifiant", "id", "staff number",
               "staff no", "employee number", "employee id", "number", "badge"),
    "name": ("nom", "nom complet", "nom prenom", "nom et prenom", "nom de famille", "name",
             "full name", "last name", "surname"),
    "first_name": ("prenom", "first name", "given name"),
    "email": ("e mail", "email", "mail", "courriel", "adresse e mail", "adresse mail",
              "adresse electronique", "email address", "e mail address"),
    "birth_year": ("annee de naissance", "date de naissance", "naissance", "ne le", "ne e le",
                   "year of birth", "birth year", "date of birth", "birth date", "born"),
    "category": ("categorie", "college", "statut", "category", "group"),
    "household": ("foyer", "famille", "numero de foyer", "household", "family"),
    "begins_on": ("entree", "date d entree", "date entree", "debut", "du", "depuis", "start",
                  "start date", "from", "since", "begins"),
    "ends_on": ("sortie", "date de sortie", "date sortie", "fin", "au", "jusqu au", "end",
                "end date", "until", "to", "ends"),
}  # fmt: skip
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")
EMAIL = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+\.[^@\s<>(),;:\".]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
MOST = {"number": NUMBER_MOST, "name": TEXT_MOST, "category": 60, "household": 60, "email": 254}


class NotARoll(Exception):
    """The file is no list of staff: no text, or no line of headings with a staff number."""


class TooLong(Exception):
    """The file holds more than is taken at once."""


class Fault(Exception):
    """A line cannot be taken: the kind of fault, and what was found."""

    def __init__(self, kind: str, found: str = "") -> None:
        super().__init__(kind)
        self.kind, self.found = kind, CONTROL.sub("\N{REPLACEMENT CHARACTER}", found)[:60]


class Said(NamedTuple):
    """What a line says, or its fault; the order of the fields is that of the table's columns."""

    line: int
    number: str
    name: str = ""
    email: str = ""
    birth_year: int | None = None
    category: str = ""
    household: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    fault: str = ""
    found: str = ""


class Roll:
    """A file opened for reading: its columns are known, its lines come one by one."""

    def __init__(self, rows: Iterator[tuple[int, list[str]]], columns: Mapping[str, int]) -> None:
        self._rows, self._places = rows, columns
        self.columns = sorted({"name" if name == "first_name" else name for name in columns})

    def __iter__(self) -> Iterator[Said]:
        seen: dict[str, int] = {}
        for line, cells in self._rows:
            if not any(cell.strip() for cell in cells):
                continue
            told = {
                name: cells[place].strip()
                for name, place in self._places.items()
                if place < len(cells)
            }
            yield _said(line, told, seen, damaged=cells[-1] == "\x00")


def open_roll(file: IO[bytes]) -> Roll:
    """
    Open a list; encoding, separator and columns are found out, headings are French or English.

    :raises NotARoll: if it is none
    :raises TooLong: beyond 64 MB
    """
    encoding = _encoding(file)
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors="replace")
    first = list(islice(text, HEADING_WITHIN))
    text.seek(0)
    rows = _rows(text, max(";,\t|", key="".join(first).count))
    for _, cells in islice(rows, HEADING_WITHIN):
        columns = _columns([plain_letters(cell) for cell in cells])
        if "number" in columns:
            return Roll(rows, columns)
    raise NotARoll


def _rows(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """
    Yield the cells of each line; a quotation mark left open spoils its own line only.

    :raises TooLong: beyond half a million
    """
    for number, line in enumerate(lines, 1):
        if number > MOST_LINES:
            raise TooLong
        try:
            cells = csv.reader([line.rstrip("\n")], delimiter=separator, strict=True)
            yield number, next(cells, [])
        except csv.Error:
            yield number, [line.partition(separator)[0], "\x00"]


def _encoding(file: IO[bytes]) -> str:
    """Return how a file is written: UTF-16 where it says so, UTF-8 where it reads so, or cp1252."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if not start or start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise NotARoll
    file.seek(0)
    size = accented = broken = 0
    for line in file:
        size += len(line)
        if size > MOST_BYTES:
            raise TooLong
        if b"\x00" in line:
            raise NotARoll
        try:
            accented += not line.decode().isascii()
        except UnicodeDecodeError:
            broken += 1
    return "cp1252" if broken > accented else "utf-8-sig"


def _columns(cells: Sequence[str]) -> dict[str, int]:
    places = {}
    for name, ways in HEADINGS.items():
        for way in ways:
            if way in cells:
                places[name] = cells.index(way)
                break
    return places


def _said(line: int, told: Mapping[str, str], seen: dict[str, int], *, damaged: bool) -> Said:
    number = told.get("number", "")
    try:
        if damaged:
            raise Fault("unreadable")
        return _read(line, told, seen)
    except Fault as fault:
        known = "" if CONTROL.search(number) else number[:NUMBER_MOST]
        return Said(line, known, fault=fault.kind, found=fault.found)


def _read(line: int, told: Mapping[str, str], seen: dict[str, int]) -> Said:
    """
    Return what a line says.

    :raises Fault: at the first thing that is wrong
    """
    for name, value in told.items():
        if CONTROL.search(value) or "\N{REPLACEMENT CHARACTER}" in value:
            raise Fault("unreadable", value)
        if len(value) > MOST.get(name, TEXT_MOST):
            raise Fault("too_long", value)
    number = told.get("number", "")
    if not number:
        raise Fault("no_number")
    if (before := seen.setdefault(number.lower(), line)) != line:
        raise Fault("twice", f"{number} ({before})")
    email = told.get("email", "")
    if email and not EMAIL.fullmatch(email):
        raise Fault("email", email)
    begins_on, ends_on = _day(told.get("begins_on", "")), _day(told.get("ends_on", ""))
    if begins_on and ends_on and ends_on < begins_on:
        raise Fault("days", f"{begins_on} – {ends_on}")
    name = " ".join(filter(None, (told.get("first_name"), told.get("name"))))
    if len(name) > TEXT_MOST:
        raise Fault("too_long", name)
    return Said(
        line,
        number,
        name,
        email,
        _year(told.get("birth_year", "")),
        told.get("category", ""),
        told.get("household", ""),
        begins_on,
        ends_on,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    for way in DAYS:
        with suppress(ValueError):
            return datetime.strptime(text[:10], way).date()  # noqa: DTZ007
    raise Fault("day", text)


def _year(text: str) -> int | None:
    """Return a year of birth, from a year or a day."""
    if not text:
        return None
    if re.fullmatch(r"(19|20)\d\d", text):
        return int(text)
    with suppress(Fault):
        if (day := _day(text)) and day.year >= 1900:
            return day.year
    raise Fault("birth_year", text)


def plain_letters(text: str) -> str:
    """Return a heading in small letters without accents and signs."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())
