"""What people said is weighed with how such words held before, and the doubt is kept."""

import pytest

from clust.rules.valuation import NoDemand, OnePrice
from clust.rules.willingness import CARD, LIMIT, WISH, Conversion, Said, fit

LIMITS = ((90.0, 5.0), (80.0, 10.0), (70.0, 20.0))
HALF = Conversion(asked=998, bought=499)


def test_who_pays_more_also_pays_less() -> None:
    found = fit([Said(LIMIT, LIMITS, HALF)])
    assert found.prices == (90, 80, 70)
    assert found.units == pytest.approx((2.5, 7.5, 17.5))


def test_the_band_lies_around_the_mean() -> None:
    found = fit([Said(LIMIT, LIMITS, HALF), Said(WISH, ((100.0, 300.0),))])
    for low, mean, high in zip(found.low, found.units, found.high, strict=True):
        assert low <= mean <= high
    assert found.high[-1] > found.low[-1]


def test_the_band_covers_what_it_says_it_does() -> None:
    found = fit([Said(CARD, ((50.0, 400.0),), Conversion(asked=10_000, bought=5_000))])
    spread = (found.high[0] - found.low[0]) / 2
    assert spread == pytest.approx(1.2816 * 400**0.5 / 2, rel=0.1)


def test_measuring_narrows_the_band() -> None:
    wide = fit([Said(LIMIT, LIMITS)])
    narrow = fit([Said(LIMIT, LIMITS, HALF)])
    assert wide.high[-1] - wide.low[-1] > 1.5 * (narrow.high[-1] - narrow.low[-1])


def test_a_wish_weighs_less_than_a_limit() -> None:
    wish, limit = fit([Said(WISH, LIMITS)]), fit([Said(LIMIT, LIMITS)])
    assert wish.units[-1] == pytest.approx(0.02 * 35)
    assert wish.units[-1] < limit.units[-1]


def test_the_same_seed_gives_the_same_band() -> None:
    assert fit([Said(LIMIT, LIMITS)], seed=4) == fit([Said(LIMIT, LIMITS)], seed=4)


def test_the_means_are_a_curve() -> None:
    assert fit([Said(LIMIT, LIMITS, HALF)]).curve().units == pytest.approx(17.5)


def test_nobody_naming_a_price_says_nothing() -> None:
    with pytest.raises(NoDemand):
        fit([Said(LIMIT, ())])


def test_one_backing_says_nothing_of_other_prices() -> None:
    with pytest.raises(OnePrice):
        fit([Said(LIMIT, ((80.0, 1.0),))]).curve()
