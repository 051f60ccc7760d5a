"""Where the goods of an order go: to its address, or to those that its buyer named."""

from collections.abc import Iterable
from dataclasses import dataclass

from clust.orders.models import Order
from clust.people.models import Address
from clust.supply.claims import claims_on
from clust.supply.models import Destination


@dataclass(frozen=True, slots=True)
class Place:
    """Units of an order that are still to leave for one address."""

    order: int
    address: Address | None
    units: int
    destination: Destination | None = None

    @property
    def is_gift(self) -> bool:
        """Say whether the parcel must not tell a price."""
        return self.destination is not None and self.destination.is_gift

    @property
    def greeting(self) -> str:
        """Return what is to be written on a gift's slip."""
        return self.destination.greeting if self.destination else ""

    @property
    def number(self) -> int | None:
        """Return the number by which a parcel says where it goes."""
        return self.address.pk if self.address else None


def places_of(orders: Iterable[int]) -> dict[int, list[Place]]:
    """
    Return where the units still to be sent go, by order.

    Fewer than the buyer shared out go to the first destinations; what comes on top, such as
    goods exchanged after a return, goes to the order's own address.
    """
    claims = claims_on(orders)
    chosen: dict[int, list[Destination]] = {}
    said = Destination.objects.in_force().with_sent().select_related("address")
    for row in said.filter(order__in=claims):
        chosen.setdefault(row.order_id, []).append(row)
    rows = Order.objects.filter(pk__in=claims).select_related("address").order_by("pk")
    return {row.pk: _places(row, claims[row.pk].units, chosen.get(row.pk, [])) for row in rows}


def _places(order: Order, units: int, chosen: list[Destination]) -> list[Place]:
    places = []
    for row in chosen:
        there = min(units, max(0, row.units - row.sent))
        units -= there
        if there:
            places.append(Place(order.pk, row.address, there, row))
    if units:
        places.append(Place(order.pk, order.address, units))
    return places


def units_for(places: Iterable[Place], number: int | None) -> int:
    """Return the units that are to leave for the address of this number; for all, without one."""
    return sum(place.units for place in places if number in (None, place.number))
