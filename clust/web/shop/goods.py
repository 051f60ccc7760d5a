"""Where the goods of an order are, for its buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from clust.base.qr import qr
from clust.orders.models import Order
from clust.supply.actions.ending import may_take_back_on
from clust.supply.actions.receiving import standing_units
from clust.supply.claims import claims_on
from clust.supply.codes import code_of, token_of
from clust.supply.models import Parcel, PurchaseOrder, SubstitutionQuestion, paid
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import me


@dataclass(frozen=True)
class OrderGoods:
    """An order's parcels, the units still to be sent, and what its buyer may do about them."""

    order: Order
    parcels: Sequence[Parcel]
    unsent: int
    is_bought: bool
    named_on: date | None
    may_take_back: bool
    may_move: bool
    asked: SubstitutionQuestion | None


def goods_of(order: Order, now: datetime) -> OrderGoods:
    """Return where the goods of an order are."""
    rows = Parcel.objects.filter(lines__order=order).select_related(
        "shipment__option", "shipment__arrival", "delivery", "end", "address"
    )
    parcels = list(rows.prefetch_related("lines__gap", "events").order_by("pk"))
    for parcel in parcels:
        _dress(parcel, order)
    unsent = claims_on([order.pk])[order.pk].units
    bought = PurchaseOrder.objects.filter(shares__order=order).order_by("-pk").first()
    answer = bought.answers.first() if bought else None
    is_late = now.date() >= may_take_back_on(order.campaign)
    return OrderGoods(
        order=order,
        parcels=parcels,
        unsent=unsent,
        is_bought=bought is not None,
        named_on=answer.deliver_by_on if answer and not answer.refused else None,
        may_take_back=bool(unsent) and is_late and paid(Order.objects.filter(pk=order.pk)).exists(),
        asked=asked_of(order),
        may_move=bool(unsent)
        and not order.delivery_option.is_pickup
        and not any(getattr(parcel, "end", None) is None for parcel in parcels),
    )


def asked_of(order: Order) -> SubstitutionQuestion | None:
    """Return the question about another variant, with its answer."""
    rows = SubstitutionQuestion.objects.select_related("offer__variant", "answer")
    return rows.filter(order=order).first()


def _dress(parcel: Parcel, order: Order) -> None:
    """Put beside a parcel what its buyer shows at the pickup point."""
    held = [line for line in parcel.lines.all() if line.order_id == order.pk]
    parcel.held_units = sum(standing_units(line) for line in held)  # type: ignore[attr-defined]
    parcel.said = list(parcel.events.all())[-1:]  # type: ignore[attr-defined]
    if parcel.shipment and not hasattr(parcel, "delivery") and not hasattr(parcel, "end"):
        parcel.code = code_of(parcel)  # type: ignore[attr-defined]
        parcel.qr = scan_code(parcel)  # type: ignore[attr-defined]


def scan_code(parcel: Parcel) -> SafeString:
    """Return the picture that the organiser scans."""
    return qr(settings.BASE_URL + reverse("shop:handing", args=[token_of(parcel)]))


def own_order(request: HttpRequest, pk: int) -> Order:
    """Return an order of the person signed in; everybody else's is not there."""
    rows = Order.objects.filter(sold_at(storefront_of(request)), pk=pk, person=me(request))
    order = rows.select_related("campaign__product", "variant", "delivery_option", "address")
    if found := order.first():
        return found
    raise Http404
