"""What a ladder brings is exact: draws agree, chances add up, printed figures return."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clust.rules.arrivals import mobshop
from clust.rules.expectation import Rungs, Sale, expected, poisson
from clust.rules.simulation import settled, simulate, simulate_people
from clust.rules.two_prices import NotTwoSteps, published_best
from clust.rules.valuation import (
    Curve,
    DemandRises,
    InvalidCurve,
    NoDemand,
    Normal,
    OnePrice,
    Uniform,
)
from tests.rules.published import published

CURVE = Curve.of([(60.0, 40), (70.0, 25), (80.0, 12), (90.0, 5)])
CAMERA = Rungs((1, 26, 201, 501), (615.95, 605.95, 595.95, 575.95))
TABLE = [
    (10, 0.7, 0.900, 0.817, 1.356, 0.815, 1.270),
    (10, 0.6, 0.900, 0.775, 2.656, 0.771, 2.604),
    (20, 0.7, 0.900, 0.770, 0.783, 0.900, 0.700),
    (30, 0.6, 0.900, 0.662, 0.790, 0.900, 0.700),
]


def uniform(threshold: int, cheap: float) -> Sale:
    return Sale(70, Uniform(0, 1), ((1, 0.8), (threshold, cheap)))


@pytest.mark.parametrize(("l", "c2", "p1", "p2", "profit", "fixed", "fixed_profit"), TABLE)
def test_the_printed_table_is_recomputed(
    l: int,  # noqa: E741 - as printed
    c2: float,
    p1: float,
    p2: float,
    profit: float,
    fixed: float,
    fixed_profit: float,
) -> None:
    found = published_best(uniform(l, c2), np.linspace(1, 0, 400), rungs=2, smooth=True)
    assert found.ladder.starts == (1, l)
    assert found.ladder.prices == pytest.approx((p1, p2), abs=5e-4)
    assert (found.profit, found.fixed_profit) == pytest.approx((profit, fixed_profit), abs=5e-4)
    assert found.fixed == pytest.approx(fixed, abs=5e-4)


def test_the_table_is_the_published_one() -> None:
    found = json.loads(published("cases.json").read_text(encoding="utf-8"))["designer"]
    assert [tuple(row) for row in found["rows"]] == TABLE


def test_the_printed_form_refuses_what_it_does_not_know() -> None:
    three = Sale(70, Uniform(0, 1), ((1, 0.8), (10, 0.7), (20, 0.6)))
    with pytest.raises(NotTwoSteps):
        published_best(three, np.linspace(1, 0, 20), rungs=2, smooth=True)


@pytest.mark.parametrize(("threshold", "cheap"), [(10, 0.7), (20, 0.7), (30, 0.6)])
def test_the_exact_form_is_that_of_two_prices(threshold: int, cheap: float) -> None:
    ladder, sale = Rungs((1, threshold), (0.9, 0.78)), uniform(threshold, cheap)
    high, low = sale.demand(ladder.prices)
    missed = poisson(np.array([low]), threshold - 1)[0].sum()
    profit = high * (0.9 - 0.8) * missed + low * (0.78 - cheap) * (1 - missed)
    assert expected(sale, ladder).profit == pytest.approx(profit)


def test_a_fixed_price_with_a_cap_is_the_published_one() -> None:
    sale = Sale(100 / 3, Normal(6, 2), ((1, 0),), cap=40)
    assert expected(sale, Rungs((1,), (4.67437,))).revenue == pytest.approx(116.259, abs=5e-4)


LADDERS = [
    (Rungs((1, 10, 20), (90.0, 80.0, 60.0)), None, 1),
    (Rungs((3, 10, 30), (80.0, 70.0, 60.0)), None, 1),
    (Rungs((1, 12, 24), (90.0, 70.0, 60.0)), 30, 1),
    (Rungs((4, 16), (80.0, 60.0)), 42, 4),
]


@pytest.mark.parametrize(("ladder", "cap", "case"), LADDERS)
def test_draws_agree_with_the_exact_form(ladder: Rungs, cap: int | None, case: int) -> None:
    sale = Sale(35, CURVE, ((1, 55.0), (20, 45.0)), kept=1 / 1.2, cap=cap, case=case)
    exact, drawn = expected(sale, ladder), simulate(sale, ladder, seed=7)
    assert abs(drawn.profit - exact.profit) < 3.5 * drawn.error
    assert drawn.chances == pytest.approx(exact.chances, abs=0.015)
    assert drawn.error == pytest.approx(exact.deviation / np.sqrt(20_000), rel=0.05)


def test_draws_with_a_seed_are_the_same_draws() -> None:
    sale, ladder = Sale(35, CURVE, ((1, 55.0),)), Rungs((1, 20), (80.0, 60.0))
    assert simulate(sale, ladder, seed=3, draws=500) == simulate(sale, ladder, seed=3, draws=500)


def test_a_rung_may_be_skipped() -> None:
    bicycle = Rungs((1, 6, 11), (500.0, 450.0, 400.0))
    sale = Sale(11, CURVE, ((1, 0.0),))
    assert settled(sale, bicycle, np.array([[5, 5, 11]])).revenue == 4400


def test_people_who_came_pay_what_their_value_allows() -> None:
    sale, ladder = Sale(100, CURVE, ((1, 0.0),)), Rungs((1,), (70.0,))
    drawn = simulate_people(sale, ladder, np.full(4000, 100), seed=1)
    assert drawn.units == pytest.approx(62.5, abs=0.5)


def test_cycles_end_as_those_observed_at_mobshop() -> None:
    orders = mobshop(CAMERA, seed=1, draws=2000)
    assert orders.mean() == pytest.approx(170, rel=0.1)
    assert ((orders >= 80) & (orders <= 324)).mean() > 0.8


prices = st.lists(st.integers(40, 120), min_size=2, max_size=6, unique=True)


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    falling = sorted(draw(prices))
    size = len(falling)
    units = sorted(draw(st.lists(st.integers(1, 20), min_size=size, max_size=size)), reverse=True)
    return Curve.of([(float(price), float(one)) for price, one in zip(falling, units, strict=True)])


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    curve = draw(curves())
    starts = sorted(draw(st.sets(st.integers(2, 12), max_size=2)) | {1})
    costs = draw(
        st.lists(st.integers(10, 80), min_size=len(starts), max_size=len(starts), unique=True)
    )
    steps = zip(starts, sorted(map(float, costs), reverse=True), strict=True)
    cap = draw(st.sampled_from([None, None, 15, 20]))
    return Sale(curve.units, curve, tuple(steps), cap=cap, case=draw(st.sampled_from([1, 1, 3])))


@st.composite
def ladders(draw: st.DrawFn) -> Rungs:
    starts = sorted(draw(st.sets(st.integers(1, 25), min_size=1, max_size=4)))
    size = len(starts)
    asked = draw(st.lists(st.integers(30, 125), min_size=size, max_size=size, unique=True))
    return Rungs(tuple(starts), tuple(map(float, sorted(asked, reverse=True))))


@settings(max_examples=150, deadline=None)
@given(sales(), ladders())
def test_the_chances_of_all_ends_add_up(sale: Sale, ladder: Rungs) -> None:
    brings = expected(sale, ladder)
    assert brings.missing + sum(brings.chances) == pytest.approx(1, abs=1e-9)
    assert all(0 <= chance <= 1 + 1e-12 for chance in brings.chances)
    assert brings.units <= sale.mean + 1e-9
    assert brings.worst <= brings.profit + 1e-6


@settings(max_examples=30, deadline=None)
@given(sales(), ladders())
def test_draws_agree_for_any_ladder(sale: Sale, ladder: Rungs) -> None:
    exact, drawn = expected(sale, ladder), simulate(sale, ladder, seed=11, draws=4000)
    assert abs(drawn.profit - exact.profit) <= 8 * exact.deviation / np.sqrt(4000) + 1e-6


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([], NoDemand),
        ([(60, 0), (70, 0)], NoDemand),
        ([(60, 1)], OnePrice),
        ([(60, 4), (70, 9)], DemandRises),
    ],
)
def test_points_that_say_nothing_are_refused(
    points: list[tuple[float, float]], why: type[InvalidCurve]
) -> None:
    with pytest.raises(why):
        Curve.of(points)


def test_between_two_prices_as_many_buy_as_at_the_higher() -> None:
    asked = np.array([95.0, 90.0, 85.0, 80.0, 60.0, 10.0])
    assert (CURVE.survival(asked) * 40).tolist() == [0, 5, 5, 12, 40, 40]
