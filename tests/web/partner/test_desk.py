"""Partners at the desk: taken in, agreed with, paid by a file that is given once."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from clust.commissions.actions.returning import note_returned
from clust.commissions.models import TransferFile
from clust.partners.models import Partner, PartnerPerson
from clust.storefronts.models import Seller
from tests.commissions.test_transfers import OURS, gathered, paid, partner, seller  # noqa: F401
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


def test_a_transfer_that_came_back_is_noted_after_a_second_yes(
    desk: Client,
    partner: Partner,  # noqa: F811
) -> None:
    desk.post("/desk/transfers/new/")
    file = TransferFile.objects.get()
    path = f"/desk/transfers/lines/{file.transfers.get().pk}/return/"
    assert desk.get(path).status_code == 404, "it was not paid yet"
    desk.post(f"/desk/transfers/{file.pk}/file/")
    desk.post(f"/desk/transfers/{file.pk}/payment/", {"reference": "B1", "sure": "on"})
    assert path in desk.get(f"/desk/transfers/{file.pk}/").content.decode()
    told = {"reason": "AC04 closed", "booked_on": timezone.localdate().isoformat()}
    assert desk.post(path, told).status_code == 422
    shown = text(desk.post(path, {**told, "sure": "on"}, follow=True))
    assert "came back on" in shown
    assert "AC04 closed" in shown
    assert desk.post(path, {**told, "sure": "on"}).status_code == 422
    for where in ("?state=due", "?state="):
        found = text(desk.get(f"/desk/partners/statements/{where}"))
        assert "came back from the bank" in found
    assert "No statement" in text(desk.get("/desk/partners/statements/?state=paid"))
    files = text(desk.get("/desk/transfers/?state=back"))
    assert "4.13" in files, "it can be paid now"
    assert f"{file.number} " in files
    assert "1 came back" in files
    assert desk.get("/desk/partners/statements/?export=csv").status_code == 200


def test_the_partner_sees_that_a_payment_came_back(
    desk: Client,
    partner: Partner,  # noqa: F811
    seller: Seller,  # noqa: F811
) -> None:
    file = gathered(seller, timezone.now())
    paid(file, timezone.now())
    day = timezone.localdate()
    note_returned(
        transfer=file.transfers.get(), reason="AC04", booked_on=day, person=None, now=timezone.now()
    )
    client, person = Client(headers={"Accept-Language": "en"}), make_person(language="en")
    PartnerPerson.objects.create(partner=partner, person=person, at=timezone.now())
    client.force_login(person)
    assert "came back on" in text(client.get("/partner/payouts/"))
    assert "AC04" in text(client.get("/partner/payouts/"))
    shown = text(client.get("/partner/statements/"))
    assert "came back from the bank" in shown
    assert "4.13 are sent anew" in shown
    assert b"AC04" not in client.get("/partner/statements/?export=csv").getvalue()  # type: ignore[attr-defined]
    assert client.get("/partner/payouts/?export=csv").status_code == 200


def test_nobody_but_the_desk_comes_in(world: World) -> None:
    client = Client()
    client.force_login(make_person(timezone.now()))
    found = make_partner()
    for path in ("partners/", f"partners/{found.pk}/", "transfers/", "partners/statements/"):
        assert client.get(f"/desk/{path}").status_code == 403
