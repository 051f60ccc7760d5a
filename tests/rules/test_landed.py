"""What a quote costs once the goods are here: whole cases, freight shared, nothing forgotten."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.ladder import Ladder
from clust.rules.landed import Offer, Risk, cheapest, landed, risks, volumes

TODAY = date(2026, 3, 2)
COST = Ladder.of([(1, 1000), (50, 900), (200, 700)])


def test_the_last_case_and_the_freight_are_shared_by_the_units_wanted() -> None:
    line = landed(Offer(COST, case_size=6, freight=4800, eco_contribution=5), 49)
    assert line
    assert (line.bought, line.unit_cost, line.left_over) == (54, 900, 5)
    assert line.total == 54 * 900 + 4800 + 54 * 5
    assert line.each == 1096


@pytest.mark.parametrize(
    ("offer", "units", "bought"),
    [
        (Offer(COST), 7, 7),
        (Offer(COST, case_size=4), 7, 8),
        (Offer(COST, case_size=4, minimum_cases=5), 7, 20),
        (Offer(Ladder.of([(30, 900)]), case_size=4), 7, 32),
        (Offer(COST, case_size=4, capacity=10), 8, 8),
    ],
)
def test_what_is_bought_is_what_can_be_ordered(offer: Offer, units: int, bought: int) -> None:
    line = landed(offer, units)
    assert line
    assert line.bought == bought


@pytest.mark.parametrize(
    ("offer", "units"),
    [(Offer(COST, capacity=10), 11), (Offer(COST, case_size=4, capacity=10), 9), (Offer(COST), 0)],
)
def test_what_cannot_be_delivered_has_no_cost(offer: Offer, units: int) -> None:
    assert landed(offer, units) is None


@given(
    st.integers(1, 400),
    st.integers(1, 12),
    st.integers(0, 9),
    st.integers(0, 90_000),
    st.integers(0, 90),
)
def test_a_unit_never_costs_less_than_its_rung(
    units: int, case_size: int, minimum_cases: int, freight: int, eco: int
) -> None:
    offer = Offer(COST, case_size, minimum_cases, None, freight, eco)
    line = landed(offer, units)
    assert line
    assert line.bought >= units
    assert line.bought % case_size == 0
    assert line.each >= line.unit_cost + eco
    assert 0 <= line.each * units - line.total < units


def test_what_could_go_wrong_is_said() -> None:
    soon = TODAY + timedelta(days=10)
    offer = Offer(COST, case_size=10, minimum_cases=5, capacity=90, valid_until=soon)
    assert risks(offer, likely=100, firm=49, today=TODAY) == [
        Risk.CAPACITY_BELOW_LIKELY,
        Risk.MINIMUM_ABOVE_FIRM,
        Risk.RUNS_OUT,
        Risk.NO_RETURNS,
    ]
    assert Risk.OVER in risks(offer, likely=100, firm=50, today=soon + timedelta(days=1))


def test_a_quote_may_have_no_risk() -> None:
    assert risks(Offer(COST, return_days=30), likely=100, firm=1, today=TODAY) == []


def test_quotes_are_compared_at_the_likely_quantities_and_where_costs_fall() -> None:
    assert volumes(100, [Offer(COST)]) == [1, 50, 100, 200]
    assert volumes(1, []) == [1, 2]


def test_of_many_edges_the_nearest_are_taken() -> None:
    long = Offer(Ladder.of([(n * 10, 1000 - n) for n in range(1, 401)]))
    assert volumes(1000, [long]) == [500, 970, 980, 990, 1000, 1010, 1020, 1030, 2000]


def test_the_cheapest_of_a_column_are_marked() -> None:
    column = [landed(Offer(COST), 50), None, landed(Offer(COST), 200), landed(Offer(COST), 200)]
    assert cheapest(column) == {2, 3}
    assert cheapest([None]) == set()
