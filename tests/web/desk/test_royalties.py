"""A creator's royalty counts as a cost wherever the desk reads what a clust leaves."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clust.campaigns.actions.forecasting import keep_forecast
from clust.campaigns.models import Plan
from clust.campaigns.royalties import royalty_ahead
from clust.commissions.actions.accruing import accrue_royalties
from clust.rules.forecast import Belief, forecast, sale_of
from clust.web.desk.margins import actual_margins
from clust.wishes.actions.assigning import offer_rights
from clust.wishes.models import Project
from tests.commissions.story import EACH, OPENED, WON, assigned, awarded, came, opened, sold, won
from tests.world import World, make_person

ASKED = {
    "demand-price": ["30", "25", "20"],
    "demand-units": ["10", "30", "60"],
    "people": 60,
    "rungs": 2,
    "weight": 100,
    "floor": 0,
    "ceiling": 5000,
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(OPENED, tick=False):
        yield


@pytest.fixture
def project(world: World) -> Project:
    return won(world)


def test_a_plan_is_after_the_royalty(world: World, project: Project) -> None:
    assigned(project)
    opened(world, awarded(world, project))
    plan = Plan.objects.get()
    assert plan.royalty_net_cents == EACH
    assert plan.margin_net_cents == plan.units * (plan.net_cents - plan.cost_net_cents - EACH)


def test_the_cockpit_shows_margins_after_it(desk: Client, world: World, project: Project) -> None:
    assigned(project)
    campaign = opened(world, awarded(world, project))
    shown = desk.get(reverse("desk:campaign", args=[campaign.pk])).context
    ((_level, step),) = shown["ahead"]
    assert (step.first.royalty, shown["margin"].royalty) == (EACH, EACH)
    assert step.first.each == step.first.price_net - step.first.cost - EACH


def test_before_there_is_a_contract_the_offer_counts_and_before_that_what_is_asked(
    world: World, project: Project
) -> None:
    quote = awarded(world, project).quote
    assert royalty_ahead(quote) == project.royalty_cents
    offer_rights(project=project, royalty_cents=170, person=make_person(), now=WON)
    assert royalty_ahead(quote) == 170
    assigned(project)
    assert royalty_ahead(quote) == EACH


def test_what_is_no_project_owes_no_royalty(world: World) -> None:
    assert royalty_ahead(awarded(world).quote) == 0


def test_the_designer_counts_it(desk: Client, world: World, project: Project) -> None:
    assigned(project)
    quote = awarded(world, project).quote
    found = desk.get(reverse("desk:design", args=[quote.pk]), ASKED).context["designed"]
    assert found.sale.cost == ((1, 1000.0 + EACH),)
    assert all(step.first.royalty == EACH for step in found.steps)
    best = found.best
    units, revenue = best.brings.units, best.brings.revenue
    assert best.brings.profit == pytest.approx(found.sale.kept * revenue - units * (1000 + EACH))


def test_a_forecast_is_after_it(world: World, project: Project) -> None:
    assigned(project)
    campaign = opened(world, awarded(world, project))
    belief = Belief(40, ((2500, 20), (2000, 40)))
    kept = keep_forecast(campaign=campaign, belief=belief, now=OPENED)
    cost, vat = campaign.award.quote.cost_ladder(), campaign.product.vat_per_mille
    without = forecast(sale_of(belief, cost, vat, cap=None, case=1), campaign.ladder)
    assert without.profit_net_cents - kept.profit_net_cents == pytest.approx(20 * EACH, abs=2)


def test_what_a_clust_left_is_after_what_its_creator_earned(world: World) -> None:
    order = sold(world, 3)
    before = actual_margins([order.campaign_id])[order.campaign_id]
    accrue_royalties(came(order), now=OPENED)
    after = actual_margins([order.campaign_id])[order.campaign_id]
    assert (before.royalties, after.royalties) == (0, 3 * EACH)
    assert after.margin == before.margin - 3 * EACH
