"""A buyer shares an order out over addresses, or gives it away; until a parcel leaves."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clust.orders.models import Cause, Order
from clust.people.models import Address
from clust.supply.actions.destining import (
    AlreadySent,
    NotAllUnits,
    OutOfZone,
    OutsideVatArea,
    Part,
    TooManyPlaces,
    change_delivery_address,
    choose_destinations,
    erase_greetings,
)
from clust.supply.actions.ending import lose_parcel
from clust.supply.actions.shipping import (
    NothingToSend,
    NotOnePlace,
    NotThere,
    WhichPlace,
    dispatch_parcel,
)
from clust.supply.actions.uploading import BadUpload, dispatch_uploaded
from clust.supply.claims import undo
from clust.supply.models import Destination, Parcel
from clust.supply.places import places_of
from tests.supply.goods import CLOSED, SENT, agrees, bought, send
from tests.world import World, make_address, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Parcels may go to two addresses for their price."""
    world = make_world()
    world.parcel.parcels_most = 2
    world.parcel.save()
    return world


def split(order: Order, *units: int, is_gift: bool = False) -> list[Address]:
    """The order is shared out over as many addresses; all are gifts, or none."""
    places = [make_address(order.person) for _ in units]
    greeting = "Bon anniversaire" if is_gift else ""
    parts = [Part(place, n, is_gift, greeting) for place, n in zip(places, units, strict=True)]
    choose_destinations(order=order, parts=parts, now=CLOSED)
    return places


def leaves(order: Order, units: int, place: Address | None, tracking: str) -> Parcel:
    return dispatch_parcel(
        supplier=order.campaign.product.supplier,
        units={order.pk: units},
        carrier="DPD",
        tracking=tracking,
        place=place.pk if place else None,
        dispatched_at=SENT,
        now=SENT,
    )


def going(order: Order) -> list[tuple[int | None, int]]:
    return [(place.number, place.units) for place in places_of([order.pk])[order.pk]]


def test_unless_said_all_goes_home(world: World) -> None:
    _, (order,) = bought(world, 3)
    assert going(order) == [(order.address_id, 3)]
    assert not places_of([order.pk])[order.pk][0].is_gift


def test_one_parcel_goes_to_each_address(world: World) -> None:
    _, (order,) = bought(world, 3)
    one, two = split(order, 2, 1)
    with pytest.raises(WhichPlace):
        leaves(order, 1, None, "1")
    with pytest.raises(NotThere):
        leaves(order, 1, order.address, "1")
    with pytest.raises(NothingToSend):
        leaves(order, 2, two, "1")
    assert leaves(order, 2, one, "1").address == one
    assert going(order) == [(two.pk, 1)]
    assert leaves(order, 1, None, "2").address == two
    assert going(order) == []
    assert agrees()


def test_a_gift_goes_elsewhere_with_a_greeting(world: World) -> None:
    world.parcel.parcels_most = 1
    world.parcel.save()
    _, (order,) = bought(world, 2)
    (friend,) = split(order, 2, is_gift=True)
    (place,) = places_of([order.pk])[order.pk]
    assert (place.address, place.is_gift, place.greeting) == (friend, True, "Bon anniversaire")
    assert send(order).address == friend
    assert Order.objects.get(pk=order.pk).address != friend


def test_no_more_addresses_than_the_fee_is_for(world: World) -> None:
    _, (order,) = bought(world, 3)
    with pytest.raises(TooManyPlaces):
        split(order, 1, 1, 1)


@pytest.mark.parametrize("units", [(1, 1), (4,), (3, 0), ()])
def test_every_unit_goes_somewhere(world: World, units: tuple[int, ...]) -> None:
    _, (order,) = bought(world, 3)
    with pytest.raises(NotAllUnits):
        split(order, *units)


@pytest.mark.parametrize("is_gift", [False, True])
def test_nothing_goes_where_no_member_state_taxes_it(world: World, is_gift: bool) -> None:
    _, (order,) = bought(world, 2)
    place = make_address(order.person)
    Address.objects.filter(pk=place.pk).update(postcode="97400")
    place.refresh_from_db()
    with pytest.raises(OutsideVatArea):
        choose_destinations(order=order, parts=[Part(place, 2, is_gift)], now=CLOSED)
    with pytest.raises(OutsideVatArea):
        change_delivery_address(order=order, address=place, now=CLOSED)


def test_each_address_stands_once(world: World) -> None:
    _, (order,) = bought(world, 2)
    home = make_address(order.person)
    with pytest.raises(NotAllUnits):
        choose_destinations(order=order, parts=[Part(home, 1), Part(home, 1)], now=CLOSED)


