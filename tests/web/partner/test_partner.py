"""A partner's site: its own rows only, links to make, data to give, people to invite."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from clust.commissions.actions.billing import bill_statement, state_commissions
from clust.commissions.actions.earning import accrue_commissions
from clust.commissions.actions.transferring import gather_transfers, hand_out, note_file_paid
from clust.commissions.models import CommissionStatement
from clust.partners.actions.partnering import NotForYou, invite_to_partner, join_partner
from clust.partners.models import Partner, PayoutAccount
from clust.people.models import Person
from clust.storefronts.models import Seller
from clust.web.parts.paces import Pace
from tests.commissions.brought import IBAN, SIREN, brought, known, partner_of
from tests.commissions.story import CAME, came
from tests.commissions.test_commission_statements import MAY
from tests.partners.story import act_for, linked, make_partner
from tests.web.shop.pages import text
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db
OURS = "FR7630006000011234567890189"
PAGES = ("", "links/", "links/new/", "statements/", "payouts/", "data/", "data/place/",
         "data/taxes/", "data/account/", "people/", "machines/", "machines/keys/")  # fmt: skip


@pytest.fixture
def world() -> World:
    return make_world(timezone.now())


@pytest.fixture
def partner(world: World) -> Partner:
    return make_partner(now=timezone.now())


@pytest.fixture
def zoe(partner: Partner) -> Person:
    return act_for(partner, make_person(timezone.now(), language="en"))


@pytest.fixture
def client(zoe: Person) -> Client:
    """Zoé at her browser."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(zoe)
    return client


def at(path: str = "") -> str:
    return f"/partner/{path}"


@pytest.fixture
def paid(db: None) -> CommissionStatement:
    """Another partner's statement, paid."""
    order = brought(make_world(), 3)
    accrue_commissions(came(order), now=CAME)
    other = partner_of(order)
    known(other)
    statement = state_commissions(other, now=MAY)[0]
    bill_statement(statement, now=MAY)
    Seller.objects.update(iban=OURS)
    file = gather_transfers(Seller.objects.get(), person=None, now=MAY)
    hand_out(file, person=make_person(), now=MAY)
    note_file_paid(file=file, reference="", person=None, now=MAY)
    return statement


# Who sees what


@pytest.mark.parametrize("path", PAGES)
def test_a_partner_sees_its_pages(client: Client, path: str) -> None:
    assert client.get(at(path)).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_others_find_nothing_here(world: World, path: str) -> None:
    stranger = Client()
    assert stranger.get(at(path)).status_code == 302
    stranger.force_login(make_person(timezone.now()))
    assert stranger.get(at(path)).status_code == 404


def test_whoever_left_finds_nothing_here(client: Client, partner: Partner) -> None:
    partner.people.update(left_at=timezone.now())
    assert client.get(at()).status_code == 404


def test_a_partner_never_meets_the_rows_of_another(paid: CommissionStatement) -> None:
    client = Client()
    client.force_login(act_for(make_partner("Another")))
    statement, link = paid.pk, paid.partner.links.get()
    for path in (f"statements/{statement}/", f"statements/{statement}.csv", f"links/{link.pk}/"):
        assert client.get(at(path)).status_code == 404, path
    acting = act_for(paid.partner, make_person())
    invited = invite_to_partner(partner=paid.partner, email="a@b.example", person=None, now=MAY)
    mine = paid.partner.people.get(person=acting)
    for path in (f"people/{mine.pk}/leaving/", f"people/invitations/{invited.pk}/removal/"):
        assert client.post(at(path)).status_code == 404, path
    for path in ("links/", "statements/", "payouts/", ""):
        page = client.get(at(path)).content.decode()
        assert link.code not in page, path
        assert paid.number not in page, path
    assert link.code not in "".join(
        part.decode()
        for part in client.get(at("links/?export=csv")).streaming_content  # type: ignore[union-attr]
    )


def test_a_partner_sees_what_it_earned_and_was_paid(paid: CommissionStatement) -> None:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(act_for(paid.partner, make_person(language="en")))
    assert "4.13" in text(client.get(at()))
    assert paid.number in text(client.get(at("statements/?state=paid")))
    assert "CLUST-" in text(client.get(at("payouts/")))
    assert "4.13" in text(client.get(at(f"statements/{paid.pk}/"))).replace(",", ".")
    lines = client.get(at(f"statements/{paid.pk}.csv"))
    assert b"Bouilloire" in b"".join(lines.streaming_content)  # type: ignore[attr-defined]


