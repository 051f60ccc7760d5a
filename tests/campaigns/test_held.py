"""Forecasts are kept to be learnt from: what was wanted in the end is held against them."""

from datetime import timedelta

import pytest

from clust import flow
from clust.campaigns.actions.forecasting import keep_forecast
from clust.campaigns.held import LAST, level
from clust.campaigns.models import Campaign
from clust.rules.forecast import Belief
from tests.world import DAY, WEEK, World, make_campaign, make_world, pledge

BELIEF = ((5000, 10), (4500, 20), (4000, 40))
OPENED = DAY - WEEK
OVER = DAY + timedelta(hours=3)


@pytest.fixture
def world(db: None) -> World:
    return make_world(DAY - 2 * WEEK)


def sold(world: World, units: int, *, corrected: int = 1000, people: int = 40) -> Campaign:
    """A clust of a week with a forecast, and one pledge of so many at the first price."""
    campaign = make_campaign(world, now=OPENED)
    belief = Belief(people, BELIEF, corrected)
    keep_forecast(campaign=campaign, belief=belief, now=OPENED)
    if units:
        pledge(world, campaign, units, now=OPENED)
    return campaign


def test_before_any_closed_nothing_is_learnt(world: World) -> None:
    sold(world, 7)
    assert level(until=OPENED).forecasts == 0


def test_what_was_wanted_is_held_against_what_was_expected(world: World) -> None:
    sold(world, 30)
    flow.walk(now=OVER)
    (held,) = level(until=OVER).held
    assert (held.expected, held.seen) == (40, 30)
    assert level(until=OVER).part < 1


def test_a_critical_mass_just_missed_is_no_forecast_that_failed(world: World) -> None:
    campaign = make_campaign(world, now=OPENED, ladder=[(50, 4000)])
    keep_forecast(campaign=campaign, belief=Belief(48, BELIEF), now=OPENED)
    pledge(world, campaign, 48, now=OPENED)
    flow.walk(now=OVER)
    assert level(until=OVER).came == pytest.approx(1)


def test_a_corrected_forecast_is_held_as_it_was_before(world: World) -> None:
    sold(world, 30, corrected=800, people=32)
    flow.walk(now=OVER)
    (held,) = level(until=OVER).held
    assert held.expected == pytest.approx(40)


def test_a_clust_without_any_pledge_teaches_too(world: World) -> None:
    sold(world, 0)
    flow.walk(now=OVER)
    (held,) = level(until=OVER).held
    assert held.seen == 0


def test_only_the_last_ones_count(world: World) -> None:
    for _ in range(LAST + 1):
        sold(world, 3)
    flow.walk(now=OVER)
    assert level(until=OVER).forecasts == LAST
