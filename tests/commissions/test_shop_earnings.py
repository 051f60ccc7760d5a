"""A community earns by its shop, its portal besides; a shop's month has its fee."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from clust import flow
from clust.commissions.actions.billing import bill_statement, state_commissions
from clust.commissions.actions.charging import (
    NothingToCharge,
    NotSoMuch,
    charge_months,
    receive_fees,
)
from clust.commissions.actions.earning import accrue_commissions
from clust.commissions.fees import due_to_charge_months, fees_open
from clust.commissions.models import Commission, FeeInvoice, MonthFee
from clust.commissions.models.payouts import bills_to_pay
from clust.commissions.owed import due_to_state_commissions
from clust.commissions.partner_documents import lines_of
from clust.ledger.actions import Account
from clust.ledger.models import Posting
from clust.ledger.readings import party_balance
from clust.orders.models import Order
from clust.partners.actions.keeping import AlreadyKept, end_tenure, give_tenure
from clust.partners.actions.partnering import agree
from clust.partners.models import Partner, Tenure
from clust.rules.commission import Terms
from clust.storefronts.actions.admitting import note_point_of_sale
from clust.storefronts.models import Storefront
from tests.commissions.brought import known
from tests.commissions.story import CAME, came, wrong
from tests.commissions.test_royalties import LATER, gone_back
from tests.partners.story import TERMS, act_for, agreed, linked, make_partner, referred
from tests.returns.story import bought
from tests.world import DAY, World, make_world

YEAR = date(2026, 1, 1)
MAY = datetime.fromisoformat("2026-05-02T10:00:00+02:00")


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


def shop(world: World, slug: str, portal: Storefront | None = None) -> Storefront:
    """A community's storefront."""
    seller = world.storefront.seller
    return Storefront.objects.create(slug=slug, name=f"Club {slug}", seller=seller, portal=portal)


def kept(
    storefront: Storefront, terms: Terms = TERMS, *, month_cents: int = 0, from_on: date = YEAR
) -> Partner:
    """Somebody with an agreement keeps a shop."""
    partner = make_partner(storefront.name)
    agree(
        partner=partner,
        terms=terms,
        window_days=30,
        from_on=from_on,
        person=None,
        now=DAY,
        month_cents=month_cents,
    )
    hold(storefront, partner, from_on)
    return partner


def hold(storefront: Storefront, partner: Partner, from_on: date = YEAR) -> Tenure:
    told = {"storefront": storefront, "partner": partner, "from_on": from_on}
    return give_tenure(**told, person=None, now=DAY)


def sold(world: World, storefront: Storefront, units: int = 3) -> Order:
    """Somebody buys kettles at 25.00 at a community's shop."""
    order = bought(world, units)
    note_point_of_sale(storefront=storefront, person=order.person, key=order.pledge.key, now=DAY)
    return order


def owed(partner: Partner) -> int:
    return -party_balance(Account.COMMISSIONS, partner.pk)


# Shares


def test_a_shop_earns_what_came_of_it_and_gives_back_what_returns(world: World) -> None:
    club = shop(world, "club")
    partner = kept(club)
    order = sold(world, club)
    came(order)
    flow.walk(now=CAME)
    assert owed(partner) == 413
    gone_back(order, 2)
    flow.walk(now=LATER)
    assert owed(partner) == 204
    assert flow.walk(now=LATER) == 0
    assert wrong() == []


def test_an_order_of_the_public_shop_earns_no_community(world: World) -> None:
    kept(shop(world, "club"))
    came(bought(world))
    flow.walk(now=CAME)
    assert not Commission.objects.exists()


def test_a_link_comes_before_the_shop_and_never_both(world: World) -> None:
    club, blog = shop(world, "club"), make_partner()
    partner, order = kept(club), sold(world, club)
    agreed(blog, Terms(1_000, 0, 0))
    referred(linked(world, blog), order.person, key=order.pledge.key, now=DAY)
    came(order)
    flow.walk(now=CAME)
    assert (owed(blog), owed(partner)) == (625, 0)
    assert Commission.objects.get().source == "link"


def test_a_link_without_terms_leaves_it_to_the_shop(world: World) -> None:
    club = shop(world, "club")
    partner, order = kept(club), sold(world, club)
    referred(linked(world, make_partner()), order.person, key=order.pledge.key, now=DAY)
    came(order)
    flow.walk(now=CAME)
    assert owed(partner) == 413


def test_a_portal_earns_its_share_besides(world: World) -> None:
    portal = shop(world, "portal")
    club = shop(world, "club", portal)
    roof, partner = kept(portal, Terms(200, 0, 0)), kept(club)
    order = sold(world, club)
    came(order)
    flow.walk(now=CAME)
    assert (owed(roof), owed(partner)) == (125, 413)
    assert set(Commission.objects.values_list("source", flat=True)) == {"shop", "portal"}
    gone_back(order, 3)
    flow.walk(now=LATER)
    assert (owed(roof), owed(partner)) == (0, 0)
    assert wrong() == []


def test_who_keeps_both_shop_and_portal_earns_once(world: World) -> None:
    portal = shop(world, "portal")
    club = shop(world, "club", portal)
    roof = kept(portal)
    hold(club, roof)
    came(sold(world, club))
    flow.walk(now=CAME)
    assert owed(roof) == 413