def test_papers_are_made_at_a_pace(
    paid: CommissionStatement, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(act_for(paid.partner, make_person()))
    monkeypatch.setattr("clust.web.partner.views.paper_pace", Pace(1))
    path = at(f"statements/{paid.pk}/")
    assert [client.get(path).status_code for _ in range(2)] == [200, 429]


# Links


def test_a_link_is_made_with_its_qr_code_and_feeds(client: Client, partner: Partner) -> None:
    page = client.post(at("links/new/"), {"page": "/wishes/", "name": "Blog"}, follow=True)
    link = partner.links.get()
    shown = page.content.decode()
    assert (link.path, link.name) == ("/wishes/", "Blog")
    assert f"http://testserver/r/{link.code}/" in shown
    assert "<svg" in shown
    assert f"/feeds/{link.code}.xml" in shown


def test_a_clust_can_be_put_live_on_a_page_with_the_link(
    client: Client, world: World, partner: Partner
) -> None:
    link = linked(world, partner, "/clusts/12/", now=timezone.now())
    shown = html.unescape(client.get(at(f"links/{link.pk}/")).content.decode())
    assert 'src="http://testserver/widget/clust-card.js"' in shown
    assert f'<clust-card campaign="12" link="{link.code}"></clust-card>' in shown
    world.storefront.admission = "invited"
    world.storefront.save()
    assert b"clust-card" not in client.get(at(f"links/{link.pk}/")).content


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/desk/", "/nowhere/", "javascript:1", ""]
)
def test_a_link_leads_inside_only(client: Client, partner: Partner, page: str) -> None:
    assert client.post(at("links/new/"), {"page": page}).status_code == 422
    assert not partner.links.exists()


# Data


def test_a_new_account_is_confirmed_from_the_partner_s_mail(
    client: Client, partner: Partner
) -> None:
    client.post(at("data/account/"), {"holder": "Zoé", "iban": "FR14 2004 1010 0505 0001 3M02 606"})
    assert not PayoutAccount.objects.standing().exists()
    sent = mail.outbox[-1]
    assert sent.to == [partner.email]
    assert IBAN not in sent.body
    link = re.search(r"http://testserver(/payout-account/\S+)", sent.body)
    assert link
    assert f'href="{link.group()}"' in sent.alternatives[0][0]
    stranger = Client()
    assert stranger.get(link[1]).status_code == 200
    assert not PayoutAccount.objects.standing().exists()
    stranger.post(link[1])
    assert PayoutAccount.objects.standing().get(partner=partner).iban == IBAN
    assert stranger.get("/payout-account/forged/").status_code == 404


def test_what_is_missing_is_said_where_it_can_be_given(client: Client) -> None:
    page = text(client.get(at("data/")))
    assert "address missing" in page
    wrong = client.post(at("data/taxes/"), {"status": "franchise", "siren": "1", "accepts": "on"})
    assert wrong.status_code == 422
    assert "This is not a SIREN" in text(wrong)
    right = {"status": "franchise", "siren": SIREN, "accepts": "on"}
    assert SIREN in text(client.post(at("data/taxes/"), right, follow=True))
    place = {"name": "Zoé", "street": "1 rue", "postcode": "69001", "city": "Lyon", "country": "fr"}
    assert "1 rue" in text(client.post(at("data/place/"), place, follow=True))


# People


def test_a_colleague_is_invited_and_joins(client: Client, partner: Partner) -> None:
    client.post(at("people/"), {"email": "leo@example.org"})
    assert mail.outbox[-1].to == ["leo@example.org"]
    assert '/partner/joining/"' in mail.outbox[-1].alternatives[0][0], "one click leads there"
    leo = make_person(timezone.now(), language="en")
    EmailAddress.objects.create(user=leo, email="leo@example.org", verified=True, primary=True)
    his = Client(headers={"Accept-Language": "en"})
    his.force_login(leo)
    assert his.get(at()).url == at("joining/")  # type: ignore[attr-defined]
    his.post(at("joining/"), {"invitation": partner.invitations.get().pk})
    assert his.get(at()).status_code == 200


def test_an_invitation_is_good_for_two_weeks(partner: Partner, zoe: Person) -> None:
    leo, now = make_person(timezone.now(), language="en"), timezone.now()
    EmailAddress.objects.create(user=leo, email="leo@example.org", verified=True, primary=True)
    told = {"partner": partner, "email": "leo@example.org", "person": zoe}
    old = invite_to_partner(now=now - timedelta(days=14), **told)  # type: ignore[arg-type]
    his = Client()
    his.force_login(leo)
    assert his.get(at()).status_code == 404
    assert his.post(at("joining/"), {"invitation": old.pk}).status_code == 404
    with pytest.raises(NotForYou):
        join_partner(invitation=old, person=leo, now=now)
    new = invite_to_partner(now=now, **told)  # type: ignore[arg-type]
    assert join_partner(invitation=new, person=leo, now=now).partner == partner


def test_somebody_must_stay(client: Client, partner: Partner, zoe: Person) -> None:
    mine = partner.people.get(person=zoe)
    page = client.post(at(f"people/{mine.pk}/leaving/"), follow=True)
    assert "Somebody must stay" in text(page)


def test_lists_ask_as_often_for_three_rows_as_for_one(
    client: Client, partner: Partner, world: World, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(at("links/"))
        return len(seen)

    linked(world, partner, now=timezone.now())
    one = queries()
    for day in range(2):
        linked(world, partner, now=timezone.now() - timedelta(days=day))
    assert queries() == one