def test_only_to_ones_own_addresses_in_the_country_it_was_taxed_for(world: World) -> None:
    world.parcel.countries = "FR BE"
    world.parcel.save()
    _, (order,) = bought(world, 1)
    for wrong in (make_address(make_person()), make_address(order.person, country="BE")):
        with pytest.raises(OutOfZone):
            choose_destinations(order=order, parts=[Part(wrong, 1)], now=CLOSED)


def test_what_is_collected_goes_to_no_address(world: World) -> None:
    _, (order,) = bought(world, 1, collects=True)
    with pytest.raises(OutOfZone):
        split(order, 1)


def test_a_later_choice_takes_the_place_of_an_earlier(world: World) -> None:
    _, (order,) = bought(world, 2)
    split(order, 1, 1)
    (last,) = split(order, 2)
    assert going(order) == [(last.pk, 2)]
    assert Destination.objects.count() == 3
    choose_destinations(order=order, parts=[Part(last, 2)], now=SENT)
    assert Destination.objects.count() == 3
    moved = change_delivery_address(order=order, address=make_address(order.person), now=CLOSED)
    assert going(order) == [(moved.address_id, 2)]


def test_nothing_is_changed_once_a_parcel_left(world: World) -> None:
    _, (order,) = bought(world, 2)
    one, _two = split(order, 1, 1)
    leaves(order, 1, one, "1")
    with pytest.raises(AlreadySent):
        split(order, 1)


def test_what_comes_short_is_missing_at_the_last_address(world: World) -> None:
    _, (order,) = bought(world, 3)
    one, two = split(order, 2, 1)
    undo(order, 1, Cause.SHORT, "short:1", now=CLOSED)
    assert going(order) == [(one.pk, 2)]
    undo(order, 1, Cause.SHORT, "short:2", now=CLOSED)
    assert going(order) == [(one.pk, 1)]
    assert two.pk not in dict(going(order))


@pytest.mark.parametrize("resend", [True, False])
def test_a_lost_parcel_leaves_the_others_where_they_go(world: World, resend: bool) -> None:
    _, (order,) = bought(world, 2)
    one, two = split(order, 1, 1)
    lose_parcel(leaves(order, 1, one, "1"), resend=resend, now=SENT)
    assert going(order) == ([(one.pk, 1), (two.pk, 1)] if resend else [(two.pk, 1)])


def test_a_gift_shares_no_parcel_with_what_is_none(world: World) -> None:
    _, (order, other) = bought(world, 1, 1)
    (friend,) = split(order, 1, is_gift=True)
    with pytest.raises(NotOnePlace):
        dispatch_parcel(
            supplier=world.supplier,
            units={order.pk: 1, other.pk: 1},
            carrier="DPD",
            tracking="1",
            place=friend.pk,
            dispatched_at=SENT,
            now=SENT,
        )


def test_a_file_names_the_places(world: World) -> None:
    _, (order,) = bought(world, 3)
    one, two = split(order, 2, 1)
    head = "commande;transporteur;suivi;lieu\n"
    for wrong in ("", "x", order.address_id):
        data = f"{head}{order.pk};DPD;1;{wrong}\n".encode()
        with pytest.raises(BadUpload):
            dispatch_uploaded(supplier=world.supplier, data=data, now=SENT)
    lines = "".join(f"{order.pk};DPD;{place.pk};{place.pk}\n" for place in (one, two))
    parcels = dispatch_uploaded(supplier=world.supplier, data=(head + lines).encode(), now=SENT)
    assert {(row.address, row.lines.get().units) for row in parcels} == {(one, 2), (two, 1)}


def test_a_greeting_is_forgotten_and_the_gift_stays(world: World) -> None:
    _, (order,) = bought(world, 1)
    split(order, 1, is_gift=True)
    assert erase_greetings(order.person) == 1
    row = Destination.objects.get()
    assert (row.is_gift, row.greeting) == (True, "")


@pytest.mark.load
@pytest.mark.django_db(transaction=True)
def test_a_parcel_and_a_change_of_mind_never_cross(world: World) -> None:
    """Whoever comes first: what left went where the order's last choice says."""
    _, orders = bought(world, *[1] * 8)
    for order in orders:
        friend, start = make_address(order.person), Barrier(2)

        def asks(work: object, start: Barrier = start) -> object:
            try:
                start.wait()
                return work()  # type: ignore[operator]
            except AlreadySent:
                return None
            finally:
                connection.close()

        parts = [Part(friend, 1, is_gift=True)]
        with ThreadPoolExecutor(2) as pool:
            sent, chosen = pool.map(
                asks,
                [
                    lambda order=order: send(order),
                    lambda order=order, parts=parts: choose_destinations(
                        order=order, parts=parts, now=SENT
                    ),
                ],
            )
        assert isinstance(sent, Parcel)
        assert sent.address_id == (friend.pk if chosen else order.address_id)
