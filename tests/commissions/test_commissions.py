"""A partner earns by orders that came by its link, once they came and as far as they are kept."""

from datetime import date, timedelta

import pytest

from clust import flow
from clust.commissions.actions.earning import (
    NothingEarned,
    NothingToTakeBack,
    accrue_commissions,
    claw_back,
)
from clust.commissions.brought import due_to_accrue_commissions, due_to_claw_back
from clust.commissions.models import Clawback, Commission
from clust.commissions.owed import account_of, currencies_of
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order
from clust.rules.commission import Terms
from clust.storefronts.models import Storefront
from tests.commissions.brought import brought, partner_of
from tests.commissions.story import CAME, came, wrong
from tests.commissions.test_royalties import LATER, gone_back
from tests.partners.story import act_for, agreed, linked, make_partner, referred
from tests.returns.story import bought
from tests.world import DAY, World, make_person, make_world


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


def owed(order: Order) -> int:
    """Return what stands on the partner's account, in cents."""
    return -party_balance(Account.COMMISSIONS, partner_of(order).pk)


def test_a_delivery_earns_the_share_of_the_goods_and_the_fixed_part(world: World) -> None:
    order = brought(world, 3)
    assert not due_to_accrue_commissions(CAME).exists()
    delivery = came(order)
    assert list(due_to_accrue_commissions(CAME)) == [delivery]
    accrue_commissions(delivery, now=CAME)
    # 3 kettles at 25.00 are 62.50 without tax: 5 % of it are 3.13, and 1.00 for the order.
    assert owed(order) == 413
    assert not due_to_accrue_commissions(CAME).exists()
    with pytest.raises(NothingEarned):
        accrue_commissions(delivery, now=CAME)
    assert wrong() == []


def test_an_order_in_two_parcels_earns_as_in_one(world: World) -> None:
    order = brought(world, 3)
    accrue_commissions(came(order, 1), now=CAME)
    assert owed(order) == 204
    accrue_commissions(came(order, 2), now=CAME)
    assert owed(order) == 413
    assert Commission.objects.count() == 2


def test_a_share_of_the_margin_is_after_what_the_goods_cost(world: World) -> None:
    order = brought(world, 3, terms=Terms(0, 0, 2_000))
    accrue_commissions(came(order), now=CAME)
    # The world's kettles cost one cent each: a fifth of 62.50 less 0.03.
    assert owed(order) == 1249


def test_the_chain_accrues_and_takes_back_by_itself(world: World) -> None:
    order = brought(world, 3)
    came(order)
    flow.walk(now=CAME)
    assert owed(order) == 413
    gone_back(order, 2)
    flow.walk(now=LATER)
    assert owed(order) == 204
    assert flow.walk(now=LATER) == 0
    assert wrong() == []


def test_all_that_goes_back_takes_all_back_with_the_fixed_part(world: World) -> None:
    order = brought(world, 2)
    accrue_commissions(came(order), now=CAME)
    undone = gone_back(order, 2)
    assert list(due_to_claw_back(LATER)) == [undone]
    claw_back(undone, now=LATER)
    assert owed(order) == 0
    with pytest.raises(NothingToTakeBack):
        claw_back(undone, now=LATER)
    assert not due_to_claw_back(LATER).exists()
    assert wrong() == []


def test_a_price_lowered_afterwards_takes_its_part_back(world: World) -> None:
    order = brought(world, 3)
    accrue_commissions(came(order), now=CAME)
    gift = cancel(order=order, cause=Cause.GESTURE, key="gift", goods_gross_cents=1500, now=LATER)
    claw_back(gift, now=LATER)
    # 60.00 with tax are left, 50.00 without.
    assert owed(order) == 350
    assert Clawback.objects.get().units == 0


def test_what_was_undone_before_it_came_earned_nothing(world: World) -> None:
    order = brought(world, 3)
    cancel(order=order, cause=Cause.SHORT, key="short", units=1, goods_gross_cents=2500, now=DAY)
    accrue_commissions(came(order, 2), now=CAME)
    assert owed(order) == 308
    for undone in due_to_claw_back(LATER):
        claw_back(undone, now=LATER)
    assert owed(order) == 308
    assert wrong() == []
    assert not due_to_claw_back(LATER).exists()


def test_orders_of_the_partner_s_own_people_earn_nothing(world: World) -> None:
    partner, person = make_partner(), make_person()
    agreed(partner)
    act_for(partner, person)
    order = brought(world, partner=partner, person=person)
    delivery = came(order)
    assert not due_to_accrue_commissions(CAME).exists()
    with pytest.raises(NothingEarned):
        accrue_commissions(delivery, now=CAME)


def test_whoever_left_the_partner_still_earns_it_nothing(world: World) -> None:
    partner, person = make_partner(), make_person()
    agreed(partner)
    act_for(partner, person)
    partner.people.update(left_at=DAY)
    came(brought(world, partner=partner, person=person))
    assert not due_to_accrue_commissions(CAME).exists()


def test_without_terms_on_the_day_nothing_is_earned(world: World) -> None:
    partner = make_partner()
    agreed(partner, from_on=date(2026, 1, 1), until_on=date(2026, 3, 1))
    agreed(partner, from_on=date(2026, 3, 3))
    came(brought(world, partner=partner))
    assert not due_to_accrue_commissions(CAME).exists()


def test_terms_of_the_day_of_the_order_hold_later(world: World) -> None:
    order = brought(world, 3)
    agreed(partner_of(order), Terms(9_000, 0, 0), from_on=(DAY + timedelta(days=1)).date())
    accrue_commissions(came(order), now=CAME)
    assert owed(order) == 413


def test_a_sponsor_or_advert_earns_no_commission(world: World) -> None:
    order = bought(world)
    link = linked(world, make_partner())
    link.partner, link.sponsor = None, make_person()
    link.save()
    referred(link, order.person, key=order.pledge.key)
    came(order)
    assert not due_to_accrue_commissions(CAME).exists()


def test_an_order_that_nobody_brought_is_not_asked_about(world: World) -> None:
    came(bought(world))
    assert not due_to_accrue_commissions(CAME).exists()


def test_what_was_undone_by_a_clock_behind_is_taken_back(world: World) -> None:
    order = brought(world, 3)
    accrue_commissions(came(order), now=CAME)
    behind = CAME - timedelta(seconds=1)
    undone = cancel(
        order=order, cause=Cause.GESTURE, key="x", units=0, goods_gross_cents=1500, now=behind
    )
    assert list(due_to_claw_back(CAME)) == [undone]
    claw_back(undone, now=CAME)
    assert owed(order) == 350
    assert wrong() == []


def test_commissions_are_stated_in_the_currency_of_their_books(world: World) -> None:
    order = brought(world, 3)
    accrue_commissions(came(order), now=CAME)
    Storefront.objects.update(currency="GBP")
    assert currencies_of(partner_of(order)) == [order.campaign.currency] == ["EUR"]
    until = CAME + timedelta(days=60)
    assert account_of(partner_of(order), "EUR", until).accrued == 413
