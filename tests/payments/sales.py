"""Sales of the small world: campaigns that ask for a card, cleared, and how their money stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Sum

from clust import flow
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Campaign, Clearing, Pledge
from clust.config.verification import verify
from clust.ledger.models import Posting
from clust.orders.actions import order_allotments
from clust.orders.models import Order
from clust.payments.settling import settlement, with_state
from clust.people.models import Person
from tests.world import DAY, WEEK, World, hold, make_campaign, make_card, make_person

OVER = DAY + WEEK
HOUR = timedelta(hours=1)


def buy(
    world: World,
    campaign: Campaign,
    units: int = 1,
    *,
    card: str = "",
    person: Person | None = None,
    by_transfer: bool = False,
    **choice: Any,
) -> Pledge:
    """Somebody pledges with a confirmed card whose `card` says how it behaves later."""
    person = person or make_person()
    held = hold(world, campaign, units, person=person, **choice)
    end = confirm_hold(
        hold=held,
        card=None if by_transfer else make_card(person, method=card),
        by_transfer=by_transfer,
        now=DAY,
    )
    assert end.pledge
    return end.pledge


@dataclass
class Sale:
    """A cleared campaign and its orders, in the order of the cards."""

    campaign: Campaign
    clearing: Clearing
    orders: list[Order]


def cleared(
    world: World, cards: Sequence[str] = ("",), units: int = 1, price: int = 5000, **terms: Any
) -> Sale:
    """A campaign at one price, one pledge per card, closed, cleared, ordered; nobody charged."""
    campaign = make_campaign(world, [(1, price)], asks_for_card=True, **terms)
    for card in cards:
        buy(world, campaign, units, card=card)
    return clear(campaign)


def clear(campaign: Campaign) -> Sale:
    """Close, clear and order, and stop there."""
    clearing = clear_campaign(close_campaign(campaign, now=OVER), now=OVER)
    order_allotments(clearing, now=OVER)
    return Sale(campaign, clearing, list(Order.objects.of_clearing(clearing).order_by("pk")))


def states(sale: Sale) -> Counter[str]:
    """Count the orders of a sale by the word for how they stand."""
    return Counter(
        with_state(Order.objects.of_clearing(sale.clearing)).values_list("state", flat=True)
    )


def balance(account: str) -> int:
    """Return what stands on an account, debit positive, in cents."""
    total: int = Posting.objects.filter(account=account).aggregate(sum=Sum("cents"))["sum"] or 0
    return total


def owed(person: Person) -> int:
    """Return what a buyer owes in the books."""
    lines = Posting.objects.filter(account="buyers", party=person.pk)
    total: int = lines.aggregate(sum=Sum("cents"))["sum"] or 0
    return total


def books_agree() -> None:
    """See that buyers owe in the books what is due of their orders and did not come."""
    for person in Person.objects.all():
        stand = [settlement(order) for order in person.orders.all()]
        assert owed(person) == sum(
            s.total - s.undone - s.subsidised - s.credited - s.captured + s.refunding for s in stand
        )
    assert sum(Posting.objects.values_list("cents", flat=True)) == 0


def walk(hours: float = 0) -> None:
    """Take every step that waits, so many hours after the end."""
    flow.walk(now=OVER + hours * HOUR)


def verified() -> None:
    """See that every kept number is that of the facts."""
    found = verify()
    assert not found.differing, list(found.named())
