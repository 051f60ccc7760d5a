"""A member whose link brought a friend, in the world of the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from clust.orders.models import Order
from clust.partners.models import Link, Referral
from clust.people.models import Person
from clust.sponsoring.actions.joining import link_of_sponsor, set_terms
from clust.sponsoring.models import SponsorTerms
from clust.supply.actions.receiving import deliver
from clust.supply.models import Delivery
from tests.partners.story import referred
from tests.returns.story import CAME, bought, sent
from tests.world import DAY, World, make_person

KEPT = CAME + timedelta(days=21)
FIRST = DAY.date()
PROMISED: dict[str, Any] = {"sponsor_cents": 500, "sponsored_cents": 300}


def promised(world: World, *, from_on: date = FIRST, **terms: int) -> SponsorTerms:
    """Five euros for the sponsor, three for their friend."""
    told = PROMISED | terms
    return set_terms(storefront=world.storefront, from_on=from_on, person=None, now=DAY, **told)


def sponsor(world: World) -> Link:
    """A member with a link of their own."""
    return link_of_sponsor(person=make_person(), storefront=world.storefront, now=DAY)


def brought(
    world: World, link: Link, friend: Person | None = None, *, units: int = 1, came: bool = True
) -> Referral:
    """A friend clicks on the link and buys; the parcel comes."""
    friend = friend or make_person()
    order = bought(world, units, person=friend)
    referral = referred(link, friend, key=order.pledge.key)
    if came:
        receive(order)
    return referral


def receive(order: Order, *, at: datetime = CAME) -> Delivery:
    """All of an order comes in one parcel."""
    return deliver(sent(order), how=Delivery.How.CARRIER, now=at)


def order_of(referral: Referral) -> Order:
    """Return the order that somebody placed."""
    return Order.objects.get(allotment__pledge__key=referral.key)
