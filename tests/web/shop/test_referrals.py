"""A link counts its visit, leads inside, asks before it remembers, and the last one wins."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign, Pledge
from clust.partners.actions.linking import note_visit
from clust.partners.models import Link, Referral, Visit
from clust.people.models import Person
from clust.storefronts.models import Domain, Storefront
from clust.web.shop.referrals import CHOICE, VISIT
from tests.partners.story import agreed, linked, make_partner
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(world: World, kettles: Campaign) -> Link:
    partner = make_partner()
    agreed(partner, window_days=10)
    return linked(world, partner, f"/clusts/{kettles.pk}/", now=timezone.now())


def click(client: Client, link: Link, **query: str) -> Any:
    return client.get(f"/r/{link.code}/", query)


def choose(client: Client, choice: str, back: str = "/") -> Any:
    return client.post("/visits/choice/", {"choice": choice, "next": back})


def order(client: Client, world: World, kettles: Campaign, **more: object) -> Pledge:
    sent = {
        "variant": kettles.product.variants.all()[0].pk,
        "units": "2",
        "delivery": world.pickup.pk,
        "shown": 5000,
        "mode": "join",
        "key": str(uuid4()),
        **more,
    }
    assert client.post(f"/clusts/{kettles.pk}/pledges/", sent).status_code == 302
    return Pledge.objects.latest("pk")


def test_a_click_is_counted_by_its_day_and_leads_to_the_page(client: Client, link: Link) -> None:
    answer = click(client, link)
    assert answer.status_code == 302
    assert answer["Location"] == link.path
    assert "no-store" in answer["Cache-Control"]
    visit = Visit.objects.get()
    assert (visit.link, visit.remembered) == (link, False)


def test_who_only_looks_at_the_head_is_no_visit(client: Client, link: Link) -> None:
    client.head(f"/r/{link.code}/")
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "/desk/", "/admin/",
     "/account/logout/", "/nowhere/", "/r/abc/", "javascript:alert(1)"],
)  # fmt: skip
def test_a_link_never_leads_outside_the_shop(client: Client, link: Link, to: str) -> None:
    assert click(client, link, to=to)["Location"] == link.path


def test_a_link_leads_to_another_page_of_the_shop(client: Client, link: Link) -> None:
    assert click(client, link, to="/wishes/")["Location"] == "/wishes/"


def test_a_link_is_of_its_storefront_only(client: Client, link: Link, world: World) -> None:
    other = Storefront.objects.create(slug="o", name="Other", seller=world.storefront.seller)
    Domain.objects.create(storefront=other, host="other.example")
    assert client.get(f"/r/{link.code}/", headers={"host": "other.example"}).status_code == 404
    assert client.get("/r/nobody/").status_code == 404


def test_nothing_lasts_before_it_was_allowed(client: Client, link: Link) -> None:
    kept = click(client, link).cookies[VISIT]
    assert (kept["max-age"], kept["expires"]) == ("", "")
    assert (kept["httponly"], kept["samesite"]) == (True, "Lax")
    assert "Do not remember" in client.get("/").content.decode()
    assert "Do not remember" in client.get(link.path).content.decode()
    assert "Do not remember" in client.get("/about/").content.decode()


def test_who_allows_it_is_remembered_for_the_days_agreed(client: Client, link: Link) -> None:
    click(client, link)
    answer = choose(client, "yes", link.path)
    assert answer["Location"] == link.path
    assert answer.cookies[VISIT]["max-age"] == timedelta(days=10).total_seconds()
    assert "Do not remember" not in client.get("/").content.decode()
    click(client, link)
    assert Visit.objects.latest("pk").remembered


def test_who_refuses_keeps_nothing_and_is_not_asked_again(client: Client, link: Link) -> None:
    click(client, link)
    answer = choose(client, "no", "//evil.example/")
    assert answer["Location"] == "/"
    assert answer.cookies[VISIT].value == ""
    answer = click(client, link)
    assert VISIT not in answer.cookies
    assert answer["Location"] == link.path
    assert "Do not remember" not in client.get("/").content.decode()


def test_a_choice_is_yes_or_no(client: Client, world: World) -> None:
    assert choose(client, "maybe").status_code == 400


def test_an_order_carries_the_last_click(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, link: Link
) -> None:
    click(signed_in, link)
    last = linked(world, make_partner("Another"), now=timezone.now())
    click(signed_in, last)
    pledge = order(signed_in, world, kettles)
    referral = Referral.objects.get()
    assert (referral.key, referral.person) == (pledge.key, alice)
    assert referral.visit.link == last


def test_a_click_too_long_ago_brings_nobody(
    signed_in: Client, world: World, kettles: Campaign, link: Link
) -> None:
    click(signed_in, link)
    Visit.objects.update(day=(timezone.now() - timedelta(days=12)).date())
    order(signed_in, world, kettles)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("forged", ["7", "7:forged", "", "x" * 4000])
def test_a_forged_visit_brings_nobody(
    signed_in: Client, world: World, kettles: Campaign, link: Link, forged: str
) -> None:
    note_visit(link, remembered=False, now=timezone.now())
    signed_in.cookies[VISIT] = forged
    order(signed_in, world, kettles)
    assert not Referral.objects.exists()


def test_an_order_without_a_link_asks_nothing_more(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    order(signed_in, world, kettles)
    assert CHOICE not in signed_in.cookies
    assert not Referral.objects.exists()


def test_a_higher_maximum_keeps_who_brought_it(
    signed_in: Client, world: World, kettles: Campaign, link: Link
) -> None:
    click(signed_in, link)
    waiting = {"mode": "wait", "maximum": "40"}
    before = order(signed_in, world, kettles, **waiting)
    sent = {"maximum": "45", "shown": "5000", "key": str(uuid4())}
    signed_in.post(f"/pledges/{before.pk}/maximum/", sent)
    after = Pledge.objects.latest("pk")
    assert after != before
    assert set(Referral.objects.values_list("key", flat=True)) == {before.key, after.key}


def test_an_order_sent_again_was_not_brought_by_a_later_click(
    signed_in: Client, world: World, kettles: Campaign, link: Link
) -> None:
    key = str(uuid4())
    first = order(signed_in, world, kettles, key=key)
    click(signed_in, link)
    assert order(signed_in, world, kettles, key=key) == first
    assert not Referral.objects.exists()
