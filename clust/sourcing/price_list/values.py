"""Numbers, prices and days as people and programs write them."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

MOST_UNITS = 1_000_000
MOST_CENTS = 100_000_000
CENT = Decimal("0.01")

_GROUPS = re.compile(r"[ '’\u00a0\u2009\u202f]")
_CURRENCY = re.compile(r"^(?:EUR|GBP|USD|CHF|[€£$])|(?:EUR|GBP|USD|CHF|[€£$])$", re.I)
_NUMBERS = {
    comma: re.compile(
        rf"[+-]?(?:[0-9]{{1,15}}|[0-9]{{1,3}}(?:{group}[0-9]{{3}}){{1,4}})"
        rf"(?:{mark}[0-9]{{1,20}})?(?:[eE][+-]?[0-9]{{1,2}})?"
    )
    for comma, group, mark in ((False, ",", r"\."), (True, r"\.", ","))
}
_COMMA = re.compile(r"[0-9],[0-9]{1,2}$|[0-9]\.[0-9]{3},[0-9]+$|^-?0,[0-9]+$")
_POINT = re.compile(r"\.[0-9]+$")
_DAY = re.compile(r"([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,4})")
_TIME = re.compile(
    r"[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?: ?([AP]M))?Z?", re.I
)


class Unusable(Exception):
    """The value says nothing that can be used; the message says why."""


def decimal_comma(prices: Iterable[str]) -> bool:
    """Say whether a file writes 2,55 rather than 2.55, by a sample of its prices."""
    votes = 0
    for price in prices:
        bare = _bare(price)
        votes += bool(_COMMA.search(bare)) - bool(_POINT.search(bare) and "," not in bare)
    return votes > 0


def _bare(text: str) -> str:
    return _GROUPS.sub("", _CURRENCY.sub("", text.strip()).strip())


def number(text: str, comma: bool) -> Decimal:
    """
    Return the number written, with a decimal comma or point, thousands grouped or not.

    :raises Unusable: if it is none
    """
    bare = _bare(text)
    if not _NUMBERS[comma].fullmatch(bare):
        raise Unusable("is not a number")
    return Decimal(bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", ""))


@lru_cache(maxsize=10_000)
def units(text: str, comma: bool) -> int:
    """
    Return a whole quantity; a cancelled one is negative.

    :raises Unusable: if it is no whole number, or beyond a million
    """
    if not text.strip():
        raise Unusable("there is no quantity")
    try:
        value = number(text, comma)
    except Unusable as error:
        raise Unusable(f"the quantity {error}") from error
    if value != value.to_integral_value():
        raise Unusable("the quantity is not a whole number")
    if abs(value) > MOST_UNITS:
        raise Unusable(f"the quantity is beyond {MOST_UNITS:,}")
    return int(value)


@lru_cache(maxsize=10_000)
def cents(text: str, comma: bool) -> int:
    """
    Return a price in whole cents; programs' 2.5499999999 is 2.55, but 0.001 is no price.

    :raises Unusable: if it is no number, not in whole cents, or beyond a million
    """
    if not text.strip():
        raise Unusable("there is no price")
    try:
        value = number(text, comma)
    except Unusable as error:
        raise Unusable(f"the price {error}") from error
    if abs(value) * 100 > MOST_CENTS:
        raise Unusable(f"the price is beyond {MOST_CENTS // 100:,}")
    rounded = value.quantize(CENT)
    if abs(rounded - value) > Decimal("0.000001"):
        raise Unusable("the price is not in whole cents")
    return int(rounded * 100)


Written = tuple[int, int, int]


def written_day(text: str) -> Written | None:
    """Return the three numbers of a day as they stand, or None."""
    match = _DAY.match(text.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def day_first(days: Iterable[Written]) -> bool:
    """
    Say whether a file writes 31/12/2010 rather than 12/31/2010.

    Where every day could be read both ways, the reading that spans less time is taken.
    """
    seen = {day for day in days if 1 <= day[0] <= 31 and day[1] >= 1}
    if any(day[0] > 12 for day in seen):
        return True
    if not seen or any(day[1] > 12 for day in seen):
        return False
    return _span(seen, first=True) < _span(seen, first=False)


def _span(days: set[Written], *, first: bool) -> timedelta:
    read = [read_day(day, first) for day in days]
    return max(read) - min(read)


def read_day(written: Written, first: bool) -> date:
    """
    Return the day that three numbers mean; a year in front says its order itself.

    :raises ValueError: if there is no such day
    """
    a, b, c = written
    if a > 31:
        return date(a, b, c)
    day, month = (a, b) if first else (b, a)
    return date(c + 2000 if c < 100 else c, month, day)


@lru_cache(maxsize=10_000)
def moment(text: str, first: bool) -> datetime:
    """
    Return the moment written, such as 2010-12-01T08:26 or 12/1/2010 8:26, in UTC.

    :raises Unusable: if it is none
    """
    stripped = text.strip()
    try:
        iso = datetime.fromisoformat(stripped)
        return iso.astimezone(UTC) if iso.tzinfo else iso.replace(tzinfo=UTC)
    except ValueError:
        pass
    day = _DAY.match(stripped)
    time = _TIME.fullmatch(stripped, day.end()) if day else None
    if day is None or (time is None and day.end() < len(stripped)):
        raise Unusable("the date cannot be read" if stripped else "there is no date")
    try:
        on = read_day((int(day[1]), int(day[2]), int(day[3])), first)
        return datetime(on.year, on.month, on.day, *_clock(time), tzinfo=UTC)
    except ValueError as error:
        raise Unusable("the date cannot be read") from error


def _clock(time: re.Match[str] | None) -> tuple[int, int, int]:
    if time is None:
        return 0, 0, 0
    hour, minute, second, half = int(time[1]), int(time[2]), int(time[3] or 0), time[4]
    if half:
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    return hour, minute, second
