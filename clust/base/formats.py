"""Amounts, quantities, days and moments in the reader's way."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

EUROPEAN = Locale("en", "GB")


def reader() -> Locale:
    """Return the locale of the language that is active."""
    return Locale.parse(to_locale(get_language() or "fr"))


def calendar() -> Locale:
    """Return how the reader writes days and hours: in English as in Europe, `30 November 2026`."""
    return EUROPEAN if reader().language == "en" else reader()


def money(cents: int, currency: str = "EUR") -> str:
    """Return an amount of whole cents, such as `1 234,50 €`."""
    return _money(cents, currency, get_language() or "fr")


@lru_cache(20_000)
def _money(cents: int, currency: str, language: str) -> str:
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=to_locale(language))


def units(number: int) -> str:
    """Return a whole number with its thousands apart."""
    return _units(number, get_language() or "fr")


@lru_cache(20_000)
def _units(number: int, language: str) -> str:
    return format_decimal(number, locale=to_locale(language))


def percent(part: float) -> str:
    """Return a part of one as a percentage, with one decimal below ten per cent."""
    return _percent(Decimal(str(round(part, 3 if abs(part) < 0.1 else 2))))


def rate(per_mille: int | Decimal) -> str:
    """Return a rate such as `5,5 %`, as exact as it is."""
    return _percent(Decimal(per_mille) / 1000)


def _percent(part: Decimal) -> str:
    form = "#,##0.##\u00a0%" if reader().language == "fr" else "#,##0.##%"
    return format_percent(part, form, locale=reader())


def day(value: date | datetime) -> str:
    """Return a day in full; a moment's day is that of the reader's time zone."""
    return _first(format_date(_local(value), "long", locale=calendar()))


def short_day(value: date | datetime) -> str:
    """Return a day without its year, short."""
    return _first(format_date(_local(value), "d MMM", locale=calendar()))


def _first(day: str) -> str:
    """Return a day as it is said: in French the first of a month is `1er`."""
    return f"1er {day[2:]}" if day.startswith("1 ") and reader().language == "fr" else day


def moment(value: datetime) -> str:
    """Return a day and an hour in the reader's time zone."""
    hour = format_time(timezone.localtime(value), "short", locale=calendar())
    return _("%(day)s at %(hour)s") % {"day": day(value), "hour": hour}


def grouped(text: str) -> str:
    """Return an account or a reference in groups of four, as people read them out."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _local(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
