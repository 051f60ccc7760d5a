"""Nobody is woken, and a digest leaves at eight."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.telling import Quiet, digest_at, wakes_at

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from(
    [PARIS, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")]
)
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
HOURS = st.integers(0, 23)


@given(MOMENTS, ZONES, HOURS, HOURS)
def test_whoever_sleeps_is_told_at_the_first_moment_after(
    now: datetime, zone: ZoneInfo, begins: int, ends: int
) -> None:
    quiet = Quiet(begins, ends)
    at = wakes_at(now, zone, quiet)
    assert at >= now
    assert at - now <= timedelta(hours=25)
    assert not quiet.holds(at.astimezone(zone).hour)
    before = at - timedelta(minutes=1)
    assert before < now or quiet.holds(before.astimezone(zone).hour)


def test_without_quiet_hours_it_is_now() -> None:
    now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    assert wakes_at(now, PARIS, None) == now
    assert wakes_at(now, PARIS, Quiet(22, 3)) == now


@pytest.mark.parametrize(("hour", "quiet"), [(21, False), (22, True), (3, True), (7, False)])
def test_a_night_goes_over_midnight(hour: int, quiet: bool) -> None:
    assert Quiet(22, 7).holds(hour) is quiet


@given(MOMENTS, ZONES, st.booleans())
def test_a_digest_leaves_at_eight_and_later_than_now(
    now: datetime, zone: ZoneInfo, weekly: bool
) -> None:
    at = digest_at(now, zone, weekly=weekly)
    local = at.astimezone(zone)
    assert at > now
    assert (local.hour, local.minute) == (8, 0)
    assert at - now <= timedelta(days=7 if weekly else 1, hours=26)
    assert not weekly or local.weekday() == 0
