"""From the mail to the pledge: one click, for whoever wished for it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.calling import call_limits
from clust.campaigns.models import Call, Campaign, Pledge
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.wishes.models import Backing, WishChoice
from tests.web.shop.pages import ordered, text
from tests.wished import back, make_wish, take_back, wished_campaign
from tests.world import World, make_address, make_card, make_person

pytestmark = pytest.mark.django_db

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
CHOSEN = re.compile(r'name="(pay|address)" value="([^"]+)" checked')


def called(world: World, backing: Backing, **terms: Any) -> Call:
    """Open a clust for this wish and call its holder."""
    now = timezone.now()
    campaign = wished_campaign(world, backing.wish, now=now, **terms)
    call_limits(campaign, now=now)
    return Call.objects.get(backing=backing)


def wished(world: World, person: Person, limit: int = 4000, **fields: Any) -> Backing:
    return back(make_wish(world), limit, person=person, units=2, **fields)


def follow(client: Client, call: Call) -> Any:
    return client.get(f"/calls/{call.pk}/", follow=True)


def click(client: Client, page: Any, campaign: Campaign) -> Any:
    """Send the form as it stands."""
    body = page.content.decode()
    form = body[body.index(f'action="/clusts/{campaign.pk}/pledges/"') :]
    sent = dict(FIELD.findall(form)) | dict(CHOSEN.findall(form))
    return client.post(f"/clusts/{campaign.pk}/pledges/", sent)


def test_one_click_makes_a_waiting_pledge(signed_in: Client, world: World, alice: Person) -> None:
    make_address(alice)
    call = called(world, wished(world, alice))
    page = follow(signed_in, call)
    said = text(page)
    for words in (
        "You take it only at €40.00",
        "2 units",
        "Clust SAS",
        "version 1",
        "Delivered by",
    ):
        assert words in said
    assert "The most it can cost, all in €84.90" in said
    pledge = ordered(click(signed_in, page, call.campaign))
    assert (pledge.units, pledge.maximum_gross_cents, pledge.person) == (2, 4000, alice)


def test_a_limit_above_the_price_is_in_at_once(
    signed_in: Client, world: World, alice: Person
) -> None:
    make_address(alice)
    call = called(world, wished(world, alice, 6000))
    pledge = ordered(click(signed_in, follow(signed_in, call), call.campaign))
    assert (pledge.maximum_gross_cents, pledge.shown_gross_cents) == (6000, 5000)


def test_the_card_saved_with_the_wish_is_marked(
    signed_in: Client, world: World, alice: Person
) -> None:
    make_address(alice)
    now = timezone.now()
    saved = make_card(alice, now=now - timedelta(days=1))
    make_card(alice, now=now)
    call = called(world, wished(world, alice, card=saved), asks_for_card=True)
    page = follow(signed_in, call)
    assert f'value="{saved.pk}" checked' in page.content.decode()
    answer = click(signed_in, page, call.campaign)
    assert answer.status_code == 302
    assert Pledge.objects.get().mandate.card == saved


def test_the_choice_named_in_the_wish_is_the_variant(
    signed_in: Client, world: World, alice: Person
) -> None:
    red = Variant.objects.create(product=world.kettle, name_fr="Rouge", name_en="Red", position=9)
    wish = make_wish(world)
    choice = WishChoice.objects.create(wish=wish, name="rouge")
    call = called(world, back(wish, 4000, person=alice, choice=choice))
    assert f"variant={red.pk}" in follow(signed_in, call).redirect_chain[-1][0]


def test_no_more_than_a_person_may_take(signed_in: Client, world: World, alice: Person) -> None:
    call = called(world, wished(world, alice), per_person=1)
    assert "units=1&" in follow(signed_in, call).redirect_chain[-1][0]


def test_strangers_sign_in_and_others_find_nothing(
    client: Client, world: World, alice: Person
) -> None:
    call = called(world, wished(world, alice))
    assert "login" in client.get(f"/calls/{call.pk}/")["Location"]
    client.force_login(make_person(timezone.now()))
    assert client.get(f"/calls/{call.pk}/").status_code == 404


def test_a_call_that_is_over_leads_to_the_clust(
    signed_in: Client, world: World, alice: Person
) -> None:
    backing = wished(world, alice)
    call = called(world, backing)
    take_back(backing, now=timezone.now())
    assert signed_in.get(f"/calls/{call.pk}/")["Location"] == f"/clusts/{call.campaign_id}/"


@pytest.mark.parametrize("path", ["/", "/my/clusts/"])
def test_whoever_wished_finds_it_until_they_pledge(
    signed_in: Client, world: World, alice: Person, path: str
) -> None:
    make_address(alice)
    call = called(world, wished(world, alice))
    page = signed_in.get(path)
    assert "You wished for it: it is open" in text(page)
    assert f"/calls/{call.pk}/" in page.content.decode()
    ordered(click(signed_in, follow(signed_in, call), call.campaign))
    assert "You wished for it" not in text(signed_in.get(path))


def test_others_do_not_see_it(client: Client, world: World, alice: Person) -> None:
    called(world, wished(world, alice))
    assert "You wished for it" not in text(client.get("/"))
