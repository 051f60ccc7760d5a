"""A clust closed, paid and bought, for the stories of goods."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.holding import confirm_hold, hold_place
from clust.campaigns.models import Campaign, Clearing
from clust.ledger.checks import CHECKS as LEDGER
from clust.orders.actions import order_allotments
from clust.orders.cancelling import left_of
from clust.orders.checks import CHECKS as ORDERS
from clust.orders.models import Order
from clust.payments.models import Capture
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.supply.actions.purchasing import purchase
from clust.supply.actions.shipping import dispatch_parcel
from clust.supply.checks import CHECKS as SUPPLY
from clust.supply.models import Parcel, PurchaseOrder
from tests.world import DAY, WEEK, World, make_address, make_campaign, make_card, make_person

CLOSED = DAY + WEEK
SENT = CLOSED + timedelta(days=5)
_numbers = count(1)


def joined(
    world: World,
    campaign: Campaign,
    units: int = 1,
    *,
    up_to: int | None = None,
    fewer: bool = False,
    variant: Variant | None = None,
    person: Person | None = None,
    collects: bool = False,
) -> None:
    """Somebody takes units, card confirmed, by parcel or to be collected."""
    person = person or make_person()
    hold = hold_place(
        campaign=campaign,
        person=person,
        variant=variant or campaign.product.variants.all()[0],
        units=units,
        up_to=up_to,
        fewer=fewer,
        maximum_cents=campaign.ladder.opening_price,
        shown_cents=campaign.ladder.opening_price,
        delivery_option=world.pickup if collects else world.parcel,
        address=None if collects else make_address(person),
        now=DAY,
    )
    assert confirm_hold(hold=hold, card=make_card(person), now=DAY).pledge


def pay(order: Order, now: datetime = CLOSED) -> Capture:
    """The money of an order comes."""
    return Capture.objects.create(
        order=order,
        cents=left_of(order).total_gross_cents,
        ref=f"bank-{next(_numbers)}",
        at=now,
    )


def cleared(campaign: Campaign, *, unpaid: Sequence[int] = ()) -> tuple[Clearing, list[Order]]:
    """Close a clust; all pay, but those whose place in the list of orders is named."""
    clearing = clear_campaign(close_campaign(campaign, now=CLOSED), now=CLOSED)
    order_allotments(clearing, now=CLOSED)
    orders = list(Order.objects.of_clearing(clearing).order_by("allotment__pledge"))
    for place, order in enumerate(orders):
        if place not in unpaid:
            pay(order)
    return clearing, orders


def bought(
    world: World, *units: int, collects: bool = False, **terms: object
) -> tuple[PurchaseOrder, list[Order]]:
    """A clust at one price, paid by all and bought; a buyer for each number of units."""
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True, **terms)  # type: ignore[arg-type]
    for n in units:
        joined(world, campaign, n, collects=collects)
    clearing, orders = cleared(campaign)
    return purchase(clearing, now=CLOSED), orders


def send(
    order: Order, units: int | None = None, *, tracking: str = "", now: datetime = SENT
) -> Parcel:
    """A parcel with what an order holds leaves."""
    return dispatch_parcel(
        supplier=order.campaign.product.supplier,
        units={order.pk: units or order.units},
        carrier="Colissimo",
        tracking=tracking or f"6A{next(_numbers):011}",
        dispatched_at=now,
        now=now,
    )


def agrees() -> bool:
    """Count goods, orders and books again."""
    found = [(check.says, check.find(None)) for check in (*ORDERS, *SUPPLY, *LEDGER)]
    differing = [(says, what.named) for says, what in found if what.differing]
    assert not differing
    return True
