"""A community in the small world: its roll, a budget, plans, and people who proved their number."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Campaign, Pledge
from clust.people.models import Person
from clust.storefronts.models import RollClaim, RollEntry
from clust.subsidies.actions.planning import PlanTerms, make_plan, open_budget
from clust.subsidies.actions.promising import promise_subsidy
from clust.subsidies.models import SubsidyBudget, SubsidyPlan
from tests.world import DAY, World, hold, make_card, make_person

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
_numbers = count(1)


def budget(world: World, cents: int = 100_000, **said: Any) -> SubsidyBudget:
    """The community sets money aside for the year."""
    return open_budget(
        storefront=world.storefront,
        name="CSE 2026",
        cents=cents,
        begins_on=YEAR[0],
        ends_on=YEAR[1],
        person=None,
        now=DAY,
        **said,
    )


def plan(budget: SubsidyBudget, **terms: Any) -> SubsidyPlan:
    """The community pays: ten euros for an order, if nothing else is said."""
    if "per_mille" not in terms:
        terms.setdefault("fixed_cents", 1000)
    said = PlanTerms(name="Rentrée", begins_on=YEAR[0], ends_on=YEAR[1], **terms)
    return make_plan(budget=budget, terms=said, person=None, now=DAY)


def staff(world: World, *, category: str = "", household: str = "") -> Person:
    """Somebody on the roll who proved their number."""
    person = make_person()
    entry = RollEntry.objects.create(
        storefront=world.storefront,
        number=f"M{next(_numbers)}",
        category=category,
        household=household,
        birth_year=1980,
        at=DAY,
    )
    RollClaim.objects.create(entry=entry, person=person, at=DAY)
    return person


def buy_subsidised(
    world: World,
    campaign: Campaign,
    units: int = 1,
    *,
    person: Person | None = None,
    shown_most: int = 0,
    card: str = "",
    now: Any = DAY,
    **choice: Any,
) -> Pledge:
    """Somebody on the roll pledges at the opening price, with what the community promises."""
    person, key = person or staff(world), uuid4()
    promise_subsidy(
        campaign=campaign,
        storefront=world.storefront,
        person=person,
        key=key,
        goods_most=units * campaign.ladder.opening_price,
        shown_most=shown_most,
        now=now,
    )
    held = hold(world, campaign, units, person=person, key=key, now=now, **choice)
    end = confirm_hold(hold=held, card=make_card(person, method=card), now=now)
    assert end.pledge
    return end.pledge
