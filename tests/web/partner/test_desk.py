"""Partners at the desk: taken in, agreed with, paid by a file that is given once."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from clust.commissions.models import TransferFile
from clust.partners.models import Partner
from clust.storefronts.models import Seller
from tests.commissions.test_transfers import OURS, partner  # noqa: F401
from tests.partners.story import make_partner
from tests.web.shop.pages import text
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    Seller.objects.update(iban=OURS)
    return world


@pytest.fixture
def desk(world: World) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_person(timezone.now(), language="en", is_staff=True))
    return client


def test_a_partner_is_taken_in_and_agreed_with(desk: Client) -> None:
    told = {"kind": "page", "name": "Zoé", "email": "zoe@example.org", "language": "fr"}
    page = desk.post("/desk/partners/new/", told, follow=True)
    found = Partner.objects.get()
    assert "No terms yet" in text(page)
    terms = {"from_on": "2026-03-01", "goods": "5", "order_cents": "1,00", "window_days": "30"}
    path = f"/desk/partners/{found.pk}/agreements/"
    desk.post(path, terms)
    assert found.agreements.get().terms == (500, 100, 0)
    assert desk.post(path, terms).status_code == 422
    later = {**terms, "from_on": "2026-05-01", "margin": "12.5"}
    desk.post(path, later)
    assert [row.margin_bp for row in found.agreements.all()] == [1250, 0]
    desk.post(f"/desk/partners/{found.pk}/", {"email": "zoe@example.org"})
    assert mail.outbox[-1].to == ["zoe@example.org"]


def test_lists_are_shown_and_exported(desk: Client) -> None:
    found = make_partner()
    for path in ("partners/", f"partners/{found.pk}/links/", "partners/statements/", "transfers/"):
        assert desk.get(f"/desk/{path}").status_code == 200
        assert desk.get(f"/desk/{path}?export=csv").status_code == 200
    assert "Zoé" in text(desk.get("/desk/partners/?q=zo&kind=page&terms=none"))


def test_a_file_is_written_fetched_once_and_noted_as_paid(
    desk: Client,
    partner: Partner,  # noqa: F811
) -> None:
    desk.post("/desk/transfers/new/")
    file = TransferFile.objects.get()
    got = desk.post(f"/desk/transfers/{file.pk}/file/")
    assert got["Content-Type"] == "application/xml"
    assert b"pain.001.001.09" in got.content
    again = desk.post(f"/desk/transfers/{file.pk}/file/", follow=True)
    assert "it is given once" in text(again)
    paid = f"/desk/transfers/{file.pk}/payment/"
    assert desk.post(paid, {"reference": "B1"}).status_code == 422
    desk.post(paid, {"reference": "B1", "sure": "on"})
    assert file.paid.reference == "B1"
    assert "paid on" in text(desk.get(f"/desk/transfers/{file.pk}/"))
    assert "paid on" in text(desk.get("/desk/partners/statements/?state=paid"))


def test_a_transfer_is_taken_out_with_its_reason(
    desk: Client,
    partner: Partner,  # noqa: F811
) -> None:
    desk.post("/desk/transfers/new/")
    transfer = TransferFile.objects.get().transfers.get()
    path = f"/desk/transfers/lines/{transfer.pk}/end/"
    assert "it is void" in text(desk.get(path))
    assert desk.post(path, {"reason": ""}).status_code == 422
    assert "closed" in text(desk.post(path, {"reason": "closed"}, follow=True))
    answer = desk.post(f"/desk/transfers/{transfer.file_id}/file/", follow=True)
    assert "write a new file" in text(answer)
    assert "void" in text(desk.get("/desk/transfers/"))
    assert transfer.file.number not in text(desk.get("/desk/transfers/?state=open"))


def test_nobody_but_the_desk_comes_in(world: World) -> None:
    client = Client()
    client.force_login(make_person(timezone.now()))
    found = make_partner()
    for path in ("partners/", f"partners/{found.pk}/", "transfers/", "partners/statements/"):
        assert client.get(f"/desk/{path}").status_code == 403
