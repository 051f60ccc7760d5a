"""A budget raced by sixteen processes is never overdrawn, and would be without its guard."""

import multiprocessing
from collections import Counter
from collections.abc import Iterable
from uuid import uuid4

import pytest

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.subsidies.actions import promising
from clust.subsidies.actions.promising import PromisedLess, promise_subsidy
from clust.subsidies.models import Promise, PromisePart, SubsidyAllowance, SubsidyBudget
from tests.faults.crew import together
from tests.faults.guards import without_constraint
from tests.subsidised import budget, plan, staff
from tests.world import DAY, World, make_campaign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

PROCESSES = 16


def ask(world: World, campaign: Campaign, person: Person) -> str:
    try:
        promise = promise_subsidy(
            campaign=campaign,
            storefront=world.storefront,
            person=person,
            key=uuid4(),
            goods_most=5000,
            shown_most=1000,
            now=DAY,
        )
    except PromisedLess:
        return "less"
    return "promised" if promise else "nothing"


def race(world: World, campaign: Campaign, people: Iterable[Person]) -> Counter[str]:
    return together([lambda one=one: ask(world, campaign, one) for one in people])  # type: ignore[misc]


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody read what is left, without a lock, before anybody takes of it."""
    barrier = multiprocessing.get_context("fork").Barrier(PROCESSES)

    def read(numbers: Iterable[int]) -> dict[int, SubsidyBudget]:
        found = {row.pk: row for row in SubsidyBudget.objects.filter(pk__in=set(numbers))}
        barrier.wait(30)
        return found

    monkeypatch.setattr(promising, "lock_budgets", read)


def test_sixteen_processes_share_what_is_there(world: World) -> None:
    purse = budget(world, 7000)
    plan(purse)
    people = [staff(world) for _ in range(PROCESSES)]
    answers = race(world, make_campaign(world), people)
    assert answers == Counter({"promised": 7, "less": 9})
    purse.refresh_from_db()
    assert (purse.reserved_cents, purse.left_cents) == (7000, 0)
    assert sum(part.cents for part in PromisePart.objects.all()) == 7000


def test_a_family_of_sixteen_has_its_ceiling_once(world: World) -> None:
    plan(budget(world), family_most_cents=3000)
    people = [staff(world, household="F1") for _ in range(PROCESSES)]
    answers = race(world, make_campaign(world), people)
    assert answers == Counter({"promised": 3, "less": 13})
    assert SubsidyAllowance.objects.get().reserved_cents == 3000


def test_without_its_lock_the_constraint_holds_the_budget(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    purse = budget(world, 7000)
    plan(purse)
    people = [staff(world) for _ in range(PROCESSES)]
    unguarded(monkeypatch)
    answers = race(world, make_campaign(world), people)
    assert answers == Counter({"promised": 7, "IntegrityError": 9})
    assert Promise.objects.count() == 7


def test_without_lock_and_constraint_it_would_be_overdrawn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    purse = budget(world, 7000)
    plan(purse)
    people = [staff(world) for _ in range(PROCESSES)]
    unguarded(monkeypatch)
    with without_constraint("subsidy_budget", "subsidy_budget_not_overdrawn"):
        answers = race(world, make_campaign(world), people)
        assert answers == Counter({"promised": 16})
        purse.refresh_from_db()
        assert purse.reserved_cents == 16_000 > purse.total_cents
