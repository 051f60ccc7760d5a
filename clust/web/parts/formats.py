"""Amounts, quantities, days and moments in the reader's way, and how long is left."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust.base.formats import day, grouped, moment, money, reader, short_day, units

__all__ = ["day", "grouped", "moment", "money", "reader", "short_day", "units", "until"]


def until(value: datetime, now: datetime) -> str:
    """Return in words how long there is from `now` to a moment, in whole units, rounded down."""
    left = value - now
    if left <= timedelta(0):
        return _("over")
    if left >= timedelta(days=2):
        return _count_days(left.days)
    if left >= timedelta(hours=1):
        return _count_hours(left // timedelta(hours=1))
    return _count_minutes(max(1, left // timedelta(minutes=1)))


def _count_days(number: int) -> str:
    return ngettext("%(number)s day left", "%(number)s days left", number) % {"number": number}


def _count_hours(number: int) -> str:
    return ngettext("%(number)s hour left", "%(number)s hours left", number) % {"number": number}


def _count_minutes(number: int) -> str:
    said = ngettext("%(number)s minute left", "%(number)s minutes left", number)
    return said % {"number": number}
