"""A promise goes up with a maximum as far as its purses carry it, never further."""

from uuid import uuid4

import pytest

from clust.subsidies.actions.promising import extend_promise
from clust.subsidies.models import Promise, SubsidyAllowance
from tests.subsidised import budget, buy_subsidised, plan
from tests.world import DAY, World, make_campaign, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def widened(world: World) -> list[int]:
    """Somebody who was promised a part of 50.00 goes up to 100.00; return what each plan pays."""
    buy_subsidised(world, make_campaign(world, [(1, 5000)]))
    promise = Promise.objects.get()
    extend_promise(promise, key=uuid4(), goods_most=10_000, now=DAY)
    return list(promise.parts.order_by("plan").values_list("cents", flat=True))


def test_two_plans_on_one_budget_share_what_it_has_left(world: World) -> None:
    purse = budget(world, 2500)
    plan(purse, per_mille=200)
    plan(purse, per_mille=200)
    assert sum(widened(world)) == 2500
    purse.refresh_from_db()
    assert purse.left_cents == 0


def test_after_new_year_it_draws_from_its_own_year(world: World) -> None:
    plan(budget(world), per_mille=200, person_most_cents=1500, yearly=True)
    buy_subsidised(world, make_campaign(world, [(1, 5000)]))
    SubsidyAllowance.objects.update(year=2025)
    promise = Promise.objects.get()
    extend_promise(promise, key=uuid4(), goods_most=10_000, now=DAY)
    assert promise.parts.get().cents == 1500
    assert SubsidyAllowance.objects.get(year=2025).reserved_cents == 1500
