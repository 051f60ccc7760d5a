"""Past forecasts correct the next one, less where they are few, and never beyond what came."""

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.calibration import MOST, OWN, USUAL, Held, Level
from clust.rules.forecast import Belief, wanted_before
from clust.rules.willingness import CARD, Conversion, Said, fit

SURE = [Said(CARD, ((50.0, 400.0), (40.0, 200.0)), Conversion(asked=10_000, bought=5_000))]

helds = st.builds(Held, st.floats(0, 1e5), st.floats(0, 1e5))


def alike(number: int, part: float, expected: float = 1000) -> Level:
    return Level.of([Held(expected, part * expected)] * number)


def test_before_anything_came_a_forecast_is_left_as_it_is_in_doubt() -> None:
    level = Level()
    assert (level.forecasts, level.came, level.part, level.per_mille) == (0, 1, 1, 1000)
    assert level.spread == pytest.approx(sqrt(USUAL**2 + OWN**2))


def test_seven_forecasts_an_eighth_too_high_lower_the_next_by_most_of_it() -> None:
    level = alike(7, 0.88)
    assert level.came == pytest.approx(0.88, abs=0.001)
    assert 0.88 < level.part < 0.92


def test_one_forecast_moves_the_next_by_a_part_only() -> None:
    assert 0.7 < alike(1, 0.5).part < 0.85


def test_a_single_disaster_counts_for_no_more_than_a_quarter() -> None:
    assert alike(1, 0.0).part == pytest.approx(alike(1, 1 / MOST).part, rel=0.01)
    assert alike(1, 0.0).part > 0.5


def test_a_small_clust_teaches_less_than_a_large_one() -> None:
    assert alike(1, 0.5, expected=3).part > alike(1, 0.5, expected=3000).part


@given(st.lists(helds, max_size=12))
def test_a_correction_lies_between_none_and_what_came(past: list[Held]) -> None:
    level = Level.of(past)
    low, high = sorted((1.0, level.came))
    assert low - 1e-9 <= level.part <= high + 1e-9
    assert 1 / MOST - 1e-9 <= level.part <= MOST + 1e-9


@given(st.lists(helds, max_size=12))
def test_doubt_never_ends(past: list[Held]) -> None:
    level = Level.of(past)
    assert level.spread > sqrt(level.own) > 0


@given(st.lists(helds, min_size=2, max_size=8))
def test_the_order_of_forecasts_does_not_matter(past: list[Held]) -> None:
    mixed = past[::-1]
    assert Level.of(mixed).part == pytest.approx(Level.of(past).part)


@given(st.floats(0.3, 3.0), st.integers(1, 10))
def test_more_of_the_same_is_believed_more(part: float, number: int) -> None:
    few, many = alike(number, part), alike(number + 1, part)
    assert abs(np.log(many.part)) >= abs(np.log(few.part)) - 1e-9


def test_forecasts_that_agree_narrow_the_doubt() -> None:
    spreads = [alike(number, 0.9).spread for number in (0, 1, 3, 12)]
    assert spreads == sorted(spreads, reverse=True)


def test_forecasts_that_scatter_keep_it_wide() -> None:
    scattered = Level.of([Held(1000, 300), Held(1000, 3000)] * 4)
    assert scattered.spread > alike(8, 1.0).spread * 1.5


def test_what_is_learnt_finds_a_factor_that_is_really_there() -> None:
    source = np.random.default_rng(5)
    off = [
        Level.of(
            [
                Held(800, float(source.poisson(800 * 0.7 * exp(source.normal(0, 0.2)))))
                for _ in range(12)
            ]
        ).part
        for _ in range(40)
    ]
    assert np.mean(off) == pytest.approx(0.7, abs=0.06)


def test_the_band_covers_the_next_one_as_often_as_it_says() -> None:
    source = np.random.default_rng(11)
    inside = []
    for _ in range(300):
        shared = exp(source.normal(0, USUAL))

        def came(shared: float = shared) -> float:
            return float(source.poisson(500 * shared * exp(source.normal(0, OWN))))

        level = Level.of([Held(500, came()) for _ in range(6)])
        reach = 1.2816 * level.spread
        inside.append(abs(np.log(came() / 500) - np.log(level.part)) < reach)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)


def test_a_fit_is_lowered_by_what_was_learnt_and_widened_by_its_doubt() -> None:
    plain, level = fit(SURE), alike(7, 0.8)
    learnt = fit(SURE, level)
    assert learnt.units == pytest.approx(np.array(plain.units) * level.part)
    width = [one.high[-1] - one.low[-1] for one in (plain, learnt)]
    assert width[1] > 3 * width[0]
    assert all(a <= b <= c for a, b, c in zip(learnt.low, learnt.units, learnt.high, strict=True))


def test_a_corrected_forecast_teaches_as_if_it_had_not_been_corrected() -> None:
    points = ((2000, 50), (1500, 100))
    raw = wanted_before(Belief(100, points), 1500, cap=None)
    assert wanted_before(Belief(80, points, 800), 1500, cap=None) == pytest.approx(raw)


def test_what_has_no_room_is_not_expected() -> None:
    belief = Belief(100, ((2000, 50), (1500, 100)))
    assert wanted_before(belief, 1500, cap=30) == pytest.approx(30)
    assert wanted_before(belief, 1500, cap=100) == pytest.approx(100 - 0.4 * 10, abs=0.1)
    assert wanted_before(belief, 1500, cap=1000) == pytest.approx(100)
