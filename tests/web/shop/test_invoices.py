"""A buyer finds the invoice on the order's page, and nobody else does."""

from uuid import uuid4

import pytest
from django.test import Client

from clust.campaigns.models import Campaign
from clust.invoicing.models import Company
from clust.people.models import Person
from clust.web.parts.paces import PAPERS_A_MINUTE
from tests.invoicing.selling import credited, invoiced, sold
from tests.world import World, make_person

NUMBER = "BE0428759497"


def reader(person: Person, client: Client) -> Client:
    """Sign a person in."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_order_shows_its_invoice_and_credit_notes(world: World, client: Client) -> None:
    order = sold(world)[0]
    page = reader(order.person, client).get(f"/orders/{order.pk}/")
    assert b'id="invoices"' not in page.content
    invoice = invoiced(order)
    note = credited(order, 700)
    assert note
    page = client.get(f"/orders/{order.pk}/").content.decode()
    assert invoice.name in page
    assert note.name in page
    assert client.get(f"/credit-notes/{note.pk}/").status_code == 200


def test_the_invoice_is_a_page_and_a_pdf(world: World, client: Client) -> None:
    order = sold(world)[0]
    invoice = invoiced(order)
    page = reader(order.person, client).get(f"/orders/{order.pk}/invoice/")
    assert invoice.name in page.content.decode()
    pdf = client.get(f"/orders/{order.pk}/invoice/?as=pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_nobody_else_reads_it(world: World, client: Client) -> None:
    order = sold(world)[0]
    invoiced(order)
    note = credited(order, 700)
    assert note
    reader(make_person(), client)
    assert client.get(f"/orders/{order.pk}/invoice/").status_code == 404
    assert client.get(f"/credit-notes/{note.pk}/").status_code == 404


def test_papers_asked_for_again_and_again_have_to_wait(world: World, client: Client) -> None:
    order = sold(world)[0]
    invoiced(order)
    reader(order.person, client)
    for _ in range(PAPERS_A_MINUTE):
        assert client.get(f"/orders/{order.pk}/invoice/").status_code == 200
    answer = client.get(f"/orders/{order.pk}/invoice/?as=pdf")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_a_company_is_said_and_unsaid(world: World, client: Client) -> None:
    person = make_person()
    reader(person, client)
    assert client.get("/my/company/").status_code == 200
    bad = client.post("/my/company/", {"company_name": "Dupont", "vat_number": "BE123"})
    assert bad.status_code == 400
    assert not Company.objects.exists()
    said = {"company_name": "Dupont", "vat_number": "BE 0428.759.497"}
    assert client.post("/my/company/", said).status_code == 302
    found = Company.objects.of(person)
    assert found
    assert found.vat_number == NUMBER
    client.post("/my/company/", {"company_name": "", "vat_number": ""})
    assert Company.objects.of(person) is None


@pytest.mark.parametrize("number", [NUMBER, "BE123", ""])
def test_the_order_page_asks_for_it(
    world: World, kettles: Campaign, alice: Person, signed_in: Client, number: str
) -> None:
    choice = {
        "variant": kettles.product.variants.all()[0].pk,
        "units": 1,
        "mode": "join",
        "delivery": world.pickup.pk,
        "shown": kettles.ladder.opening_price,
    }
    page = signed_in.get(f"/clusts/{kettles.pk}/order/", choice)
    assert b'name="vat_number"' in page.content
    said = {**choice, "key": str(uuid4()), "company_name": "Dupont", "vat_number": number}
    sent = signed_in.post(f"/clusts/{kettles.pk}/pledges/", said)
    good = number == NUMBER
    assert sent.status_code == (302 if good else 400)
    assert Company.objects.filter(person=alice).exists() == good
    assert kettles.pledges.exists() == good