def test_officers_of_a_shop_are_its_people_too(world: World) -> None:
    club = shop(world, "club")
    partner, order = kept(club), sold(world, club)
    act_for(partner, order.person)
    came(order)
    flow.walk(now=CAME)
    assert owed(partner) == 413


def test_who_keeps_the_shop_on_the_day_of_the_order_earns(world: World) -> None:
    club = shop(world, "club")
    old = kept(club)
    order = sold(world, club)
    new = kept(club, from_on=(DAY + timedelta(days=1)).date())
    came(order)
    flow.walk(now=CAME)
    assert (owed(old), owed(new)) == (413, 0)


def test_a_shop_has_one_keeper_a_day(world: World) -> None:
    club = shop(world, "club")
    kept(club)
    with pytest.raises(AlreadyKept):
        hold(club, make_partner())
    later = hold(club, make_partner(), date(2026, 6, 1))
    assert club.tenures.get(from_on=YEAR).until_on == date(2026, 5, 31)
    end_tenure(tenure=later, until_on=date(2026, 7, 1), now=DAY)
    with pytest.raises(AlreadyKept):
        end_tenure(tenure=later, until_on=date(2026, 8, 1), now=DAY)


def test_a_delivery_earns_once_even_if_written_twice(world: World) -> None:
    club = shop(world, "club")
    kept(club)
    earned = accrue_commissions(came(sold(world, club)), now=CAME)[0]
    earned.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        earned.save()


def test_lines_of_a_statement_name_the_order_and_the_shop(world: World) -> None:
    club = shop(world, "club")
    partner, order = kept(club), sold(world, club)
    came(order)
    flow.walk(now=CAME)
    assert list(due_to_state_commissions(MAY)) == [partner]
    line = lines_of(state_commissions(partner, now=MAY)[0])[0]
    assert (line.order, line.units, line.cents) == (str(order.pk), 3, 413)
    assert "Club club" in line.source


# Fees


def test_months_begun_are_invoiced_once_with_tax(world: World) -> None:
    club = shop(world, "club")
    partner = kept(club, month_cents=-5_000, from_on=date(2026, 1, 15))
    tenure = club.tenures.get()
    assert list(due_to_charge_months(DAY)) == [tenure]
    fees = charge_months(tenure, now=DAY)
    assert [fee.month for fee in fees] == [date(2026, 2, 1), date(2026, 3, 1)]
    assert not due_to_charge_months(DAY).exists()
    with pytest.raises(NothingToCharge):
        charge_months(tenure, now=DAY)
    assert [one.gross_cents for one in FeeInvoice.objects.all()] == [6_000, 6_000]
    assert owed(partner) == -12_000
    earned = Posting.objects.filter(account=Account.SHOP_FEES)
    assert sum(earned.values_list("cents", flat=True)) == -10_000
    assert wrong() == []


def test_a_month_that_the_agreement_pays_is_earned_and_stated(world: World) -> None:
    club = shop(world, "club")
    partner = kept(club, Terms(0, 0, 0), month_cents=2_000, from_on=date(2026, 4, 1))
    charge_months(club.tenures.get(), now=MAY - timedelta(days=10))
    statement = state_commissions(partner, now=MAY)[0]
    assert (statement.accrued_cents, statement.payable_cents) == (2_000, 2_000)
    assert lines_of(statement)[0].cents == owed(partner) == 2_000
    assert not FeeInvoice.objects.exists()
    assert wrong() == []


def test_a_fee_is_set_off_against_the_bill_and_the_rest_is_paid(world: World) -> None:
    club = shop(world, "club")
    partner = kept(club, month_cents=-100, from_on=date(2026, 3, 1))
    came(sold(world, club))
    flow.walk(now=CAME)
    known(partner)
    bill = bill_statement(state_commissions(partner, now=MAY)[0], now=MAY)
    assert (bill.gross_cents, bill.set_off_cents, bill.pay_cents) == (413, 120, 293)
    assert list(bills_to_pay(MAY)) == [bill]
    assert fees_open(partner, "EUR") == 0
    assert owed(partner) == 293
    assert wrong() == []


def test_a_bill_smaller_than_the_fees_sends_nothing_and_the_rest_is_received(
    world: World,
) -> None:
    club = shop(world, "club")
    partner = kept(club, month_cents=-1_000, from_on=date(2026, 3, 1))
    came(sold(world, club))
    flow.walk(now=CAME)
    known(partner)
    bill_statement(state_commissions(partner, now=MAY)[0], now=MAY)
    assert not bills_to_pay(MAY).exists()
    left = fees_open(partner, "EUR")
    assert left == 1_200 - 413
    told = {"partner": partner, "currency": "EUR", "person": None, "now": MAY}
    with pytest.raises(NotSoMuch):
        receive_fees(cents=left + 1, reference="T1", **told)
    receive_fees(cents=left, reference="T1", **told)
    assert owed(partner) == 0
    assert wrong() == []


def test_a_month_has_one_fee_even_if_written_twice(world: World) -> None:
    club = shop(world, "club")
    kept(club, month_cents=-100)
    charge_months(club.tenures.get(), now=DAY)
    again = MonthFee.objects.latest("pk")
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
