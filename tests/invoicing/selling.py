"""Orders for tests of invoices: made at a clearing, paid by card money that came."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import place_pledge
from clust.invoicing.actions.companies import buy_for_company, note_vat_answer
from clust.invoicing.actions.crediting import credit_cancellation
from clust.invoicing.actions.issuing import issue_invoices
from clust.invoicing.models import Company, CreditNote, Invoice
from clust.ledger.actions import Account, Line, post
from clust.orders.actions import order_allotments
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order
from clust.payments.models import Capture
from clust.people.models import Person
from clust.storefronts.models import DeliveryOption
from tests.world import DAY, WEEK, World, make_address, make_campaign, make_person

CLOSED = DAY + WEEK
PAID = CLOSED + timedelta(minutes=5)
_refs = count(1)


def sold(
    world: World,
    *,
    countries: Sequence[str] = ("FR",),
    units: int = 1,
    price: int = 5000,
    person: Person | None = None,
    delivery: DeliveryOption | None = None,
) -> list[Order]:
    """Return the orders of a clust at a fixed price, one to each country, by parcel."""
    campaign = make_campaign(world, [(1, price)])
    option = delivery or world.parcel
    DeliveryOption.objects.filter(pk=option.pk, kind="parcel").update(countries="FR BE DE ES FI MT")
    for country in countries:
        buyer = person or make_person()
        place_pledge(
            campaign=campaign,
            person=buyer,
            variant=campaign.product.variants.all()[0],
            units=units,
            delivery_option=DeliveryOption.objects.get(pk=option.pk),
            address=None if option.is_pickup else make_address(buyer, country=country),
            shown_cents=price,
            now=DAY,
        )
    order_allotments(clear_campaign(close_campaign(campaign, now=CLOSED), now=CLOSED), now=CLOSED)
    return list(Order.objects.filter(campaign=campaign).order_by("pk"))


def captured(order: Order, cents: int | None = None, now: datetime = PAID) -> Capture:
    """Money came for an order, all of it unless said otherwise."""
    cents = order.total_gross_cents if cents is None else cents
    capture = Capture.objects.create(order=order, cents=cents, ref=f"charge-{next(_refs)}", at=now)
    post(
        key=f"capture:{capture.pk}",
        currency="EUR",
        lines=[
            Line(Account.PROVIDER, cents),
            Line(Account.BUYERS, -cents, party=order.person_id),
        ],
        now=now,
    )
    return capture


def invoiced(order: Order, now: datetime = PAID) -> Invoice:
    """An order is paid and has its invoice."""
    captured(order, now=now)
    issue_invoices(orders=[order.pk], now=now)
    return Invoice.objects.get(order=order)


def credited(
    order: Order,
    goods: int,
    delivery: int = 0,
    units: int = 0,
    *,
    now: datetime = PAID,
    cause: Cause = Cause.GESTURE,
) -> CreditNote | None:
    """A part of an order is undone; return its credit note, if it has one."""
    undone = cancel(
        order=order,
        cause=cause,
        key=f"test:{next(_refs)}",
        units=units,
        goods_gross_cents=goods,
        delivery_gross_cents=delivery,
        now=now,
    )
    return credit_cancellation(undone, now=now)


def company(person: Person, number: str = "BE0428759497", *, valid: bool | None = True) -> Company:
    """A person buys for a company, whose number was looked up, unless `valid` is None."""
    made = buy_for_company(person=person, name="Dupont SA", vat_number=number, now=DAY)
    if valid is not None:
        note_vat_answer(company=made, valid=valid, now=DAY)
    return made
