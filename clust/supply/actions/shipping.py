"""Sending goods: parcels to buyers, shipments to pickup points."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.sourcing.models import Supplier
from clust.storefronts.models import DeliveryOption
from clust.supply.claims import (
    NotEnough,
    asked_about,
    claims_on,
    in_book_order,
    locked,
    shared_out,
    undo,
)
from clust.supply.models import (
    Arrival,
    ArrivalLine,
    Destination,
    Gap,
    Loss,
    Organiser,
    Parcel,
    ParcelLine,
    PurchaseOrder,
    PurchaseReduction,
    PurchaseShare,
    Shipment,
)
from clust.supply.places import Place, places_of
from clust.supply.reducing import write_reduction


class CannotSend(Exception):
    """The parcel cannot leave; the subclasses say why."""


class NotBought(CannotSend):
    """This supplier has no order for it."""


class NothingToSend(CannotSend):
    """So many units are not left to be sent: undone, or on their way."""


class NotOnePlace(CannotSend):
    """One parcel goes to one person at one address."""


class WhichPlace(CannotSend):
    """The order goes to several addresses, and none was named."""


class NotThere(CannotSend):
    """Nothing of it goes to that address, or no longer."""


class GoesToPickup(CannotSend):
    """The buyer collects it: it goes with the shipment to the pickup point."""


class BuyerAsked(CannotSend):
    """Its buyer is asked about a substitute and has not answered."""


class TrackingTaken(CannotSend):
    """Another parcel has this tracking number."""


class AlreadyArrived(Exception):
    """The arrival of this shipment is noted."""


@transaction.atomic
def dispatch_parcel(
    *,
    supplier: Supplier,
    units: Mapping[int, int],
    carrier: str,
    tracking: str,
    dispatched_at: datetime,
    now: datetime,
    person: Person | None = None,
    place: int | None = None,
) -> Parcel:
    """
    Note that a parcel left for a buyer, or for whom the buyer named.

    :param units: how many units of each order, by the order's number
    :param place: the number of the address it goes to, where an order goes to several
    :raises CannotSend: a subclass says why; nothing is written then
    """
    orders = locked(units)
    _check_orders(orders, units, supplier)
    if asked_about(units):
        raise BuyerAsked
    places = _places(units, place)
    goes_to = places[0].address
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(
                person_id=orders[0].person_id,
                supplier=supplier,
                address=goes_to,
                carrier=carrier.strip(),
                tracking=tracking.strip(),
                dispatched_at=dispatched_at,
                sent_by=person,
                at=now,
            )
    except IntegrityError as error:
        raise TrackingTaken from error
    _write_lines(parcel, units, {row.order: row.destination for row in places})
    return parcel


def _check_orders(orders: list[Order], units: Mapping[int, int], supplier: Supplier) -> None:
    bought = PurchaseShare.objects.filter(purchase_order__quote__product__supplier=supplier)
    known = set(bought.filter(order__in=units).values_list("order", flat=True))
    if not orders or known != set(units):
        raise NotBought
    if any(order.delivery_option.is_pickup for order in orders):
        raise GoesToPickup
    if len({order.person_id for order in orders}) > 1:
        raise NotOnePlace


def _places(units: Mapping[int, int], number: int | None) -> list[Place]:
    """Return the one place of each order that a parcel with these units goes to."""
    places = [_place(rows, units[key], number) for key, rows in places_of(units).items()]
    if len({(place.number, place.is_gift, place.greeting) for place in places}) > 1:
        raise NotOnePlace
    return places


def _place(places: list[Place], units: int, number: int | None) -> Place:
    if not 0 < units <= sum(place.units for place in places):
        raise NothingToSend
    there = [place for place in places if number in (None, place.number)]
    if not there:
        raise NotThere
    if len({place.number for place in there}) > 1:
        raise WhichPlace
    if units > sum(place.units for place in there):
        raise NothingToSend
    return there[0]


def _write_lines(
    parcel: Parcel,
    units: Mapping[int, int],
    destinations: Mapping[int, Destination | None] | None = None,
) -> None:
    goes_to = destinations or {}
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, order_id=order, units=n, destination=goes_to.get(order))
        for order, n in units.items()
    )


@transaction.atomic
def ship_in_bulk(
    *,
    purchase_order: PurchaseOrder,
    option: DeliveryOption,
    dispatched_at: datetime,
    now: datetime,
    carrier: str = "",
    tracking: str = "",
    person: Person | None = None,
) -> Shipment:
    """
    Send to a pickup point all that is bought for those who collect there, a parcel each.

    :raises NothingToSend: if nothing is left to be sent there
    """
    there = purchase_order.shares.filter(order__delivery_option=option)
    orders = locked(there.values_list("order", flat=True))
    claims = claims_on(order.pk for order in orders)
    asked = asked_about(claims)
    piles: dict[int, dict[int, int]] = {}
    for order in orders:
        if claims[order.pk].units and order.pk not in asked:
            piles.setdefault(order.person_id, {})[order.pk] = claims[order.pk].units
    if not piles:
        raise NothingToSend
    shipment = Shipment.objects.create(
        purchase_order=purchase_order,
        option=option,
        carrier=carrier,
        tracking=tracking,
        dispatched_at=dispatched_at,
        person=person,
        at=now,
    )
    for holder, units in piles.items():
        _write_lines(_pile(shipment, holder, now), units)
    return shipment


def _pile(shipment: Shipment, holder: int, now: datetime) -> Parcel:
    return Parcel.objects.create(
        person_id=holder,
        supplier_id=shipment.purchase_order.quote.product.supplier_id,
        shipment=shipment,
        dispatched_at=shipment.dispatched_at,
        sent_by_id=shipment.person_id,
        at=now,
    )


@transaction.atomic
def note_arrival(
    *,
    shipment: Shipment,
    now: datetime,
    units: Mapping[int, int] | None = None,
    person: Person | None = None,
) -> Arrival:
    """
    Note what came to a pickup point; what is short is shared out there and refunded.

    :param units: what came of each variant, everything where left out
    :raises AlreadyArrived: if someone else did
    :raises NotEnough: if more came than was sent
    """
    Shipment.objects.select_for_update(no_key=True).get(pk=shipment.pk)
    if Arrival.objects.filter(shipment=shipment).exists():
        raise AlreadyArrived
    sent = units_in(shipment)
    came = {variant: (units or {}).get(variant, n) for variant, n in sent.items()}
    if any(not 0 <= came[variant] <= n for variant, n in sent.items()):
        raise NotEnough
    arrival = Arrival.objects.create(shipment=shipment, person=person, at=now)
    ArrivalLine.objects.bulk_create(
        ArrivalLine(arrival=arrival, variant_id=variant, units=n) for variant, n in came.items()
    )
    for variant, n in sent.items():
        _share_arrival(arrival, variant, n - came[variant], now)
    return arrival


def units_in(shipment: Shipment) -> dict[int, int]:
    """Return the units of each variant that left in a shipment."""
    lines = ParcelLine.objects.filter(parcel__shipment=shipment)
    units = dict(lines.values_list("order", "units"))
    sums: dict[int, int] = {}
    for claim in claims_on(units).values():
        sums[claim.variant] = sums.get(claim.variant, 0) + units[claim.order]
    return sums


def _share_arrival(arrival: Arrival, variant: int, missing: int, now: datetime) -> None:
    if not missing:
        return
    shipment, order = arrival.shipment, arrival.shipment.purchase_order
    lines = {line.order_id: line for line in ParcelLine.objects.filter(parcel__shipment=shipment)}
    orders = {row.pk: row for row in locked(lines)}
    wants = claims_on(lines)
    lines = {key: line for key, line in lines.items() if wants[key].variant == variant}
    asked = [
        wants[key]._replace(units=lines[key].units) for key in in_book_order(order) if key in lines
    ]
    without = shared_out(asked, sum(claim.units for claim in asked) - missing)
    Gap.objects.bulk_create(Gap(line=lines[key], units=n, at=now) for key, n in without.items())
    cause = PurchaseReduction.Cause.SHORT
    write_reduction(order, variant, missing, cause, f"arrival:{arrival.pk}:{variant}", now)
    for key, n in without.items():
        undo(orders[key], n, Cause.SHORT, f"arrival:{arrival.pk}:{key}", now=now)
    _end_empty(shipment, now)


def _end_empty(shipment: Shipment, now: datetime) -> None:
    """Parcels of which nothing came are at their end."""
    for parcel in shipment.parcels.filter(end=None).prefetch_related("lines__gap"):
        lines = parcel.lines.all()
        if all(getattr(line, "gap", None) and line.gap.units == line.units for line in lines):
            Loss.objects.create(parcel=parcel, cause=Loss.Cause.SHORT, at=now)


def appoint_organiser(*, option: DeliveryOption, person: Person, now: datetime) -> Organiser:
    """Let a person receive and hand out goods at a pickup point; twice is once."""
    organiser, _new = Organiser.objects.get_or_create(
        option=option, person=person, defaults={"at": now}
    )
    return organiser


def dismiss_organiser(*, option: DeliveryOption, person: Person) -> None:
    """Let a person hand out goods at a pickup point no more."""
    Organiser.objects.filter(option=option, person=person).delete()
