"""A partner's programs read what its links bring and what it is paid: its own rows only."""

import re

import orjson
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clust.commissions.actions.earning import accrue_commissions
from clust.keys.models import ApiKey
from clust.partners.models import Partner
from clust.people.models import Person
from tests.commissions.brought import brought, partner_of
from tests.commissions.story import CAME, came
from tests.partners.story import act_for, make_partner
from tests.web.api.conftest import machine_of
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def partner(world: World) -> Partner:
    """A partner whose link brought an order that came."""
    order = brought(world, 3)
    accrue_commissions(came(order), now=CAME)
    return partner_of(order)


@pytest.fixture
def zoe(partner: Partner) -> Person:
    return act_for(partner, make_person(language="en"))


@pytest.fixture
def client(zoe: Person) -> Client:
    """Zoé at her browser."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(zoe)
    return client


def test_a_key_made_at_the_partners_site_reads_what_was_brought(client: Client) -> None:
    made = client.post("/partner/machines/keys/", {"name": "books", "scopes": ["partner:read"]})
    secret = re.search(r'value="(clust_[^"]+)"', made.content.decode())
    assert secret
    headers = {"Authorization": f"Bearer {secret[1]}"}
    said = orjson.loads(Client().get("/api/v1/partner/", headers=headers).content)
    assert (said["orders"], said["delivered"]) == (1, 1)
    assert said["sums"][0]["earned_net_cents"] == said["sums"][0]["held_net_cents"] > 0
    (link,) = orjson.loads(Client().get("/api/v1/partner/links/", headers=headers).content)["data"]
    assert link["earned_net_cents"] == said["sums"][0]["earned_net_cents"]
    assert "books" in client.get("/partner/machines/").content.decode()


def test_its_page_shows_the_first_call_that_its_key_may_make(client: Client) -> None:
    said = client.get("/partner/machines/").content.decode()
    assert "curl http://testserver/api/v1/partner/ -H" in said
    assert f'href="{reverse("api:docs")}#get_partner"' in said
    assert 'id="get_partner"' in client.get(reverse("api:docs")).content.decode()


def test_every_page_says_whose_site_it_is(client: Client, partner: Partner) -> None:
    for path in ("/partner/machines/", "/partner/machines/keys/"):
        title = re.search("<title>(.*)</title>", client.get(path).content.decode())
        assert title
        assert title[1].endswith(f" · {partner.name}")


def test_it_offers_no_more_than_partners_need(client: Client) -> None:
    asked = {"name": "books", "scopes": ["orders:read"]}
    assert client.post("/partner/machines/keys/", asked).status_code == 422
    assert not ApiKey.objects.exists()


def test_whoever_acts_for_no_partner_any_more_reads_nothing(
    world: World, partner: Partner, zoe: Person
) -> None:
    machine = machine_of(world, zoe, "partner:read")
    assert machine("GET", "/partner/statements/").status_code == 200
    partner.people.filter(person=zoe).update(left_at=timezone.now())
    assert machine("GET", "/partner/statements/").status_code == 404


def test_another_partners_rows_are_not_told(world: World, partner: Partner) -> None:
    other = act_for(make_partner("Another"), make_person())
    assert machine_of(world, other, "partner:read").get("/partner/links/")["data"] == []


def test_a_key_of_somebody_else_cannot_be_revoked(world: World, client: Client) -> None:
    machine = machine_of(world, make_person(), "partner:read")
    path = f"/partner/machines/keys/{machine.key.pk}/revocation/"
    assert client.post(path).status_code == 404
    assert ApiKey.objects.standing().count() == 1
