"""A buyer follows parcels, says they came, moves them, takes money back; an organiser hands out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from clust.orders.models import Cancellation, Order
from clust.supply.actions.shipping import appoint_organiser, note_arrival, ship_in_bulk
from clust.supply.codes import code_of, token_of
from clust.supply.models import Delivery, Destination, Parcel
from tests.supply.goods import SENT, bought, send
from tests.web.desk.conftest import reading
from tests.world import World, make_address, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(SENT, tick=False):
        yield


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_buyer_follows_and_receives(language: str, world: World) -> None:
    _, (one, other) = bought(world, 2, 1)
    browser, page = reading(language, one.person), f"/orders/{one.pk}/"
    assert browser.get(page).status_code == 200
    parcel = send(one, tracking="6A777")
    assert "6A777" in said(browser.get(page))
    stranger = reading("en", other.person)
    assert stranger.post(f"/parcels/{parcel.pk}/reception/").status_code == 404
    browser.post(f"/parcels/{parcel.pk}/reception/")
    assert Delivery.objects.get().how == "buyer"


def test_a_buyer_moves_an_order_until_it_leaves(world: World) -> None:
    _, (one, other) = bought(world, 2, 1)
    browser, page = reading("en", one.person), f"/orders/{one.pk}/address/"
    new, theirs = make_address(one.person), make_address(other.person)
    for wrong in (str(theirs.pk), "x", "", "9" * 30):
        assert browser.post(page, {"address": wrong}).status_code == 422
    browser.post(page, {"address": new.pk})
    assert Order.objects.get(pk=one.pk).address == new
    assert reading("en", other.person).get(page).status_code == 404
    send(one)
    assert "Too late" in said(browser.get(page))


def test_one_click_takes_the_money_back(world: World) -> None:
    _, (one, other) = bought(world, 2, 1)
    page = f"/orders/{one.pk}/money-back/"
    browser = reading("en", one.person)
    browser.post(page)
    assert not Cancellation.objects.exists()
    with time_machine.travel(SENT + timedelta(days=300), tick=False):
        browser = reading("en", one.person)
        assert "Give me my money back" in said(browser.get(f"/orders/{one.pk}/"))
        assert reading("en", other.person).post(page).status_code == 404
        assert browser.get(page).status_code == 200
        assert not Cancellation.objects.exists()
        for _ in range(2):
            browser.post(page)
    assert Cancellation.objects.get().cause == "late"


def test_an_organiser_scans_hears_and_ticks(world: World) -> None:
    order, _ = bought(world, 2, 1, 1, collects=True)
    shipment = ship_in_bulk(purchase_order=order, option=world.pickup, dispatched_at=SENT, now=SENT)
    first, second, third = shipment.parcels.order_by("pk")
    organiser, place = make_person(), f"/pickup/{world.pickup.pk}/"
    browser = reading("en", organiser)
    scan = f"/pickup/parcels/{token_of(first)}/"
    for address in ("/pickup/", place, scan, f"/pickup/shipments/{shipment.pk}/list/"):
        assert browser.get(address).status_code == 404, address
    assert browser.post(scan).status_code == 404
    appoint_organiser(option=world.pickup, person=organiser, now=SENT)
    browser.post(scan)
    assert not Delivery.objects.exists()
    browser.post(f"/pickup/shipments/{shipment.pk}/arrival/")
    assert browser.get("/pickup/").status_code == 200
    assert browser.get(f"/pickup/shipments/{shipment.pk}/list/").status_code == 200
    assert browser.get(scan).status_code == 200
    browser.post(scan)
    browser.post(f"{place}code/", {"code": "nonsense"})
    browser.post(f"{place}code/", {"code": code_of(second)})
    assert sorted(Delivery.objects.values_list("how", flat=True)) == ["code", "organiser"]
    assert browser.get(place).status_code == 200
    assert Parcel.objects.to_collect().get() == third
    assert browser.get("/pickup/parcels/1:forged/").status_code == 404


def test_a_buyer_shows_a_code(world: World) -> None:
    order, (one,) = bought(world, 2, collects=True)
    shipment = ship_in_bulk(purchase_order=order, option=world.pickup, dispatched_at=SENT, now=SENT)
    note_arrival(shipment=shipment, now=SENT)
    page = said(reading("fr", one.person).get(f"/orders/{one.pk}/"))
    assert code_of(shipment.parcels.get()) in page
    assert "<svg" in page


def test_a_gift_in_two_steps(world: World) -> None:
    _, (one, other) = bought(world, 2, 1)
    browser, page = reading("en", one.person), f"/orders/{one.pk}/destinations/"
    friend, theirs = make_address(one.person), make_address(other.person)
    assert reading("en", other.person).get(page).status_code == 404
    assert "no price in the parcel" in said(browser.get(page))
    for wrong in ({"to": theirs.pk}, {"to": "x"}, {f"gift_{friend.pk}": "on"}):
        assert browser.post(page, wrong).status_code == 422
    told = {"to": friend.pk, f"greeting_{friend.pk}": "Joyeux Noël"}
    assert "Only a gift has a greeting" in said(browser.post(page, told))
    told[f"gift_{friend.pk}"] = "on"
    assert "Joyeux Noël" in said(browser.post(page, told))
    assert not Destination.objects.exists()
    assert browser.post(page, told | {"change": "yes"}).status_code == 200
    assert browser.post(page, told | {"sure": "yes"}).status_code == 302
    row = Destination.objects.get()
    assert (row.address, row.units, row.greeting) == (friend, 2, "Joyeux Noël")
    assert "Gift" in said(browser.get(f"/orders/{one.pk}/"))
    assert "Joyeux Noël" in said(browser.get("/my/data.json"))
    send(one)
    assert "Too late" in said(browser.get(page))
    assert "Too late" in said(browser.post(page, told | {"sure": "yes"}))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_several_addresses_in_two_steps(language: str, world: World) -> None:
    world.parcel.parcels_most = 2
    world.parcel.save()
    _, (one,) = bought(world, 3)
    browser, page = reading(language, one.person), f"/orders/{one.pk}/destinations/"
    home, friend = one.address_id, make_address(one.person)
    third = make_address(one.person)
    for wrong in (
        {f"units_{home}": 2},
        {f"units_{home}": 4},
        {f"units_{home}": "x", f"units_{friend.pk}": 3},
        {f"units_{home}": 1, f"units_{friend.pk}": 1, f"units_{third.pk}": 1},
        {f"units_{home}": 3, f"units_{friend.pk}": -1},
    ):
        assert browser.post(page, wrong).status_code == 422, wrong
    told = {f"units_{home}": 2, f"units_{friend.pk}": 1, "sure": "yes"}
    assert browser.post(page, told).status_code == 302
    assert sorted(Destination.objects.values_list("units", flat=True)) == [1, 2]
    assert browser.get(page).status_code == 200


def test_an_address_written_down_on_the_way_leads_back(world: World) -> None:
    _, (one,) = bought(world, 1)
    place = {"name": "Mamie", "street": "1 rue Haute", "postcode": "57000", "city": "Metz"}
    answer = reading("en", one.person).post(
        f"/my/addresses/new/?order={one.pk}", place | {"country": "FR"}
    )
    assert answer.headers["Location"] == f"/orders/{one.pk}/destinations/"
