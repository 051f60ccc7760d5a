"""A subsidy pays a part of an order: every cent of it in the books, promised, used, given back."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Pledge
from clust.invoicing.models import Invoice
from clust.invoicing.reading import Reading
from clust.orders.actions import order_direct
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order, Subsidy
from clust.orders.subsidising import lock_purses, pay_subsidies, promised_for, promised_of
from clust.payments.actions.deciding import call_off
from clust.payments.models import Attempt, Capture, Refund
from clust.payments.settling import settlement
from clust.subsidies.actions.planning import PlanTerms, make_plan
from clust.subsidies.actions.promising import extend_promise
from clust.subsidies.models import (
    Promise,
    PromisePart,
    SubsidyAllowance,
    SubsidyBudget,
    SubsidyPlan,
)
from tests.payments.sales import OVER, Sale, balance, books_agree, clear, verified, walk
from tests.subsidised import budget, buy_subsidised, plan, staff
from tests.world import DAY, World, make_campaign, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def sold(world: World, units: int = 1, price: int = 5000, **choice: object) -> Sale:
    campaign = make_campaign(world, [(1, price)], asks_for_card=True)
    buy_subsidised(world, campaign, units, **choice)  # type: ignore[arg-type]
    return clear(campaign)


def undo(order: Order, cents: int, units: int = 0, cause: Cause = Cause.GESTURE) -> None:
    cancel(
        order=order, cause=cause, key=f"x{cents}", units=units, goods_gross_cents=cents, now=OVER
    )


def test_the_card_is_charged_the_rest_and_the_community_owes_its_part(world: World) -> None:
    purse = budget(world)
    plan(purse, fixed_cents=1000)
    sale = sold(world)
    walk()
    order = sale.orders[0]
    assert order.total_gross_cents == 5000
    assert Subsidy.objects.get(order=order).cents == 1000
    assert Capture.objects.get(order=order).cents == 4000
    assert (balance("subsidies"), balance("buyers"), balance("provider")) == (1000, 0, 4000)
    purse.refresh_from_db()
    assert (purse.reserved_cents, purse.used_cents, purse.left_cents) == (0, 1000, 99_000)
    books_agree()
    verified()


def test_a_share_follows_the_final_price_and_the_rest_is_free_again(world: World) -> None:
    purse = budget(world)
    plan(purse, per_mille=200)
    campaign = make_campaign(world, [(1, 5000), (2, 4000)], asks_for_card=True)
    for _ in range(2):
        buy_subsidised(world, campaign)
    purse.refresh_from_db()
    assert purse.reserved_cents == 2000
    clear(campaign)
    purse.refresh_from_db()
    assert (purse.reserved_cents, purse.used_cents) == (0, 1600)
    verified()


def test_tax_is_on_the_whole_price_and_the_invoice_names_who_paid(world: World) -> None:
    plan(budget(world), fixed_cents=1000)
    sale = sold(world, price=6000)
    walk()
    invoice = Invoice.objects.get(order=sale.orders[0])
    assert (invoice.net_cents, invoice.vat_cents, invoice.gross_cents) == (5000, 1000, 6000)
    paid = Reading(invoice).paid
    assert [cents for _, _, cents in paid] == [1000, 5000]
    assert "Clust" in paid[0][0]


def test_an_order_paid_whole_is_never_charged_and_has_its_invoice(world: World) -> None:
    plan(budget(world), per_mille=1000)
    sale = sold(world)
    walk()
    order = sale.orders[0]
    assert not Attempt.objects.exists()
    assert settlement(order).due == 0
    assert Invoice.objects.get(order=order).gross_cents == 5000
    verified()


def test_units_undone_flow_back_to_both_in_proportion(world: World) -> None:
    purse = budget(world)
    plan(purse, fixed_cents=1000)
    order = sold(world, units=3, price=3000).orders[0]
    walk()
    undo(order, 3000, units=1)
    walk(1)
    assert Subsidy.objects.get().returned_cents == 333
    assert Refund.objects.get().cents == 2667
    purse.refresh_from_db()
    assert purse.used_cents == 667
    assert balance("subsidies") == 667
    books_agree()


def test_a_lower_price_is_the_buyers_under_a_fixed_amount(world: World) -> None:
    plan(budget(world), fixed_cents=1000)
    order = sold(world).orders[0]
    walk()
    undo(order, 500)
    walk(1)
    assert Subsidy.objects.get().returned_cents == 0
    assert Refund.objects.get().cents == 500
    verified()


def test_an_order_that_lapses_gives_the_community_all_back(world: World) -> None:
    purse = budget(world)
    plan(purse)
    sold(world, card="refused-1")
    walk()
    assert balance("subsidies") == 1000
    walk(49)
    assert (balance("subsidies"), balance("buyers")) == (0, 0)
    purse.refresh_from_db()
    assert purse.left_cents == 100_000
    verified()


def test_a_clust_called_off_gives_both_their_money_back(world: World) -> None:
    purse = budget(world)
    plan(purse, per_mille=300)
    campaign = make_campaign(world, [(1, 3333)], asks_for_card=True)
    buy_subsidised(world, campaign, 3)
    buy_subsidised(world, campaign, card="silent-1")
    sale = clear(campaign)
    walk()
    call_off(sale.clearing, person=None, condition="supplier", now=OVER)
    for hours in (1, 2, 3):
        walk(hours)
    assert sum(row.cents for row in Refund.objects.all()) == 6999 + 2333
    assert (balance("subsidies"), balance("buyers")) == (0, 0)
    purse.refresh_from_db()
    assert purse.left_cents == 100_000
    verified()


def test_what_a_budget_cannot_carry_the_buyer_pays(world: World) -> None:
    purse = budget(world, 1500)
    plan(purse)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    first, second = (buy_subsidised(world, campaign) for _ in range(2))
    clear(campaign)
    walk()
    paid = {row.order.person_id: row.cents for row in Subsidy.objects.all()}
    assert paid == {first.person_id: 1000, second.person_id: 500}
    assert sorted(row.cents for row in Capture.objects.all()) == [4000, 4500]
    purse.refresh_from_db()
    assert purse.left_cents == 0
    verified()


def test_a_person_and_a_family_have_their_ceilings(world: World) -> None:
    plan(budget(world), fixed_cents=1000, person_most_cents=1500, family_most_cents=1800)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    one, other = staff(world, household="F1"), staff(world, household="f1")
    for person in (one, one, other):
        buy_subsidised(world, campaign, person=person)
    clear(campaign)
    assert sorted(row.cents for row in Subsidy.objects.all()) == [300, 500, 1000]
    used = {row.holder: row.used_cents for row in SubsidyAllowance.objects.all()}
    assert sorted(used.values()) == [300, 1500, 1800]
    verified()


def test_a_new_year_begins_anew_where_ceilings_are_yearly(world: World) -> None:
    one = staff(world)
    plan(budget(world), fixed_cents=1000, person_most_cents=1000)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    buy_subsidised(world, campaign, person=one)
    assert SubsidyAllowance.objects.get().year == 2026
    assert SubsidyAllowance.objects.get().reserved_cents == 1000


def test_two_plans_pay_in_their_turn(world: World) -> None:
    purse = budget(world)
    plan(purse, fixed_cents=3000, rank=2)
    plan(purse, per_mille=500, rank=1)
    sold(world)
    assert [row.cents for row in Subsidy.objects.order_by("pk")] == [2500, 2500]


def test_somebody_who_buys_now_has_the_difference_shared_by_the_rule(world: World) -> None:
    plan(budget(world), per_mille=200)
    campaign = make_campaign(world, [(1, 5000), (2, 4000)], asks_for_card=True, ships_singles=True)
    buy_subsidised(world, campaign, direct=True)
    from clust import flow

    flow.walk(now=DAY)
    assert Capture.objects.get().cents == 4000
    buy_subsidised(world, campaign)
    walk()
    walk(1)
    direct = Order.objects.get(direct__isnull=False)
    assert settlement(direct).due == 3200
    assert Refund.objects.get().cents == 800
    assert Subsidy.objects.get(order=direct).left_cents == 800
    verified()


def test_without_promise_nothing_is_asked_of_anybody(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    buy_subsidised(world, campaign)
    clear(campaign)
    assert not Promise.objects.exists()
    assert not Subsidy.objects.exists()


def test_who_buys_now_locks_and_reads_their_own_promise_only(
    world: World,
) -> None:
    plan(budget(world))
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True, ships_singles=True)
    bought, _ = (buy_subsidised(world, campaign, direct=True) for _ in range(2))
    assert set(promised_for([bought.key])) == {bought.key}
    order_direct(bought, now=DAY)
    assert Subsidy.objects.count() == 1
    assert Promise.objects.standing().count() == 1


def test_at_the_close_only_what_was_allotted_is_read(world: World) -> None:
    plan(budget(world))
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    gone, kept = (buy_subsidised(world, campaign) for _ in range(2))
    withdraw_pledge(pledge=gone, now=DAY)
    clearing = clear(campaign).clearing
    assert Promise.objects.standing().count() == 1
    assert promised_of(campaign, Pledge.objects.filter(allotment__clearing=clearing)) == {}
    assert Subsidy.objects.get().order.pledge == kept


def test_without_subsidies_an_order_bought_now_costs_one_look(
    world: World, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        promises = promised_for([uuid4()])
        lock_purses(promises.values())
    with django_assert_num_queries(0):
        assert pay_subsidies([], promises, now=DAY) == []


def test_two_plans_on_one_budget_promise_no_more_than_it_has(world: World) -> None:
    purse = budget(world, 3000)
    for rank in (1, 2):
        plan(purse, per_mille=300, rank=rank)
    campaign = make_campaign(world, [(1, 3000)])
    buy_subsidised(world, campaign)
    extend_promise(Promise.objects.get(), key=uuid4(), goods_most=6000, now=DAY)
    assert [part.cents for part in PromisePart.objects.order_by("pk")] == [1800, 1200]
    purse.refresh_from_db()
    assert purse.left_cents == 0


def test_after_new_year_a_promise_grows_within_its_own_year(world: World) -> None:
    purse = budget(world)
    SubsidyBudget.objects.update(ends_on=date(2027, 12, 31))
    terms = PlanTerms(
        "Two years", DAY.date(), date(2027, 12, 31), per_mille=500, person_most_cents=2000
    )
    make_plan(budget=purse, terms=terms, person=None, now=DAY)
    buy_subsidised(world, make_campaign(world, [(1, 3000)]))
    late = datetime(2027, 1, 2, 12, tzinfo=UTC)
    extend_promise(Promise.objects.get(), key=uuid4(), goods_most=9000, now=late)
    assert PromisePart.objects.get().cents == 2000
    assert SubsidyAllowance.objects.get().reserved_cents == 2000


@pytest.mark.parametrize("terms", [{}, {"fixed_cents": 1, "per_mille": 1}, {"per_mille": 0}])
def test_the_database_takes_no_plan_without_one_kind_of_terms(
    world: World, terms: dict[str, int]
) -> None:
    day = DAY.date()
    row = SubsidyPlan(budget=budget(world), series=0, begins_on=day, ends_on=day, at=DAY, **terms)
    with pytest.raises(IntegrityError, match="subsidy_plan_one_kind"), transaction.atomic():
        row.save(force_insert=True)
