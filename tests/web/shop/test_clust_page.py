"""The page of a clust."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.amending import extend_campaign
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.models import Campaign, Gate
from clust.people.models import Person
from clust.rules.book import clear_book
from clust.sourcing.models import Product, ReferencePrice
from clust.web.shop import own
from clust.web.shop.views import campaign as views
from tests.web.shop.pages import text
from tests.world import WEEK, World, make_campaign, make_product, pledge


def closed(campaign: Campaign) -> None:
    over = timezone.now() + WEEK + timedelta(hours=1)
    clear_campaign(close_campaign(campaign, now=over), now=over)


def test_the_page_says_price_missing_units_and_who_waits(
    client: Client, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 4, now=timezone.now())
    pledge(world, kettles, 2, 4000, now=timezone.now())
    page = text(client.get(f"/clusts/{kettles.pk}/"))
    assert "€50.00" in page
    assert "2 more and everybody pays €45.00" in page
    assert "2 waiting for less" in page
    assert "At most, with delivery €54.90" in page


def test_missing_at_each_step_counts_those_who_wait(
    client: Client, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 4, now=timezone.now())
    pledge(world, kettles, 3, 4000, now=timezone.now())
    page = text(client.get(f"/clusts/{kettles.pk}/live/"))
    assert "6 €45.00 – 2" in page
    assert "11 €40.00 3 4" in page
    assert "16 €32.00 – 9" in page


def test_all_the_law_wants_is_there(client: Client, world: World, kettles: Campaign) -> None:
    page = text(client.get(f"/clusts/{kettles.pk}/"))
    for words in ("Clust SAS", "version 1", "Right of withdrawal", "legal guarantee", "Martin SA"):
        assert words in page


def test_an_exception_to_the_withdrawal_right_is_shown(client: Client, world: World) -> None:
    cheese = make_product(world.supplier, name="Fromage")
    Product.objects.filter(pk=cheese.pk).update(withdrawal_exception="perishable")
    campaign = make_campaign(world, product=cheese, now=timezone.now())
    assert "Exception: perishable" in text(client.get(f"/clusts/{campaign.pk}/"))


def test_a_price_per_kilogram_stands_beside_the_price(client: Client, world: World) -> None:
    coffee = make_product(world.supplier, name="Café")
    Product.objects.filter(pk=coffee.pk).update(contents=250, measure="kg")
    campaign = make_campaign(world, [(1, 1_000)], product=coffee, now=timezone.now())
    assert "€10.00 €40.00 a kilogram" in text(client.get(f"/clusts/{campaign.pk}/"))


def test_a_comparison_price_carries_its_source_and_day(client: Client, world: World) -> None:
    ReferencePrice.objects.create(
        product=world.kettle, gross_cents=8000, source="Le Grand Magasin", seen_on="2026-02-01"
    )
    campaign = make_campaign(world, now=timezone.now())
    page = text(client.get(f"/clusts/{campaign.pk}/"))
    assert "€30.00 less than the comparison price of €80.00" in page
    assert "Le Grand Magasin, 1 February 2026" in page


def test_critical_mass_cap_and_limit_are_said(client: Client, world: World) -> None:
    campaign = make_campaign(world, [(5, 4000)], cap=9, per_person=3, now=timezone.now())
    page = text(client.get(f"/clusts/{campaign.pk}/"))
    assert "5 more and it is on, at €40.00" in page
    assert "9 places left of 9" in page
    assert "Most for one person 3 units" in page


def test_cases_ask_for_up_to_and_fewer(client: Client, world: World, kettles: Campaign) -> None:
    cases = make_campaign(world, case_size=6, now=timezone.now())
    assert "Fewer is fine" in text(client.get(f"/clusts/{cases.pk}/"))
    assert "Fewer is fine" not in text(client.get(f"/clusts/{kettles.pk}/"))


def test_a_closed_clust_publishes_a_book_that_gives_its_price_again(
    client: Client, world: World
) -> None:
    campaign = make_campaign(world, case_size=4, cap=30, now=timezone.now())
    for units, maximum in ((3, None), (5, 4000), (2, 4500), (7, None), (1, 100)):
        pledge(
            world, campaign, units, maximum, up_to=units + 2, fewer=units > 4, now=timezone.now()
        )
    assert client.get(f"/clusts/{campaign.pk}/book.json").status_code == 404
    closed(campaign)
    answer = client.get(f"/clusts/{campaign.pk}/book.json")
    book = json.loads(b"".join(answer.streaming_content))
    assert book["pledges"][0] == {
        "units": 3,
        "up_to": 5,
        "maximum": "50.00",
        "fewer": False,
        "variant": 0,
    }
    again, clearing = clear_book(book), Campaign.objects.get(pk=campaign.pk).closing.clearing
    assert again["price"] == f"{clearing.gross_cents / 100:.2f}"
    assert again["units"] == clearing.units
    page = text(client.get(f"/clusts/{campaign.pk}/"))
    assert "Final price for everybody" in page
    assert "bin/manage clear" in page


def test_a_clust_that_was_not_reached_says_that_nobody_pays(client: Client, world: World) -> None:
    campaign = make_campaign(world, [(50, 4000)], now=timezone.now())
    pledge(world, campaign, 2, now=timezone.now())
    closed(campaign)
    assert "Nobody pays anything" in text(client.get(f"/clusts/{campaign.pk}/"))


def test_a_planned_clust_cannot_be_joined_yet(client: Client, world: World) -> None:
    campaign = make_campaign(world, now=timezone.now() + timedelta(days=1))
    page = client.get(f"/clusts/{campaign.pk}/")
    assert "Opening soon" in text(page)
    assert b"On to the order" not in page.content


def test_unknown_clusts_and_other_hosts_are_not_there(client: Client, kettles: Campaign) -> None:
    for path in ("", "live/", "totals/", "book.json", "order/"):
        assert client.get(f"/clusts/{kettles.pk + 999}/{path}").status_code == 404
    assert client.get(f"/clusts/{kettles.pk}/", headers={"Host": "evil.example"}).status_code == 404


def test_the_price_history_is_told(client: Client, world: World, kettles: Campaign) -> None:
    pledge(world, kettles, 6, now=timezone.now())
    page = text(client.get(f"/clusts/{kettles.pk}/"))
    assert "How the price moved" in page
    assert "↓ €45.00 6" in page


def test_totals_follow_the_choice(client: Client, world: World, kettles: Campaign) -> None:
    path = f"/clusts/{kettles.pk}/totals/"
    choice = {"units": 2, "mode": "wait", "maximum": "45", "delivery": world.parcel.pk}
    assert "At most, with delivery €94.90" in text(client.get(path, choice))
    assert "whole number" in text(client.get(path, {"units": "1.5"}))


def test_your_own_pledges_stand_on_the_page(
    signed_in: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 2, person=alice, now=timezone.now())
    page = text(signed_in.get(f"/clusts/{kettles.pk}/"))
    assert "You are in 2 units" in page


# Kept for a second


@pytest.fixture
def kept(settings: Any) -> None:
    """Pages are kept, as in production; and nothing is kept from the test before."""
    settings.PAGES_KEPT_SECONDS = 60
    for moments in (views.pages._pages, views._fragments, own._stands):
        moments._kept.clear()


@pytest.mark.usefixtures("kept")
def test_a_kept_page_costs_no_query_and_is_the_same_for_everybody(
    client: Client, kettles: Campaign, django_assert_num_queries: object
) -> None:
    first = client.get(f"/clusts/{kettles.pk}/")
    with django_assert_num_queries(1):  # type: ignore[operator]
        second = client.get(f"/clusts/{kettles.pk}/")
    assert first.content == second.content
    assert "Set-Cookie" not in second.headers
    assert b"<!--own-->" not in second.content


@pytest.mark.usefixtures("kept")
def test_who_has_the_page_already_gets_304(client: Client, kettles: Campaign) -> None:
    etag = client.get(f"/clusts/{kettles.pk}/")["ETag"]
    again = client.get(f"/clusts/{kettles.pk}/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("kept")
def test_a_kept_page_shows_nobody_elses_pledge(
    client: Client, alice: Person, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 2, person=alice, now=timezone.now())
    alices = Client(headers={"Accept-Language": "en"})
    alices.force_login(alice)
    assert "You are in" in text(alices.get(f"/clusts/{kettles.pk}/"))
    assert "You are in" not in text(client.get(f"/clusts/{kettles.pk}/"))
    assert "Sign in" not in text(alices.get(f"/clusts/{kettles.pk}/"))


@pytest.mark.usefixtures("kept")
def test_the_live_part_is_made_once_for_each_version(
    client: Client, world: World, kettles: Campaign
) -> None:
    path = f"/clusts/{kettles.pk}/live/"
    before = client.get(path).content
    assert client.get(path).content == before
    pledge(world, kettles, 6, now=timezone.now())
    assert "€45.00" in text(client.get(path))
    assert (
        f'data-version="{Gate.objects.get(pk=kettles.pk).version}"'.encode()
        in client.get(path).content
    )


def test_a_later_close_is_on_the_page(client: Client, world: World) -> None:
    campaign = make_campaign(world, [(50, 4000)], now=timezone.now())
    later = timezone.now() + 2 * WEEK
    extend_campaign(campaign=campaign, closes_at=later, person=None, now=timezone.now())
    assert "13 days left" in text(client.get(f"/clusts/{campaign.pk}/"))
