"""Orders that go in one parcel share one delivery fee."""

import pytest
from django.db import IntegrityError, transaction

from clust.campaigns.models import Campaign
from clust.orders.cancelling import left_of
from clust.orders.models import Cancellation, Order
from clust.payments.actions.charging import begin_attempt, record_answer
from clust.payments.actions.collecting import lapse_order, open_collection
from clust.payments.actions.sharing import pass_fee_on
from clust.payments.gateway import Charged, Refused
from clust.payments.models import Attempt, Capture, Refusal
from clust.payments.settling import settlement
from clust.people.models import Address, Person
from clust.sourcing.models import Supplier
from tests.payments.sales import HOUR, OVER, books_agree, buy, clear, verified, walk
from tests.world import (
    WEEK,
    World,
    make_address,
    make_campaign,
    make_card,
    make_person,
    make_product,
)


def parcel(world: World, campaign: Campaign, person: Person, address: Address) -> None:
    """Somebody has one unit sent."""
    buy(world, campaign, person=person, delivery_option=world.parcel, address=address)


def charged() -> list[int]:
    """Return what was charged, the least first."""
    return sorted(Capture.objects.values_list("cents", flat=True))


def two_campaigns(world: World, **second: object) -> tuple[Campaign, Campaign]:
    """Two clusts of one supplier."""
    return (
        make_campaign(world, [(1, 5000)], asks_for_card=True),
        make_campaign(
            world,
            [(1, 3000)],
            asks_for_card=True,
            **({"product": make_product(world.supplier)} | second),  # type: ignore[arg-type]
        ),
    )


def test_two_clusts_to_one_address_within_a_day_share_the_fee(world: World) -> None:
    ana = make_person()
    home = make_address(ana)
    for campaign in two_campaigns(world):
        parcel(world, campaign, ana, home)
        clear(campaign)
    walk()
    assert charged() == [3000, 5490]
    assert Cancellation.objects.get().cause == "shared_delivery"
    verified()


def test_two_orders_of_one_clust_share_the_fee(world: World) -> None:
    ana = make_person()
    home = make_address(ana)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    parcel(world, campaign, ana, home)
    parcel(world, campaign, ana, home)
    clear(campaign)
    walk()
    assert charged() == [5000, 5490]


def test_other_addresses_other_people_other_suppliers_and_other_days_do_not(world: World) -> None:
    ana, ben = make_person(), make_person()
    home, office, bens = make_address(ana), make_address(ana), make_address(ben)
    other = make_product(Supplier.objects.create(name="Autre", email="a@example.com"))
    first = make_campaign(world, [(1, 5000)], asks_for_card=True)
    late = make_campaign(world, [(1, 5000)], asks_for_card=True, lasts=WEEK + 25 * HOUR)
    parcel(world, first, ana, home)
    parcel(world, first, ana, office)
    parcel(world, first, ben, bens)
    elsewhere = make_campaign(world, [(1, 5000)], asks_for_card=True, product=other)
    parcel(world, elsewhere, ana, home)
    parcel(world, late, ana, home)
    clear(first)
    clear(elsewhere)
    walk()
    assert charged() == [5490] * 4
    walk(25)
    assert charged() == [5490] * 5


def refused_or_paid(*paid: bool, world: World) -> list[Order]:
    """Somebody buys as often in a clust; each order was asked once, and was paid or refused."""
    ana = make_person()
    home = make_address(ana)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    for _ in paid:
        parcel(world, campaign, ana, home)
    sale = clear(campaign)
    open_collection(sale.clearing, now=OVER)
    for order, is_paid in zip(sale.orders, paid, strict=True):
        answer(order, is_paid=is_paid)
    return sale.orders


def answer(order: Order, *, is_paid: bool) -> None:
    """The provider answers what it was asked about an order."""
    attempt = Attempt.objects.get(order=order, open=True)
    charge = Charged(f"charge-{attempt.pk}", attempt.cents)
    record_answer(attempt=attempt, answer=charge if is_paid else Refused("no"), now=OVER)


def lapses(order: Order) -> Cancellation:
    """Nobody pays it within the time."""
    undone = lapse_order(Refusal.objects.get(attempt__order=order), now=OVER + 49 * HOUR)
    assert undone
    return undone


def test_the_fee_of_an_order_that_lapses_falls_to_one_not_charged_yet(world: World) -> None:
    bearer, other = refused_or_paid(False, False, world=world)
    assert settlement(other).to_charge == 5000
    lapses(bearer)
    assert settlement(other).to_charge == 5490
    assert left_of(other).delivery_gross_cents == 490
    begin_attempt(other, card=make_card(other.person), by_buyer=True, now=OVER + 50 * HOUR)
    answer(other, is_paid=True)
    assert charged() == [5490]
    verified()


def test_it_falls_once_however_often_it_is_said(world: World) -> None:
    bearer, other = refused_or_paid(False, False, world=world)
    assert pass_fee_on(undone=lapses(bearer), now=OVER + 50 * HOUR) is None
    assert settlement(other).to_charge == 5490


def test_it_falls_on_where_the_next_lapses_too(world: World) -> None:
    *lapsing, last = refused_or_paid(False, False, False, world=world)
    for order in lapsing:
        lapses(order)
    assert settlement(last).to_charge == 5490
    books_agree()


def test_nobody_who_was_charged_pays_it_later(world: World) -> None:
    bearer, paid, other = refused_or_paid(False, True, False, world=world)
    lapses(bearer)
    assert charged() == [5000]
    assert (settlement(paid).to_charge, left_of(paid).delivery_gross_cents) == (0, 0)
    assert settlement(other).to_charge == 5490


def test_an_order_that_was_refused_bears_nobodys_fee(world: World) -> None:
    ana = make_person()
    home = make_address(ana)
    first, second = two_campaigns(world)
    for campaign in (first, second):
        parcel(world, campaign, ana, home)
    open_collection(clear(first).clearing, now=OVER)
    answer(Order.objects.get(campaign=first), is_paid=False)
    open_collection(clear(second).clearing, now=OVER)
    answer(Order.objects.get(campaign=second), is_paid=True)
    assert charged() == [3490]
    assert not Cancellation.objects.exists()


def test_only_a_fee_makes_an_order_owe_more(world: World) -> None:
    bearer, other = refused_or_paid(False, False, world=world)
    told = {"order": other, "units": 0, "goods_gross_cents": 0, "at": OVER}
    for cause, cents in (("gesture", -1), ("fee_fell", -491), ("fee_fell", 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cancellation.objects.create(
                cause=cause, delivery_gross_cents=cents, key=f"{cause}:{cents}", **told
            )
    assert bearer.delivery_gross_cents == 490
