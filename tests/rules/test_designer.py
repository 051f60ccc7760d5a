"""The best ladder is never beaten, keeps to its constraints, and says whether it is worth it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clust.rules.designer import (
    Because,
    CannotDesign,
    Constraints,
    Design,
    NoPrice,
    NothingPays,
    OutOfCapacity,
    TooManyPeople,
    Verdict,
    design,
    offer,
)
from clust.rules.expectation import Rungs, Sale, expected
from clust.rules.ladder_grid import Aim, Grid
from clust.rules.ladder_search import Search, best
from clust.rules.price_points import rounded_down, rounded_up
from clust.rules.valuation import Curve, Normal, Uniform
from tests.rules.test_expectation import CURVE, sales

MOST_UNITS = 13
STEPS = ((1, 55.0), (12, 45.0), (25, 38.0))


def exhaustive(sale: Sale, rungs: int, floor: float | None, aim: Aim) -> float:
    """Return the worth of the best of all ladders: every start, every price of the curve."""
    asked = sorted((price for price, _units in sale.value.points), reverse=True)  # type: ignore[attr-defined]
    first = sale.cost[0][0]
    worths = [
        offer(sale, aim, Rungs(starts, prices)).worth
        for size in range(1, rungs + 1)
        for prices in itertools.combinations(asked, size)
        for starts in itertools.combinations(range(first, MOST_UNITS), size)
        if all(allowed(sale, floor, *rung) for rung in zip(starts, prices, strict=True))
    ]
    return max(worths, default=-np.inf)


def allowed(sale: Sale, floor: float | None, start: int, price: float) -> bool:
    cost = sale.unit_cost(np.array([start]))[0]
    return floor is None or price * sale.kept * (1 - floor) >= cost - 1e-9


@settings(max_examples=25, deadline=None)
@given(sales(), st.integers(1, 2), st.sampled_from([None, 0.0, 0.1]))
def test_no_other_ladder_is_better(sale: Sale, rungs: int, floor: float | None) -> None:
    assume(len(sale.value.points) < 5)  # type: ignore[attr-defined]
    try:
        found = design(sale, Constraints(rungs, floor))
    except CannotDesign:
        assert exhaustive(sale, rungs, floor, Aim()) <= 1e-9
        return
    assert found.ladder.worth >= exhaustive(sale, rungs, floor, Aim()) * (1 - 1e-6)


@pytest.mark.parametrize("weight", [0.0, 0.4, 0.8])
def test_no_other_ladder_is_better_for_the_members(weight: float) -> None:
    sale = Sale(20, Curve.of([(60.0, 20), (70.0, 14), (80.0, 6)]), ((1, 50.0), (8, 40.0)))
    found = design(sale, Constraints(2, 0.05), weight)
    aim = Aim(weight, design(sale, Constraints(1, 0.05)).fixed.ladder.prices[0])
    assert found.ladder.worth >= exhaustive(sale, 2, 0.05, aim) * (1 - 1e-6)


@settings(max_examples=40, deadline=None)
@given(sales(), st.integers(1, 3))
def test_a_ladder_never_brings_less_than_the_best_fixed_price(sale: Sale, rungs: int) -> None:
    try:
        found = design(sale, Constraints(rungs))
    except CannotDesign:
        return
    assert found.ladder.worth >= found.one_rung.worth >= found.fixed.worth
    assert len(found.ladder.ladder.starts) <= min(rungs, len(sale.cost))


@settings(max_examples=40, deadline=None)
@given(sales())
def test_without_a_discount_a_ladder_gains_nothing(sale: Sale) -> None:
    flat = replace(sale, cost=sale.cost[:1], cap=None, case=1)
    try:
        found = design(flat, Constraints(4))
    except CannotDesign:
        return
    assert found.ladder.worth == pytest.approx(found.fixed.worth)
    assert (found.advice.verdict, found.advice.because) == (Verdict.FIXED, Because.NO_DISCOUNT)


@settings(max_examples=30, deadline=None)
@given(sales(), st.integers(1, 3), st.data())
def test_no_neighbour_is_better(sale: Sale, rungs: int, data: st.DataObject) -> None:
    try:
        found = design(sale, Constraints(rungs)).ladder
    except CannotDesign:
        return
    rung = data.draw(st.integers(0, len(found.ladder.prices) - 1))
    prices, starts = list(found.ladder.prices), list(found.ladder.starts)
    prices[rung] += data.draw(st.sampled_from([-5.0, -1.0, 0.0, 1.0, 5.0]))
    starts[rung] += data.draw(st.sampled_from([-1, 0, 1]))
    assume(starts[0] >= 1 and prices == sorted(prices, reverse=True))
    assume(all(one < other for one, other in itertools.pairwise(starts)))
    neighbour = expected(sale, Rungs(tuple(starts), tuple(prices)))
    assert found.expected.profit >= neighbour.profit - 1e-6 * abs(neighbour.profit) - 1e-9


@pytest.mark.parametrize("seed", [1, 2, 19])
def test_a_coarse_search_ends_where_a_full_one_does(seed: int) -> None:
    source = np.random.default_rng(seed)
    at = np.linspace(60, 120, 34)
    wanted = np.round(source.exponential(4, 34) * np.exp(-(((at - 85) / 20) ** 2)) + 0.3)
    curve = Curve.of(zip(at.tolist(), np.cumsum(wanted[::-1])[::-1].tolist(), strict=True))
    cost = ((1, 77.0), (20, 65.0), (45, 55.0))
    sale = Sale(curve.units, curve, cost)
    grid = Grid(sale, Aim(), curve.levels(), (0.0,) * 3)
    full = max(one.worth for one in Search(grid, list(range(34)), [0, 1, 2], False).found(3))
    found = best(grid, 3)
    assert found is not None
    assert found.worth == pytest.approx(full, rel=1e-6)


def test_the_worth_found_is_the_exact_one() -> None:
    found = design(Sale(40, CURVE, STEPS), Constraints(3)).ladder
    assert found.worth == pytest.approx(found.expected.profit)


def test_a_medium_threshold_gains_most() -> None:
    gains = [
        design(Sale(70, Uniform(0, 1), ((1, 0.8), (at, 0.7))), Constraints(2)).advice
        for at in (2, 14, 60)
    ]
    assert [advice.verdict for advice in gains] == [Verdict.FIXED, Verdict.LADDER, Verdict.FIXED]
    assert gains[0].because == Because.REACHED_ANYWAY
    assert gains[2].because == Because.OUT_OF_REACH


def designed(**constraints: object) -> Design:
    return design(Sale(40, CURVE, STEPS, kept=1 / 1.2), Constraints(**constraints))  # type: ignore[arg-type]


def test_every_rung_leaves_the_floor_margin() -> None:
    found = designed(rungs=3, floor=0.2).ladder.ladder
    costs = dict(STEPS)
    assert all(p / 1.2 * 0.8 >= costs[start] - 1e-9 for start, p in found.pairs())


def test_no_rung_is_above_the_ceiling() -> None:
    assert designed(rungs=3, ceiling=75.0).ladder.ladder.prices[0] <= 75


def test_prices_look_like_prices() -> None:
    found = designed(rungs=3, rounded=True)
    assert all(f"{price:.2f}".endswith(".90") for price in found.ladder.ladder.prices)


def test_a_smooth_demand_takes_round_prices_too() -> None:
    sale = Sale(60, Normal(50, 15), ((1, 30.0), (20, 22.0)))
    found = design(sale, Constraints(2, rounded=True)).ladder.ladder
    assert all(f"{price:.2f}".endswith(".90") for price in found.prices)


@pytest.mark.parametrize("cents", [1, 150, 199, 200, 205, 209, 999, 1000, 1050, 1090, 7999])
def test_the_last_round_price_is_the_next_below(cents: int) -> None:
    down = rounded_down(cents)
    assert down <= cents
    assert rounded_up(down) == down
    assert all(rounded_up(one) != one for one in range(down + 1, cents + 1))


def test_members_save_more_where_their_saving_weighs_more() -> None:
    sale = Sale(40, CURVE, STEPS)
    paid = [
        design(sale, Constraints(3, 0.0), weight).ladder.expected.revenue
        / design(sale, Constraints(3, 0.0), weight).ladder.expected.units
        for weight in (1.0, 0.6, 0.0)
    ]
    assert paid == sorted(paid, reverse=True)


def test_a_fixed_price_may_lose_where_a_ladder_pays() -> None:
    sale = Sale(8, Curve.of([(50.0, 8), (60.0, 6)]), ((1, 58.0), (10, 30.0)))
    found = design(sale, Constraints(3))
    assert found.fixed.expected.profit < found.ladder.expected.profit
    assert found.advice.verdict is not Verdict.FIXED


@pytest.mark.parametrize(
    ("sale", "constraints", "why"),
    [
        (Sale(40, CURVE, ((1, 95.0),)), Constraints(3), NothingPays),
        (Sale(40, CURVE, STEPS), Constraints(3, floor=0.1, ceiling=30.0), NoPrice),
        (Sale(40, CURVE, STEPS, cap=5, case=6), Constraints(3), OutOfCapacity),
        (Sale(1e6, CURVE, STEPS), Constraints(3), TooManyPeople),
    ],
)
def test_what_is_impossible_is_said(
    sale: Sale, constraints: Constraints, why: type[CannotDesign]
) -> None:
    with pytest.raises(why):
        design(sale, constraints)
