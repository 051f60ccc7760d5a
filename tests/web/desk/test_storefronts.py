"""Opening a shop for a community from one page, and what is left to do then."""

from typing import Any

import pytest
from django.test import Client

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.storefronts.actions.opening import NotAPortal, choose_portal
from clust.storefronts.models import Officer, Storefront
from tests.web.office.conftest import make_member, reading
from tests.world import DAY, World

pytestmark = pytest.mark.django_db

WANTED = {
    "name": "Club de go",
    "slug": "go",
    "host": "go.clust.example",
    "owner": "bo@example.org",
    "languages": ["fr", "en"],
    "admission": "open",
    "catalogue": "all",
    "portal": "",
}


@pytest.fixture
def bo(world: World) -> Person:
    return make_member("bo@example.org")


def opened(desk: Client, **changed: Any) -> Storefront:
    desk.post("/desk/storefronts/new/", {**WANTED, **changed})
    return Storefront.objects.get(slug=changed.get("slug", "go"))


def test_one_form_opens_a_shop_that_shows_what_is_for_everybody(
    desk: Client, bo: Person, live: Campaign
) -> None:
    made = opened(desk)
    assert Officer.objects.get(storefront=made).person == bo
    assert made.shares is False
    shop = reading("go.clust.example", bo)
    assert shop.get(f"/clusts/{live.pk}/").status_code == 200
    assert shop.get("/office/").status_code == 200


def test_a_checklist_says_what_is_left_to_do(desk: Client, bo: Person) -> None:
    said = desk.get(f"/desk/storefronts/{opened(desk).pk}/").content.decode()
    assert 'href="//go.clust.example/office/colours/"' in said
    assert "A welcome in its words" in said


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("owner", "nobody@example.org", "Nobody has confirmed this address"),
        ("host", "testserver", "This is not a host name"),
        ("slug", "clust", "Another shop has this short name."),
        ("languages", [], "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    desk: Client, bo: Person, field: str, value: Any, reason: str
) -> None:
    answer = desk.post("/desk/storefronts/new/", {**WANTED, field: value})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not Storefront.objects.filter(slug="go").exists()


def test_a_portal_shows_the_communities_under_its_roof(desk: Client, bo: Person) -> None:
    portal = opened(desk, slug="town", host="town.clust.example", name="Ma ville")
    opened(desk, portal=portal.pk)
    said = reading("town.clust.example").get("/").content.decode()
    assert 'href="//go.clust.example/"' in said
    assert "Club de go" in said


def test_a_portal_stands_under_no_other(desk: Client, bo: Person, world: World) -> None:
    portal = opened(desk, slug="town", host="town.clust.example")
    child = opened(desk, portal=portal.pk)
    for storefront, above in ((portal, child), (portal, portal), (portal, world.storefront)):
        with pytest.raises(NotAPortal):
            choose_portal(storefront=storefront, portal=above, now=DAY)


def test_members_open_no_shops(bo: Person, world: World) -> None:
    assert reading("testserver", bo).post("/desk/storefronts/new/", WANTED).status_code == 403


def test_the_list_counts_members_as_the_home_does(desk: Client, bo: Person, world: World) -> None:
    opened(desk)
    people = Person.objects.filter(is_active=True, is_staff=False).count()
    assert people
    rows = {one.slug: one.members for one in desk.get("/desk/storefronts/").context["page"]}
    assert rows == {world.storefront.slug: people, "go": 0}
    home = desk.get("/").context["pulse"]
    assert home.members == people
