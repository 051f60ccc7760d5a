"""Months as the books count them."""

from datetime import date, datetime, timedelta

from clust.ledger.readings import CALENDAR


def month_start(now: datetime) -> datetime:
    """Return when the month of a moment began, in the calendar of the books."""
    local = now.astimezone(CALENDAR)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def last_month(now: datetime) -> date:
    """Return the first day of the month before."""
    return (month_start(now) - timedelta(days=1)).date().replace(day=1)
