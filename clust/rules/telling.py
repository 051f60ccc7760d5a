"""When somebody is told: not while they sleep, or with all the rest at the hour of their digest."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

DIGEST_HOUR = 8
MONDAY = 0


class Quiet(NamedTuple):
    """Hours of a day, the first within and the last not; they may go over midnight."""

    from_hour: int
    to_hour: int

    def holds(self, hour: int) -> bool:
        """Say whether it is quiet in this hour of the day."""
        if self.from_hour <= self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour


def wakes_at(now: datetime, zone: tzinfo, quiet: Quiet | None) -> datetime:
    """
    Return the first moment from `now` on at which it is not quiet where somebody lives.

    Where clocks change, an hour may be missing or come twice: the first that is not quiet counts.
    """
    if quiet is None or not quiet.holds(now.astimezone(zone).hour):
        return now
    moment = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while True:
        moment += timedelta(minutes=15)
        if not quiet.holds(moment.astimezone(zone).hour):
            return moment


def digest_at(now: datetime, zone: tzinfo, *, weekly: bool) -> datetime:
    """Return the moment after `now` at which the next digest leaves: at 8, weekly on Monday."""
    local = now.astimezone(zone)
    day = local.date()
    while True:
        at = datetime(day.year, day.month, day.day, DIGEST_HOUR, tzinfo=zone)
        if at > local and (not weekly or day.weekday() == MONDAY):
            return at.astimezone(UTC)
        day += timedelta(days=1)
