"""The desk takes a clust from its close to the supplier's payment without leaving its pages."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clust.orders.cancelling import cancel_all
from clust.orders.models import Cancellation, Cause
from clust.people.models import Person
from clust.supply.actions.answering import answer_purchase
from clust.supply.models import Conclusion, Parcel, PurchaseOrder, SupplierBill
from tests.supply.goods import SENT, agrees, bought, send
from tests.web.desk.conftest import reading
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(SENT, tick=False):
        yield


@pytest.fixture
def worker() -> Person:
    return make_person(is_staff=True)


@pytest.fixture
def desk(worker: Person) -> Client:
    return reading("en", worker)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def page(order: PurchaseOrder) -> str:
    return f"/desk/campaigns/{order.campaign_id}/goods/"


def test_from_close_to_payment(desk: Client, world: World) -> None:
    order, (one, two) = bought(world, 2, 1)
    variant, campaign = order.lines.get().variant_id, order.campaign_id
    assert "has not answered" in said(desk.get(page(order)))
    told = {f"answer-variant_{variant}": 3, "confirm": ""}
    desk.post(f"/desk/purchase-orders/{order.pk}/answer/", told)
    assert "2 orders wait" in said(desk.get(page(order)))
    parcel = {"order": one.pk, "carrier": "DPD", "tracking": "1Z"}
    assert desk.post(f"/desk/campaigns/{campaign}/sending/", parcel).status_code == 302
    text = f"order,carrier,tracking\n{two.pk},DPD,2Z\n".encode()
    file = {"file": SimpleUploadedFile("p.csv", text)}
    assert desk.post(f"/desk/campaigns/{campaign}/sending/", file).status_code == 302
    assert "bill" in said(desk.get(page(order)))
    bill = {"number": "F1", "net": "0.03", "vat": "0.01", "per_mille": 200, "due_on": "2026-04-01"}
    wrong = desk.post(f"/desk/purchase-orders/{order.pk}/bill/", {**bill, "gross": "0.05"})
    assert (wrong.status_code, SupplierBill.objects.count()) == (422, 0)
    assert "together make 0.04: the bill does not add up" in said(wrong)
    bill["gross"] = "0.04"
    assert desk.post(f"/desk/purchase-orders/{order.pk}/bill/", bill).status_code == 302
    noted = SupplierBill.objects.get()
    assert "is to be paid" in said(desk.get(page(order)))
    desk.post(f"/desk/bills/{noted.pk}/", {"cents": "0.04", "reference": "VIR 1"})
    assert "under way" in said(desk.get(page(order))).lower()
    for row in Parcel.objects.all():
        assert desk.post(f"/desk/parcels/{row.pk}/delivery/").status_code == 302
    assert "close the file" in said(desk.get(page(order)))
    desk.post(f"/desk/campaigns/{campaign}/conclusion/")
    assert Conclusion.objects.exists()
    assert "Nothing is left" in said(desk.get(page(order)))
    assert agrees()


def test_a_refusal_is_decided_here(desk: Client, world: World) -> None:
    order, _ = bought(world, 2)
    answer_purchase(order, refused=True, now=SENT)
    assert f"/desk/purchase-orders/{order.pk}/refusal/" in said(desk.get(page(order)))
    desk.post(f"/desk/purchase-orders/{order.pk}/refusal/")
    assert Cancellation.objects.get().units == 2


def test_a_shipment_arrives_short(desk: Client, world: World) -> None:
    order, _ = bought(world, 2, 1, collects=True)
    desk.post(f"/desk/purchase-orders/{order.pk}/shipments/", {"bulk-option": world.pickup.pk})
    shipment = order.shipments.get()
    address = f"/desk/shipments/{shipment.pk}/"
    assert desk.get(address).status_code == 200
    assert desk.get(f"{address}list/").status_code == 200
    assert desk.get(f"{address}list/?as=pdf").content.startswith(b"%PDF")
    wrong = {f"variant_{order.lines.get().variant_id}": 9}
    assert desk.post(address, wrong).status_code == 422
    desk.post(address, {f"variant_{order.lines.get().variant_id}": 2})
    assert Cancellation.objects.get().units == 1
    assert desk.post(f"{address}organiser/", {"email": "x@example.com"}).status_code == 422


def test_units_without_a_buyer_go_somewhere(desk: Client, world: World) -> None:
    order, (one,) = bought(world, 2)
    cancel_all(order=one, cause=Cause.RETRACTED, key="retraction:1", now=SENT)
    variant, address = (
        order.lines.get().variant_id,
        f"/desk/campaigns/{order.campaign_id}/disposal/",
    )
    answer_purchase(order, now=SENT)
    assert "2 units have no buyer" in said(desk.get(page(order)))
    told = {"variant": variant, "units": 9, "kind": "donated", "note": "Emmaüs"}
    assert desk.post(address, told).status_code == 422
    resale = {"units": 1, "kind": "resold", "sold": "6.00"}
    assert "at which rate it was sold" in said(desk.post(address, told | resale))
    assert desk.post(address, told | {"units": 1}).status_code == 302
    assert desk.post(address, told | {"units": 1, "kind": "call_off"}).status_code == 302
    assert "to be placed" not in said(desk.get("/desk/stock/"))
    assert agrees()


@pytest.mark.parametrize("end", ["refund", "resend"])
def test_a_parcel_is_lost(desk: Client, world: World, end: str) -> None:
    _, (one,) = bought(world, 2)
    parcel = send(one)
    desk.post(f"/desk/parcels/{parcel.pk}/loss/", {end: ""})
    assert Cancellation.objects.count() == (1 if end == "refund" else 0)
    assert PurchaseOrder.objects.count() == (1 if end == "refund" else 2)
    assert desk.get(f"/desk/parcels/{parcel.pk}/").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_opens(language: str, worker: Person, world: World) -> None:
    browser = reading(language, worker)
    order, (one, _two) = bought(world, 2, 1)
    parcel = send(one)
    for address in (
        page(order),
        f"/desk/campaigns/{order.campaign_id}/sending/",
        f"/desk/campaigns/{order.campaign_id}/to-send.csv",
        f"/desk/purchase-orders/{order.pk}/",
        f"/desk/purchase-orders/{order.pk}/answer/",
        f"/desk/purchase-orders/{order.pk}/bill/",
        f"/desk/parcels/{parcel.pk}/",
        "/desk/parcels/",
        "/desk/parcels/?state=open",
        "/desk/parcels/?export=csv",
        "/desk/bills/",
        "/desk/stock/",
        "/desk/",
    ):
        assert browser.get(address).status_code == 200, address


def test_others_are_refused(world: World) -> None:
    order, _ = bought(world, 2)
    for address in (page(order), "/desk/stock/", "/desk/parcels/", "/desk/bills/"):
        assert reading("en", make_person()).get(address).status_code == 403
