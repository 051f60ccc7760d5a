"""After opening, terms change in the buyers' favour only."""

from datetime import UTC, datetime, timedelta

import pytest

from clust.rules.ladder import Ladder
from clust.rules.terms import (
    may_change_cap,
    may_close_early,
    may_close_later,
    may_replace_ladder,
)

OPENED = Ladder.of([(5, 1000), (10, 900), (20, 800)])
EVENING = datetime(2026, 3, 1, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "pairs",
    [
        [(5, 1000), (10, 900), (20, 800), (40, 700)],
        [(5, 1000), (10, 900), (20, 750)],
        [(5, 950), (10, 900), (20, 800)],
        [(5, 1000), (8, 900), (20, 800)],
        [(5, 800)],
    ],
)
def test_a_deeper_rung_or_a_lower_price_is_allowed(pairs: list[tuple[int, int]]) -> None:
    assert may_replace_ladder(OPENED, Ladder.of(pairs))


@pytest.mark.parametrize(
    "pairs",
    [
        [(5, 1000), (10, 900), (20, 800)],
        [(5, 1000), (10, 900)],
        [(5, 1000), (12, 900), (20, 800)],
        [(5, 1000), (12, 850), (20, 700)],
        [(5, 1000), (10, 900), (20, 810), (40, 700)],
        [(4, 1000), (10, 900), (20, 800)],
        [(6, 1000), (10, 900), (20, 800)],
    ],
)
def test_a_ladder_dearer_anywhere_or_of_another_critical_mass_is_refused(
    pairs: list[tuple[int, int]],
) -> None:
    assert not may_replace_ladder(OPENED, Ladder.of(pairs))


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (100, 120, True),
        (100, None, True),
        (100, 100, False),
        (100, 80, False),
        (None, 100, False),
        (None, None, False),
    ],
)
def test_a_cap_only_rises_or_falls_away(old: int | None, new: int | None, allowed: bool) -> None:
    assert may_change_cap(old, new) is allowed


@pytest.mark.parametrize(
    ("units", "cap", "case", "allowed"),
    [
        (10, 10, 1, True),
        (9, 10, 1, False),
        (8, 10, 4, True),
        (7, 10, 4, False),
        (99, None, 1, False),
    ],
)
def test_a_campaign_closes_early_only_when_its_cap_is_full(
    units: int, cap: int | None, case: int, allowed: bool
) -> None:
    assert may_close_early(units=units, cap=cap, case=case) is allowed


def later(units: int, *, to: datetime = EVENING + HOUR, now: datetime = EVENING - HOUR) -> bool:
    return may_close_later(ladder=OPENED, units=units, closes_at=EVENING, new_closes_at=to, now=now)


def test_a_later_close_is_for_campaigns_below_their_critical_mass() -> None:
    assert later(4)
    assert not later(5)


def test_a_later_close_is_decided_before_the_old_one() -> None:
    assert not later(4, now=EVENING)


def test_a_later_close_is_later() -> None:
    assert not later(4, to=EVENING)
    assert not later(4, to=EVENING - HOUR)
