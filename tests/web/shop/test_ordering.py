"""From the choice to the pledge, and every way it can be refused."""

import re
from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.models import Campaign, Gate, Pledge
from clust.people.models import Address, Person
from clust.web.shop import limits
from tests.web.shop.pages import chosen, order, ordered, text
from tests.world import (
    WEEK,
    World,
    make_address,
    make_campaign,
    make_person,
    make_product,
    pledge,
)

NEW_PLACE = {
    "address": "new",
    "new-name": "Alice Martin",
    "new-street": "4 rue Neuve",
    "new-postcode": "69002",
    "new-city": "Lyon",
    "new-country": "FR",
}


def order_page(client: Client, campaign: Campaign, world: World, **fields: object) -> Any:
    return client.get(f"/clusts/{campaign.pk}/order/", chosen(campaign, world.pickup, **fields))


# Looking


def test_the_order_page_shows_what_the_law_wants(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    page = text(order_page(signed_in, kettles, world, units=2, delivery=world.parcel.pk))
    for words in (
        "Order with obligation to pay",
        "Clust SAS",
        "Bouilloire",
        "2 units",
        "version 1",
        "The most it can cost, all in €104.90",
        "Delivered by",
        "Before the close",
    ):
        assert words in page


def test_waiting_has_the_same_button(signed_in: Client, world: World, kettles: Campaign) -> None:
    page = text(order_page(signed_in, kettles, world, mode="wait", maximum="40,00"))
    assert "Order with obligation to pay" in page
    assert "You take it only at €40.00 a unit" in page


def test_a_stranger_is_asked_who_they_are_and_keeps_the_choice(
    client: Client, world: World, kettles: Campaign
) -> None:
    page = order_page(client, kettles, world, units=3)
    assert "Continue as a guest" in text(page)
    assert (
        f"next=%2Fclusts%2F{kettles.pk}%2Forder%2F%3Funits%3D3".encode()
        in (page.content.replace(b"variant%3D", b"").replace(b"%26", b""))
        or b"units%3D3" in page.content
    )


def test_signing_in_brings_one_back_to_the_choice(
    client: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    back = f"/clusts/{kettles.pk}/order/?units=3&delivery={world.pickup.pk}"
    answer = client.post(
        "/account/login/?next=" + back.replace("&", "%26").replace("?", "%3F"),
        {"login": "alice@example.org", "password": "une bouilloire pour deux"},
    )
    assert answer["Location"] == back


def test_a_price_that_moved_since_the_choice_is_said(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 6, now=timezone.now())
    page = text(order_page(signed_in, kettles, world, shown=5000))
    assert "the price has just fallen from €50.00 to €45.00" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"units": "0"}, "greater than or equal to 1"),
        ({"units": "-3"}, "greater than or equal to 1"),
        ({"units": "1.5"}, "Enter a whole number"),
        ({"units": "a few"}, "Enter a whole number"),
        ({"units": ""}, "required"),
        ({"units": "99999999999999999999"}, "less than or equal"),
        ({"mode": "wait", "maximum": ""}, "from which price on"),
        ({"mode": "wait", "maximum": "cheap"}, "This is not a price"),
        ({"mode": "wait", "maximum": "-5"}, "This is not a price"),
        ({"mode": "wait", "maximum": "0"}, "This is not a price"),
        ({"stay": "99999999999999"}, "This is not a price"),
        ({"up_to": "4"}, "This is not sold in cases"),
    ],
)
def test_a_choice_that_makes_no_sense_is_asked_again(
    signed_in: Client, world: World, kettles: Campaign, fields: dict[str, str], words: str
) -> None:
    for answer in (
        order_page(signed_in, kettles, world, **fields),
        order(signed_in, kettles, world.pickup, **fields),
    ):
        assert answer.status_code == 400
        assert words in text(answer)
    assert not Pledge.objects.exists()


# Ordering


