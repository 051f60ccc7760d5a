"""A supplier answers its orders and sends parcels; nobody else's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clust.orders.models import Cancellation
from clust.people.models import Person
from clust.sourcing.models import Supplier, SupplierContact, Variant
from clust.supply.actions.destining import Part, choose_destinations
from clust.supply.models import Destination, Parcel, PurchaseAnswer, SubstitutionAnswer
from tests.supply.goods import SENT, bought
from tests.web.desk.conftest import reading
from tests.world import World, make_address, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def contact(world: World) -> Person:
    person = make_person()
    SupplierContact.objects.create(supplier=world.supplier, person=person)
    return person


@pytest.fixture
def rival() -> Client:
    person = make_person()
    other = Supplier.objects.create(name="Vases Durand")
    SupplierContact.objects.create(supplier=other, person=person)
    return reading("en", person)


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_shortens_an_order(language: str, world: World, contact: Person) -> None:
    order, _ = bought(world, 2, 1)
    browser, page = reading(language, contact), f"/supplier/purchase-orders/{order.pk}/"
    assert browser.get(page).status_code == 200
    variant = order.lines.get().variant_id
    told = {f"answer-variant_{variant}": 2, "answer-note": "Rupture", "confirm": ""}
    assert browser.post(f"{page}answer/", told).status_code == 302
    assert Cancellation.objects.get().units == 1
    assert "Rupture" in said(browser.get(page))


def test_it_refuses(world: World, contact: Person) -> None:
    order, _ = bought(world, 2)
    variant = order.lines.get().variant_id
    told = {f"answer-variant_{variant}": 2, "refuse": ""}
    reading("en", contact).post(f"/supplier/purchase-orders/{order.pk}/answer/", told)
    assert PurchaseAnswer.objects.get().refused
    assert not Cancellation.objects.exists()


def test_nonsense_is_said_at_the_field(world: World, contact: Person) -> None:
    order, _ = bought(world, 2)
    browser, page = reading("en", contact), f"/supplier/purchase-orders/{order.pk}/answer/"
    variant = order.lines.get().variant_id
    for wrong in ("3", "-1", "x", ""):
        told = {f"answer-variant_{variant}": wrong, "confirm": ""}
        assert browser.post(page, told).status_code == 422
    assert not PurchaseAnswer.objects.exists()


def test_it_notes_parcels(world: World, contact: Person) -> None:
    _, (one, two) = bought(world, 2, 1)
    browser = reading("en", contact)
    assert str(one.pk) in said(browser.get("/supplier/parcels/"))
    sheet = b"".join(browser.get("/supplier/parcels/to-send.csv")).decode()  # type: ignore[arg-type]
    assert "3 rue Neuve" in sheet
    told = {"order": one.pk, "carrier": "DPD", "tracking": "1Z"}
    assert browser.post("/supplier/parcels/", told).status_code == 302
    assert browser.post("/supplier/parcels/", told | {"order": two.pk}).status_code == 422
    text = f"order,carrier,tracking\n{two.pk},DPD,2Z\n".encode()
    file = {"file": SimpleUploadedFile("p.csv", text)}
    assert browser.post("/supplier/parcels/file/", file).status_code == 302
    assert Parcel.objects.count() == 2


def test_every_bad_line_is_named(world: World, contact: Person) -> None:
    bought(world, 2)
    text = b"order,carrier,tracking\nabc,DPD,2Z\n99999,DPD,3Z\n"
    answer = reading("en", contact).post(
        "/supplier/parcels/file/", {"file": SimpleUploadedFile("p.csv", text)}
    )
    assert answer.status_code == 422
    assert "Line 2" in said(answer)
    assert "Line 3" in said(answer)


def test_it_ships_in_bulk(world: World, contact: Person) -> None:
    order, _ = bought(world, 2, 1, collects=True)
    page = f"/supplier/purchase-orders/{order.pk}/shipments/"
    told = {"bulk-option": world.pickup.pk}
    assert reading("en", contact).post(page, told).status_code == 302
    assert Parcel.objects.count() == 2
    assert reading("en", contact).post(page, told).status_code == 422


def test_another_supplier_finds_nothing(world: World, rival: Client) -> None:
    order, (one,) = bought(world, 2)
    for page in ("answer", "shipments"):
        address = f"/supplier/purchase-orders/{order.pk}/{page}/"
        assert rival.post(address, {}).status_code == 404
    assert "3 rue Neuve" not in said(rival.get("/supplier/parcels/"))
    told = {"order": one.pk, "carrier": "DPD", "tracking": "1Z"}
    assert rival.post("/supplier/parcels/", told).status_code == 422
    assert not Parcel.objects.exists()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_asks_the_buyers_for_another_variant_and_they_answer(
    language: str, world: World, contact: Person
) -> None:
    blue = Variant.objects.create(product=world.kettle, name_fr="Azur", name_en="Azure", position=9)
    order, (one,) = bought(world, 2)
    browser, page = reading(language, contact), f"/supplier/purchase-orders/{order.pk}/"
    told = {
        "substitute-line": order.lines.get().pk,
        "substitute-variant": blue.pk,
        "substitute-answer_by_on": (timezone.now() + timedelta(days=3)).date().isoformat(),
    }
    assert browser.post(f"{page}substitute/", {**told, "substitute-line": ""}).status_code == 422
    assert browser.post(f"{page}substitute/", told).status_code == 302
    assert "Azur" in said(browser.get(page))
    buyer = reading(language, one.person)
    assert f"/orders/{one.pk}/substitution/" in said(buyer.get(f"/orders/{one.pk}/"))
    assert "Azur" in said(buyer.get(f"/orders/{one.pk}/substitution/"))
    stranger = reading(language, make_person())
    assert stranger.post(f"/orders/{one.pk}/substitution/", {"answer": "yes"}).status_code == 404
    buyer.post(f"/orders/{one.pk}/substitution/", {"answer": "yes"})
    assert SubstitutionAnswer.objects.get().accepted
    assert "Azur" in said(browser.get("/supplier/parcels/"))
    desk = reading(language, make_person(is_staff=True))
    for path in (f"purchase-orders/{order.pk}/", f"purchase-orders/{order.pk}/substitute/"):
        assert "Azur" in said(desk.get(f"/desk/{path}"))


def test_nobody_elses_gift_has_a_slip_here(world: World, rival: Client) -> None:
    _, (one,) = bought(world, 1)
    parts = [Part(make_address(one.person), 1, is_gift=True, greeting="Bonne fête")]
    (gift,) = choose_destinations(order=one, parts=parts, now=SENT)
    assert rival.get(f"/supplier/parcels/slips/{gift.pk}/").status_code == 404
    desk = reading("en", make_person(is_staff=True))
    assert "Bonne fête" in said(desk.get(f"/desk/parcels/slips/{gift.pk}/"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_packs_a_gift_without_a_price(language: str, world: World, contact: Person) -> None:
    world.parcel.parcels_most = 2
    world.parcel.save()
    _, (one,) = bought(world, 3)
    home, friend = make_address(one.person), make_address(one.person)
    parts = [Part(home, 2), Part(friend, 1, is_gift=True, greeting="Bonne fête")]
    choose_destinations(order=one, parts=parts, now=SENT)
    browser = reading(language, contact)
    page = said(browser.get("/supplier/parcels/"))
    assert "Bonne fête" in page
    assert f"?order={one.pk}&amp;place={friend.pk}#parcel" in page
    gift = Destination.objects.get(order=one, is_gift=True)
    assert f"/supplier/parcels/slips/{gift.pk}/?as=pdf" in page
    slip = said(browser.get(f"/supplier/parcels/slips/{gift.pk}/"))
    assert "Bonne fête" in slip
    assert one.campaign.product.name in slip
    assert not re.search(r"€|EUR|\d[.,]\d\d\b", slip)
    assert browser.get(f"/supplier/parcels/slips/{gift.pk}/?as=pdf").content[:4] in (
        b"%PDF",
        b"<!DO",
    )
    assert browser.get(f"/supplier/parcels/slips/{gift.pk - 1}/").status_code == 404
    sheet = b"".join(browser.get("/supplier/parcels/to-send.csv")).decode()  # type: ignore[arg-type]
    head, *lines = sheet.strip().splitlines()
    assert len(lines) == 2
    assert "Bonne fête" in lines[1]
    told = {"order": one.pk, "carrier": "DPD", "tracking": "1Z"}
    assert browser.post("/supplier/parcels/", told).status_code == 422
    assert browser.post("/supplier/parcels/", told | {"place": friend.pk}).status_code == 302
    assert Parcel.objects.get().lines.get().units == 1
    text = head + "\n" + lines[0].replace(";;;", ";DPD;2Z;").replace(",,,", ",DPD,2Z,")
    file = {"file": SimpleUploadedFile("p.csv", text.encode())}
    assert browser.post("/supplier/parcels/file/", file).status_code == 302
    assert Parcel.objects.count() == 2
