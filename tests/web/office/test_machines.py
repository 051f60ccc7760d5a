"""Keys and webhooks of a storefront: its owners', and of nobody's own data."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clust.hooks.actions.noting import note_events
from clust.hooks.models import Endpoint, EventMessage
from clust.keys.actions import make_key
from clust.keys.models import ApiKey
from clust.keys.tokens import key_of_secret
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Role
from tests.web.office.conftest import Shop, make_member
from tests.web.shop.pages import text
from tests.world import World, make_campaign

pytestmark = pytest.mark.django_db
KEY = {"name": "Our website", "scopes": ["campaigns:read"]}
NEW = {"url": "https://93.184.215.14/clust", "kinds": ["campaign.opened"]}


def made(shop: Shop, name: str = "Our website") -> ApiKey:
    told = {"storefront": shop.storefront, "person": shop.owner, "now": timezone.now()}
    return make_key(name=name, scopes=["campaigns:read"], for_storefront=True, **told)[0]


def test_a_key_is_the_storefronts_shown_once_and_revoked_by_any_owner(
    office: Client, club: Shop
) -> None:
    page = office.post("/office/machines/keys/", KEY)
    assert page.status_code == 201
    assert "no-store" in page["Cache-Control"]
    found = re.search(r'value="(clust_[^"]+)"', page.content.decode())
    assert found
    key = key_of_secret(found[1])
    assert key
    assert key.for_storefront
    assert key.storefront == club.storefront
    second = make_member("second@example.org")
    told = {"storefront": club.storefront, "by": club.owner, "now": timezone.now()}
    appoint_officer(person=second, role=Role.OWNER, **told)
    shown = text(club.reading(second).get("/office/machines/"))
    assert "Our website" in shown
    assert "made by Owner of go" in shown
    club.reading(second).post(f"/office/machines/keys/{key.pk}/revocation/")
    assert key_of_secret(found[1]) is None


def test_a_storefronts_key_opens_nobodys_own_data(office: Client) -> None:
    offered = office.get("/office/machines/keys/").content.decode()
    assert "campaigns:read" in offered
    assert "orders:read" not in offered
    told = KEY | {"scopes": ["orders:read"]}
    assert office.post("/office/machines/keys/", told).status_code == 422
    told = NEW | {"kinds": ["order.paid"]}
    assert office.post("/office/machines/endpoints/", told).status_code == 422
    assert not ApiKey.objects.exists()
    assert not Endpoint.objects.exists()


def test_it_is_not_among_the_owners_own_keys(club: Shop, office: Client) -> None:
    key = made(club)
    assert "Our website" not in text(office.get("/my/machines/"))
    assert office.post(f"/my/machines/keys/{key.pk}/revocation/").status_code == 404
    office.post("/my/machines/keys/", KEY | {"name": "My own"})
    assert "My own" not in text(office.get("/office/machines/"))


def test_an_address_is_told_of_the_storefronts_clusts(
    office: Client, world: World, club: Shop
) -> None:
    office.post("/office/machines/endpoints/", NEW)
    endpoint, began = Endpoint.objects.get(), timezone.now()
    assert endpoint.for_storefront
    world.storefront = club.storefront
    make_campaign(world, now=began)
    note_events(since=began, now=timezone.now())
    path = f"/office/machines/endpoints/{endpoint.pk}/"
    assert "campaign.opened" in text(office.get(path))
    message = EventMessage.objects.get()
    assert office.post(f"/office/machines/messages/{message.pk}/resending/").status_code == 302
    office.post(path + "secret/")
    assert endpoint.secrets.count() == 2
    office.post(path + "end/")
    assert "told nothing any more" in text(office.get(path))


def test_the_page_costs_the_same_with_one_row_and_with_three(office: Client, club: Shop) -> None:
    def more() -> None:
        made(club)
        office.post("/office/machines/endpoints/", NEW)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get("/office/machines/").status_code == 200
        return len(seen)

    more()
    office.get("/office/machines/")
    one = count()
    more()
    more()
    assert count() == one


def test_another_storefronts_machines_are_not_there(
    office: Client, council: Shop, world: World
) -> None:
    key = made(council, "Secret site")
    council.reading(council.owner).post("/office/machines/endpoints/", NEW)
    endpoint = Endpoint.objects.get()
    assert "Secret site" not in text(office.get("/office/machines/"))
    assert office.post(f"/office/machines/keys/{key.pk}/revocation/").status_code == 404
    for path in ("", "secret/", "end/"):
        told = office.post if path else office.get
        assert told(f"/office/machines/endpoints/{endpoint.pk}/{path}").status_code == 404
    assert Endpoint.objects.get().open


@pytest.mark.parametrize("role", [Role.HOST, Role.TREASURER])
def test_it_is_for_those_in_charge(club: Shop, role: Role) -> None:
    person = make_member("other@example.org")
    told = {"storefront": club.storefront, "by": club.owner, "now": timezone.now()}
    appoint_officer(person=person, role=role, **told)
    for path in ("", "keys/", "endpoints/"):
        assert club.reading(person).get(f"/office/machines/{path}").status_code == 403
    assert club.reading(person).post("/office/machines/keys/", KEY).status_code == 403
