"""Where parcels go: an order to another address, to several, or to somebody as a gift."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from clust.orders.models import Order
from clust.people.models import Address, Person
from clust.supply.claims import claims_on, locked
from clust.supply.models import Destination


class AlreadySent(Exception):
    """A parcel is on its way: its address stays."""


class OutOfZone(Exception):
    """The address lies in another country, or belongs to somebody else."""


class OutsideVatArea(OutOfZone):
    """The goods would leave the area of the Union's VAT, where we do not sell."""


class TooManyPlaces(Exception):
    """The price of this way of delivery is for fewer addresses."""


class NotAllUnits(Exception):
    """The destinations do not hold all units still to be sent, each address once."""

    def __init__(self, units: int) -> None:
        self.units = units
        super().__init__(f"{units} units are to be sent")


class Part(NamedTuple):
    """Units that go to one address; as a gift with a greeting and without a price."""

    address: Address
    units: int
    is_gift: bool = False
    greeting: str = ""


@transaction.atomic
def choose_destinations(*, order: Order, parts: Sequence[Part], now: datetime) -> list[Destination]:
    """
    Say where all units of an order go, until a parcel left; it takes the place of what was said.

    Several addresses share the fee that was agreed, as far as the way of delivery allows it.

    :raises AlreadySent: if a parcel is on its way
    :raises OutOfZone: if an address is in another country or somebody else's
    :raises TooManyPlaces: if the way of delivery goes to fewer addresses for its price
    :raises NotAllUnits: if other than the units still to be sent are shared out
    """
    (order,) = locked([order.pk])
    _check_movable(order, [part.address for part in parts])
    if len(parts) > order.delivery_option.parcels_most:
        raise TooManyPlaces
    units, places = claims_on([order.pk])[order.pk].units, {part.address.pk for part in parts}
    shared = [part.units for part in parts]
    if min(shared, default=0) < 1 or sum(shared) != units or len(places) < len(parts):
        raise NotAllUnits(units)
    standing = list(Destination.objects.in_force().filter(order=order))
    if [_part(row) for row in standing] == [_part(part) for part in parts]:
        return standing
    return _choose(order, parts, now)


def _part(said: Part | Destination) -> tuple[object, ...]:
    return said.address, said.units, said.is_gift, said.greeting if said.is_gift else ""


def _choose(order: Order, parts: Iterable[Part], now: datetime) -> list[Destination]:
    last = order.destinations.aggregate(choice=Max("choice"))["choice"] or 0
    return Destination.objects.bulk_create(
        Destination(
            order=order,
            choice=last + 1,
            address=part.address,
            units=part.units,
            is_gift=part.is_gift,
            greeting=part.greeting if part.is_gift else "",
            at=now,
        )
        for part in parts
    )


def _check_movable(order: Order, addresses: Iterable[Address]) -> None:
    """
    Let the parcels of a locked order go to these addresses.

    :raises AlreadySent: if one is on its way
    :raises OutsideVatArea: if it lies where we do not sell
    :raises OutOfZone: if an address is in another country or somebody else's
    """
    if order.parcel_lines.filter(parcel__end=None).exists():
        raise AlreadySent
    home, option = order.address, order.delivery_option
    for address in addresses:
        in_zone = home is None or home.country == address.country
        if address.person_id != order.person_id or not in_zone:
            raise OutOfZone
        if not address.is_sold_to:
            raise OutsideVatArea
        if option.is_pickup or not option.serves(address.country, address.postcode):
            raise OutOfZone


@transaction.atomic
def change_delivery_address(*, order: Order, address: Address, now: datetime) -> Order:
    """
    Send all of an order to another address of its buyer in the same country, until a parcel left.

    :raises AlreadySent: if one is on its way
    :raises OutOfZone: if the address is in another country or somebody else's
    """
    (order,) = locked([order.pk])
    _check_movable(order, [address])
    Order.objects.filter(pk=order.pk).update(address=address)
    order.address = address
    units = claims_on([order.pk])[order.pk].units
    if units and order.destinations.exists():
        _choose(order, [Part(address, units)], now)
    return order


def erase_greetings(person: Person) -> int:
    """Forget what a person wrote to those they gave something to; returns how many."""
    greetings = Destination.objects.filter(order__person=person).exclude(greeting="")
    return greetings.update(greeting="")
