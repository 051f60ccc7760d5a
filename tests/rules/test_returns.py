"""Until when a buyer may change their mind, and what flows back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.returns import (
    GivenBack,
    Sale,
    easter,
    given_back,
    guarantee_ends,
    holidays,
    last_day,
    may_withdraw,
    money_back_due,
    withdrawal_ends,
    working_days_later,
)

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)],
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_france_has_eleven_holidays() -> None:
    assert len(holidays(2026)) == 11
    assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)} <= holidays(2026)


@pytest.mark.parametrize(
    ("received", "last", "why"),
    [
        (date(2026, 3, 3), date(2026, 3, 17), "a Tuesday, fourteen days on, its own day not one"),
        (date(2026, 3, 7), date(2026, 3, 23), "would end on a Saturday: the Monday"),
        (date(2026, 3, 8), date(2026, 3, 23), "would end on a Sunday: the Monday"),
        (date(2026, 3, 23), date(2026, 4, 7), "would end on Easter Monday: the Tuesday"),
        (date(2026, 12, 11), date(2026, 12, 28), "Christmas on a Friday: the Monday after"),
    ],
)
def test_a_period_ends_on_a_working_day(received: date, last: date, why: str) -> None:
    assert last_day(received) == last, why


def test_the_right_to_withdraw_ends_with_the_last_hour_of_its_day() -> None:
    ends = withdrawal_ends(datetime(2026, 3, 3, 17, 30, tzinfo=UTC), PARIS)
    assert ends == datetime(2026, 3, 18, 0, 0, tzinfo=PARIS)


def test_the_day_of_delivery_is_the_one_in_paris() -> None:
    before_midnight_in_london = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert withdrawal_ends(before_midnight_in_london, PARIS) == datetime(2026, 3, 18, tzinfo=PARIS)


def test_the_clocks_going_forward_take_no_hour_of_the_last_day() -> None:
    ends = withdrawal_ends(datetime(2026, 3, 20, 12, tzinfo=UTC), PARIS)
    assert ends is not None
    assert ends.astimezone(UTC) == datetime(2026, 4, 3, 22, tzinfo=UTC)


def test_before_the_goods_arrive_the_right_has_no_end() -> None:
    assert withdrawal_ends(None, PARIS) is None


def test_exceptions() -> None:
    assert may_withdraw("")
    assert not may_withdraw("made_to_measure")
    assert not may_withdraw("perishable")
    assert may_withdraw("sealed")
    assert not may_withdraw("sealed", unsealed=True)


def test_an_answer_is_due_in_working_days() -> None:
    friday = date(2026, 3, 6)
    assert working_days_later(friday, 2) == date(2026, 3, 10)
    assert working_days_later(date(2026, 4, 3), 1) == date(2026, 4, 7)


def test_the_guarantee_lasts_two_years_and_longer_after_a_repair() -> None:
    assert guarantee_ends(date(2026, 3, 3)) == date(2028, 3, 3)
    assert guarantee_ends(date(2026, 8, 31), repaired=True) == date(2029, 2, 28)
    assert guarantee_ends(date(2024, 2, 29)) == date(2026, 2, 28)


def test_money_waits_for_the_goods_or_for_proof_and_is_back_within_14_days() -> None:
    told = datetime(2026, 3, 3, 9, tzinfo=UTC)
    two_weeks = told + timedelta(days=14)
    late = told + timedelta(days=20)
    assert money_back_due(told, None, None) is None
    assert money_back_due(told, told + timedelta(days=2), None) == two_weeks
    assert money_back_due(told, None, told + timedelta(days=5)) == two_weeks
    assert money_back_due(told, late, late + timedelta(days=3)) == late


# What flows back. Three at 25.00 and an express delivery of 9.90; a standard one costs 4.90.
ORDER = Sale(3, 7500, 990)


def test_all_of_it_gives_back_the_standard_delivery_too() -> None:
    assert given_back(ORDER, 3, standard_cents=490) == GivenBack(7500, 490)


def test_a_part_gives_back_no_delivery() -> None:
    assert given_back(ORDER, 2, standard_cents=490) == GivenBack(5000, 0)


def test_the_last_part_gives_back_the_delivery() -> None:
    assert given_back(Sale(1, 2500, 990), 1, standard_cents=490) == GivenBack(2500, 490)


def test_our_fault_gives_back_all_of_the_delivery() -> None:
    assert given_back(ORDER, 3) == GivenBack(7500, 990)


def test_a_delivery_cheaper_than_the_standard_is_given_back_as_paid() -> None:
    assert given_back(Sale(1, 2500, 0), 1, standard_cents=490) == GivenBack(2500, 0)


def test_value_lost_is_kept_from_the_goods_only() -> None:
    assert given_back(ORDER, 3, standard_cents=490, lost_cents=1000) == GivenBack(6500, 490)


@pytest.mark.parametrize(("units", "lost"), [(0, 0), (4, 0), (-1, 0), (1, 2501), (1, -1)])
def test_never_more_than_there_is(units: int, lost: int) -> None:
    with pytest.raises(ValueError, match="of"):
        given_back(ORDER, units, lost_cents=lost)


@given(st.integers(1, 40), st.integers(0, 10**7), st.integers(0, 5000), st.data())
def test_in_parts_or_at_once_the_same_flows_back(
    units: int, goods: int, delivery: int, data: st.DataObject
) -> None:
    left, back = Sale(units, goods, delivery), GivenBack(0, 0)
    while left.units:
        part = data.draw(st.integers(1, left.units))
        gone = given_back(left, part)
        back = GivenBack(back.goods_cents + gone.goods_cents, gone.delivery_cents)
        left = Sale(left.units - part, left.goods_cents - gone.goods_cents, delivery)
    assert back == GivenBack(goods, delivery)
