"""The suppliers' own site: their papers, and nobody else's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clust.people.models import Person
from clust.sourcing.models import Supplier, SupplierContact
from clust.supply.models import PurchaseOrder
from tests.web.desk.conftest import bought as bought
from tests.web.desk.conftest import buy, reading
from tests.web.desk.conftest import noon as noon
from tests.web.desk.conftest import world as world
from tests.world import World, make_award, make_person, make_product

PAPERS = ("", "paper/", "pdf/", "csv/")


@pytest.fixture
def contact(world: World) -> Person:
    person = make_person()
    SupplierContact.objects.create(supplier=world.supplier, person=person)
    return person


@pytest.fixture
def seller(contact: Person) -> Client:
    return reading("en", contact)


@pytest.fixture
def rival(world: World) -> Iterator[Client]:
    """Somebody of another supplier."""
    person = make_person()
    other = Supplier.objects.create(name="Vases Durand")
    SupplierContact.objects.create(supplier=other, person=person)
    return reading("en", person)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_supplier_sees_its_purchase_orders(seller: Client, bought: PurchaseOrder) -> None:
    assert bought.number in said(seller.get("/supplier/"))
    for paper in PAPERS:
        assert seller.get(f"/supplier/purchase-orders/{bought.pk}/{paper}").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_supplier_sees_its_quotes(language: str, contact: Person, bought: PurchaseOrder) -> None:
    browser = reading(language, contact)
    assert "Vase" in said(browser.get("/supplier/quotes/"))
    assert browser.get(f"/supplier/quotes/{bought.quote_id}/").status_code == 200
    assert browser.get("/supplier/").status_code == 200


def test_a_supplier_finds_nothing_of_anothers(rival: Client, bought: PurchaseOrder) -> None:
    assert bought.number not in said(rival.get("/supplier/"))
    assert "Vase<" not in said(rival.get("/supplier/quotes/"))
    for paper in PAPERS:
        assert rival.get(f"/supplier/purchase-orders/{bought.pk}/{paper}").status_code == 404
    assert rival.get(f"/supplier/quotes/{bought.quote_id}/").status_code == 404


@pytest.mark.parametrize("address", ["/supplier/", "/supplier/quotes/"])
def test_others_find_nothing_here(address: str, world: World, client: Client) -> None:
    assert client.get(address).status_code == 302
    assert reading("en", make_person()).get(address).status_code == 404
    assert reading("en", make_person(is_staff=True)).get(address).status_code == 404


def test_a_supplier_is_refused_at_the_desk(seller: Client, bought: PurchaseOrder) -> None:
    assert seller.get("/desk/").status_code == 403
    assert seller.get(f"/desk/purchase-orders/{bought.pk}/").status_code == 403


def test_nothing_can_be_sent_here(seller: Client, bought: PurchaseOrder) -> None:
    assert seller.post(f"/supplier/quotes/{bought.quote_id}/", {}).status_code == 405


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("address", ["/supplier/", "/supplier/quotes/"])
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(
    address: str, seller: Client, world: World
) -> None:
    buy(world)
    queries(seller, address)
    one = queries(seller, address)
    for _ in range(2):
        buy(world)
        make_award(make_product(world.supplier))
    assert queries(seller, address) == one
