"""What is given back when a sale is undone after it was made, and until when one may ask."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clust.rules.money import split

WITHDRAWAL_DAYS = 14
MONEY_BACK_DAYS = 14
SEND_BACK_DAYS = 14
REMEDY_DAYS = 30
ANSWER_DAYS = 2
GUARANTEE_YEARS = 2
MONTHS_MORE_AFTER_REPAIR = 6
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)
NEVER, IF_UNSEALED = {"made_to_measure", "perishable"}, {"sealed"}


def easter(year: int) -> date:
    """Return Easter Sunday (the method of Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leaps, left = divmod(century, 4)
    lag = (century + 8) // 25
    epact = (19 * golden + century - leaps - (century - lag + 1) // 3 + 15) % 30
    quarter, odd = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * quarter - epact - odd) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """Return the public holidays of France (labour code L3133-1)."""
    moving = {easter(year) + timedelta(days=after) for after in AFTER_EASTER}
    return {date(year, month, day) for month, day in FIXED_HOLIDAYS} | moving


def is_working_day(day: date) -> bool:
    """Say whether a day is neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < 5 and day not in holidays(day.year)


def working_days_later(start: date, days: int) -> date:
    """Return the day so many working days after another; the day itself does not count."""
    return next(islice(_working_days_after(start), days - 1, None))


def _working_days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if is_working_day(day):
            yield day


def last_day(event_on: date, days: int = WITHDRAWAL_DAYS) -> date:
    """
    Return the last day of a period counted from an event.

    The day of the event does not count; a period that would end on a Saturday, Sunday or public
    holiday ends with the next working day (Regulation 1182/71, articles 3(1) and 3(4); French
    consumer code L221-19).
    """
    day = event_on + timedelta(days=days)
    return day if is_working_day(day) else working_days_later(day, 1)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a day is over: a period runs to the end of its last hour."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def withdrawal_ends(received_at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """
    Return when the right to withdraw ends, none while the goods have not all arrived.

    :param received_at: when the last parcel of the order was delivered
    :param zone: whose days are counted
    """
    if received_at is None:
        return None
    return end_of(last_day(received_at.astimezone(zone).date()), zone)


def may_withdraw(exception: str, *, unsealed: bool = False) -> bool:
    """Say whether a product of this exception may be withdrawn from (consumer code L221-28)."""
    return exception not in NEVER and not (unsealed and exception in IF_UNSEALED)


def guarantee_ends(received_on: date, *, repaired: bool = False) -> date:
    """
    Return the last day of the legal guarantee: two years, six months more after a repair.

    French consumer code L217-3 and L217-13.
    """
    months = 12 * GUARANTEE_YEARS + MONTHS_MORE_AFTER_REPAIR * repaired
    years, month = divmod(received_on.month - 1 + months, 12)
    first = date(received_on.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=received_on.day - 1), following - timedelta(days=1))


def money_back_due(
    told_at: datetime, sent_at: datetime | None, arrived_at: datetime | None
) -> datetime | None:
    """
    Return when the money must be back: 14 days after the buyer told us, and not before the goods
    arrived or were shown to be sent, whichever was first (consumer code L221-24); none before.
    """
    shown = [at for at in (sent_at, arrived_at) if at]
    return max(told_at + timedelta(days=MONEY_BACK_DAYS), min(shown)) if shown else None


class Sale(NamedTuple):
    """What is left of a sale: units, and cents gross of goods and of delivery."""

    units: int
    goods_cents: int
    delivery_cents: int


class GivenBack(NamedTuple):
    """What flows back, in cents gross."""

    goods_cents: int
    delivery_cents: int

    @property
    def total_cents(self) -> int:
        """Return goods and delivery together."""
        return self.goods_cents + self.delivery_cents


def given_back(
    left: Sale, units: int, *, standard_cents: int | None = None, lost_cents: int = 0
) -> GivenBack:
    """
    Return what is given back for some of the units that are left of a sale.

    Their share of the goods' price, less what they lost in value. The delivery flows back with
    the last unit only, and up to the cheapest standard way on offer (consumer code L221-24).

    :param standard_cents: the cheapest standard delivery; none where all of it flows back
    :raises ValueError: if more units or more value would go than there are
    """
    if not 0 < units <= left.units:
        raise ValueError(f"{units} of {left.units} units")
    goods, _ = split(left.goods_cents, (units, left.units - units))
    if not 0 <= lost_cents <= goods:
        raise ValueError(f"{lost_cents} of {goods} cents")
    whole = units == left.units
    most = left.delivery_cents if standard_cents is None else standard_cents
    return GivenBack(goods - lost_cents, min(left.delivery_cents, most) if whole else 0)
