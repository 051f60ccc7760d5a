"""A community's shop writes and leads under its own name, whatever it writes."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.notices.models import Notice
from clust.people.models import Person
from clust.storefronts.actions.admitting import note_point_of_sale
from tests.web.office.conftest import Shop, make_member, reading
from tests.web.shop.pages import text
from tests.world import World, make_campaign, pledge

pytestmark = pytest.mark.django_db
PASSWORD = "une-phrase-assez-longue"


@pytest.fixture
def alice() -> Person:
    return make_member("alice@person.example", name="Alice")


def tell(world: World, person: Person, shop: Shop | None) -> tuple[Notice, Campaign]:
    """Tell somebody that a clust closes soon, which they joined at a community's shop or ours."""
    campaign = make_campaign(world, now=timezone.now())
    held = pledge(world, campaign, person=person, now=timezone.now())
    if shop:
        note_point_of_sale(
            storefront=shop.storefront, person=person, key=held.key, now=timezone.now()
        )
    notice = Notice.objects.create(
        kind="soon", fact=campaign.pk, campaign=campaign, person=person, at=timezone.now()
    )
    return notice, campaign


def last() -> EmailMultiAlternatives:
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    return message


def test_a_notice_leads_to_the_shop_it_comes_from(world: World, club: Shop, alice: Person) -> None:
    notice, campaign = tell(world, alice, club)
    ours, theirs = reading("testserver", alice), club.reading(alice)
    assert ours.get(f"/notices/{notice.pk}/").url == (  # type: ignore[attr-defined]
        f"http://{club.host}:8000/clusts/{campaign.pk}/"
    )
    assert theirs.get(f"/notices/{notice.pk}/").url == (  # type: ignore[attr-defined]
        f"/clusts/{campaign.pk}/"
    )


def test_the_list_names_the_other_shop_in_one_go(world: World, club: Shop, alice: Person) -> None:
    client, asked = reading("testserver", alice), []
    for _ in range(2):
        tell(world, alice, club)
        client.get("/notices/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/notices/")
        asked.append(len(seen))
    assert asked[0] == asked[1]
    assert "Bouilloire · Club go" in text(client.get("/notices/"))
    assert "Bouilloire · Club go" not in text(club.reading(alice).get("/notices/"))


def test_who_signs_up_there_hears_of_no_other_shop(world: World, club: Shop) -> None:
    cache.clear()
    client = club.reading()
    client.post("/account/signup/", {"email": "zoe@person.example", "password1": PASSWORD})
    message = last()
    assert message.from_email.startswith("Club go <")
    html = str(message.alternatives[0][0])
    assert re.search(rf"http://{club.host}/account/confirm-email/", str(message.body))
    assert f"http://{club.host}" in html
    assert "localhost" not in html


def test_a_guest_s_link_comes_from_the_shop(world: World, club: Shop) -> None:
    cache.clear()
    Client(headers={"host": club.host}).post("/guest/", {"email": "b@person.example"})
    message = last()
    assert message.from_email.startswith("Club go <")
    assert "localhost" not in str(message.alternatives[0][0])


def test_whoever_is_invited_hears_from_the_shop(club: Shop, office: Client) -> None:
    office.post("/office/invitations/", {"email": "c@person.example", "days": 7})
    message = last()
    assert message.to == ["c@person.example"]
    assert message.from_email.startswith("Club go <")
    assert f"http://{club.host}/" in str(message.body)