def test_joining_makes_a_pledge_at_the_price_shown(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    made = ordered(order(signed_in, kettles, world.pickup, units=2))
    assert (made.person, made.units, made.maximum_gross_cents) == (alice, 2, 5000)
    receipt = text(signed_in.get(f"/pledges/{made.pk}/"))
    assert "You are in" in receipt
    assert "The most it can cost, all in €100.00" in receipt


def test_waiting_makes_a_pledge_at_the_price_wanted(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    made = ordered(order(signed_in, kettles, world.pickup, mode="wait", maximum="39,90"))
    assert made.maximum_gross_cents == 3990
    assert "You wait" in text(signed_in.get(f"/pledges/{made.pk}/"))


def test_one_may_stay_in_up_to_more(signed_in: Client, world: World, kettles: Campaign) -> None:
    pledge(world, kettles, 6, now=timezone.now())
    made = ordered(order(signed_in, kettles, world.pickup, stay="50.00", shown=4500))
    assert made.maximum_gross_cents == 5000


def test_a_lower_price_is_taken_and_said(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 6, now=timezone.now())
    made = ordered(order(signed_in, kettles, world.pickup, shown=5000))
    assert made.maximum_gross_cents == 4500
    receipt = text(signed_in.get(f"/pledges/{made.pk}/"))
    assert "you have it at €45.00" in receipt


def test_sending_twice_counts_once(signed_in: Client, world: World, kettles: Campaign) -> None:
    key = uuid4()
    first = ordered(order(signed_in, kettles, world.pickup, key=key))
    assert ordered(order(signed_in, kettles, world.pickup, key=key)) == first
    assert Gate.objects.get(pk=kettles.pk).units == 1


def test_a_parcel_goes_to_a_new_address(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    made = ordered(order(signed_in, kettles, world.parcel, **NEW_PLACE))
    assert made.address is not None
    assert (made.address.person, made.address.city) == (alice, "Lyon")


@pytest.mark.parametrize("postcode", ["97400", "F-974 00"])
def test_a_place_outside_the_vat_area_is_refused_on_the_order_page(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, postcode: str
) -> None:
    overseas = {**NEW_PLACE, "new-postcode": postcode}
    page = order(signed_in, kettles, world.parcel, **overseas)
    assert page.status_code == 400
    assert "outside the EU’s VAT area" in text(page)
    assert not Pledge.objects.exists()
    assert not Address.objects.filter(person=alice).exists()


def test_a_country_outside_the_vat_area_is_not_offered(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    world.parcel.countries = "FR CH BE"
    world.parcel.save()
    page = order_page(signed_in, kettles, world, delivery=world.parcel.pk)
    countries = re.findall(r'<option value="([A-Z]{2})"', page.content.decode())
    assert sorted(countries) == ["BE", "FR"]
    swiss = order(signed_in, kettles, world.parcel, **{**NEW_PLACE, "new-country": "CH"})
    assert swiss.status_code == 400


def test_a_known_address_outside_the_vat_area_is_named_and_not_offered(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    place = make_address(alice)
    Address.objects.filter(pk=place.pk).update(postcode="97400", city="Saint-Denis")
    page = order_page(signed_in, kettles, world, delivery=world.parcel.pk)
    assert "Saint-Denis: this place lies outside the EU’s VAT area" in text(page)
    assert f'value="{place.pk}"' not in page.content.decode()
    sent = order(signed_in, kettles, world.parcel, address=place.pk)
    assert sent.status_code == 400
    assert not Pledge.objects.exists()


def test_a_parcel_goes_to_a_known_address(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    place = make_address(alice)
    made = ordered(order(signed_in, kettles, world.parcel, address=place.pk))
    assert made.address == place


def test_with_a_known_address_no_other_one_is_asked_for(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    make_address(alice)
    page = order_page(signed_in, kettles, world, delivery=world.parcel.pk).content.decode()
    fields = re.findall(r'<(?:input|select)[^>]* name="new-[^>]*>', page)
    assert fields
    assert not [field for field in fields if "required" in field]


def test_an_incomplete_address_is_asked_again(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    answer = order(signed_in, kettles, world.parcel, **{**NEW_PLACE, "new-city": ""})
    assert answer.status_code == 400
    assert "required" in text(answer)
    assert not Address.objects.exists()


@pytest.mark.parametrize("whose", ["nobody's", "somebody else's", "removed", "abroad"])
def test_a_parcel_goes_nowhere_else(
    signed_in: Client, alice: Person, world: World, kettles: Campaign, whose: str
) -> None:
    place = make_address(alice if whose in ("removed", "abroad") else make_person())
    if whose == "removed":
        Address.objects.update(removed_at=timezone.now())
    if whose == "abroad":
        Address.objects.update(country="BE")
    number = "9" * 30 if whose == "nobody's" else place.pk
    answer = order(signed_in, kettles, world.parcel, address=number)
    assert answer.status_code == 400
    assert "needs an address in its zone" in text(answer)
    assert not Pledge.objects.exists()


def test_the_heavier_parcel_is_taken_for_more_units(signed_in: Client, world: World) -> None:
    light, heavy = world.parcel, copy(world.parcel)
    heavy.pk, heavy.from_g, heavy.below_g, heavy.gross_cents = None, 30_000, 60_000, 1900
    heavy.save()
    campaign = make_campaign(world, deliveries=[light, heavy], now=timezone.now())
    assert "heavier parcel: Parcel to your door €19.00" in text(
        signed_in.get(f"/clusts/{campaign.pk}/")
    )
    page = text(order_page(signed_in, campaign, world, units=70, delivery=light.pk))
    assert "Parcel to your door €19.00" in page
    answer = order_page(signed_in, campaign, world, units=500, delivery=light.pk)
    assert "No way of delivery takes so many" in text(answer)


# Refusals


def test_a_risen_price_is_asked_again_with_the_choice_kept(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    key = uuid4()
    answer = order(signed_in, kettles, world.pickup, shown=4500, units=2, key=key)
    assert answer.status_code == 409
    assert "The price has risen to €50.00" in text(answer)
    assert f'name="key" value="{key}"'.encode() in answer.content
    assert b'name="shown" value="5000"' in answer.content
    assert b'name="units" value="2"' in answer.content
    assert not Pledge.objects.exists()


def test_without_a_price_shown_the_price_is_shown_first(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    answer = order(signed_in, kettles, world.pickup, shown="")
    assert answer.status_code == 409
    assert not Pledge.objects.exists()


def test_a_full_clust_says_how_many_are_left(signed_in: Client, world: World) -> None:
    campaign = make_campaign(world, cap=5, now=timezone.now())
    pledge(world, campaign, 3, now=timezone.now())
    answer = order(signed_in, campaign, world.pickup, units=3)
    assert (answer.status_code, "Only 2 units are left" in text(answer)) == (409, True)
    pledge(world, campaign, 2, now=timezone.now())
    answer = order(signed_in, campaign, world.pickup, units=1)
    assert "Every place is taken" in text(answer)


def test_the_limit_per_person_holds(signed_in: Client, world: World) -> None:
    campaign = make_campaign(world, per_person=3, now=timezone.now())
    ordered(order(signed_in, campaign, world.pickup, units=2))
    answer = order(signed_in, campaign, world.pickup, units=2)
    assert answer.status_code == 409
    assert "may take 1 more unit here" in text(answer)


def test_a_closed_clust_takes_nothing(signed_in: Client, world: World, kettles: Campaign) -> None:
    Gate.objects.update(closes_at=timezone.now())
    close_campaign(kettles, now=timezone.now() + WEEK)
    answer = order(signed_in, kettles, world.pickup)
    assert answer.status_code == 410
    assert "Nothing was ordered" in text(answer)


def test_a_clust_that_has_not_opened_takes_nothing(signed_in: Client, world: World) -> None:
    campaign = make_campaign(world, now=timezone.now() + timedelta(days=1))
    answer = order(signed_in, campaign, world.pickup)
    assert (answer.status_code, "not opened yet" in text(answer)) == (409, True)


def test_a_key_of_somebody_elses_is_not_told_apart(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    theirs = pledge(world, kettles, now=timezone.now())
    answer = order(signed_in, kettles, world.pickup, key=theirs.key)
    assert answer.status_code == 409
    assert str(theirs.key).encode() not in answer.content
    assert order(signed_in, kettles, world.pickup, key="not-a-key").status_code == 400


def test_an_unknown_clust_delivery_or_variant_is_refused(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    assert signed_in.post("/clusts/987654/pledges/").status_code == 404
    other = make_product(world.supplier, name="Lampe")
    foreign = other.variants.all()[0].pk
    assert order(signed_in, kettles, world.pickup, variant=foreign).status_code == 400
    assert order(signed_in, kettles, world.pickup, delivery=987654).status_code == 400


def test_refusals_speak_french(signed_in: Client, world: World, kettles: Campaign) -> None:
    signed_in.cookies["django_language"] = "fr"
    answer = order(signed_in, kettles, world.pickup, shown=4500)
    assert "50,00 €" in text(answer)
    assert "Commander avec obligation de paiement" in text(answer)


def test_a_stranger_who_sends_is_brought_to_the_order_page(
    client: Client, world: World, kettles: Campaign
) -> None:
    answer = order(client, kettles, world.pickup, units=2)
    assert answer["Location"].startswith(f"/clusts/{kettles.pk}/order/?")
    assert "units=2" in answer["Location"]


def test_forged_forms_are_refused(alice: Person, world: World, kettles: Campaign) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert order(strict, kettles, world.pickup).status_code == 403


def test_too_many_pledges_at_once_wait(
    signed_in: Client, world: World, kettles: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "pledge_pace", limits.Pace(1))
    ordered(order(signed_in, kettles, world.pickup))
    answer = order(signed_in, kettles, world.pickup)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "A little slower" in text(answer)


def test_orders_are_posted_only(signed_in: Client, kettles: Campaign) -> None:
    assert signed_in.get(f"/clusts/{kettles.pk}/pledges/").status_code == 405
