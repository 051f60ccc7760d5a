"""The front of the shop."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from clust import flow
from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.models import Campaign
from clust.sourcing.models import ReferencePrice
from clust.web.parts import formats
from tests.web.shop.pages import text
from tests.world import World, make_campaign, make_person, make_product, pledge


def test_a_card_says_price_next_price_and_how_many_are_missing(
    client: Client, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, 4, now=timezone.now())
    page = text(client.get("/"))
    assert "€50.00" in page
    assert "2 more to reach €45.00" in page
    assert "4 units taken" in page


def test_a_shop_with_nothing_open_says_so(client: Client, world: World) -> None:
    make_campaign(world, now=timezone.now() + timedelta(days=1))
    assert "Nothing here for now" in text(client.get("/"))


def test_a_search_finds_by_name_and_says_when_nothing_matches(
    client: Client, world: World, kettles: Campaign
) -> None:
    assert "Bouilloire" in text(client.get("/?q=bouill"))
    assert "Nothing goes by this name" in text(client.get("/?q=zeppelin"))
    assert client.get("/?q=%00%FF").status_code == 200


@pytest.mark.parametrize("sort", ["closing", "step", "new", "cheap", "dear", "people", "nonsense"])
@pytest.mark.parametrize("stage", ["live", "planned", "closed", "nonsense"])
def test_every_order_and_stage_answers(
    client: Client, kettles: Campaign, sort: str, stage: str
) -> None:
    assert client.get(f"/?sort={sort}&stage={stage}&page=7").status_code == 200


def test_the_cheapest_comes_first_when_asked(
    client: Client, world: World, kettles: Campaign
) -> None:
    lamp = make_product(world.supplier, name="Lampe")
    make_campaign(world, [(1, 900)], product=lamp, now=timezone.now())
    page = text(client.get("/?sort=cheap"))
    assert page.index("Lampe") < page.index("Bouilloire")


def test_a_clust_that_closed_because_it_was_full_says_when_it_closed(
    client: Client, world: World
) -> None:
    now = timezone.now()
    full = make_campaign(world, cap=2, closes_when_full=True, now=now - timedelta(days=3))
    pledge(world, full, 2, now=now - timedelta(days=2))
    flow.walk(now=now - timedelta(days=2))
    lamp = make_product(world.supplier, name="Lampe")
    over = make_campaign(world, product=lamp, now=now - timedelta(days=3), lasts=timedelta(days=2))
    close_campaign(over, now=over.closes_at)
    with translation.override("en"):
        closed_on = f"closed on {formats.short_day(now - timedelta(days=2))}"
    pages = {path: text(client.get(path)) for path in ("/", "/?stage=closed")}
    assert [closed_on in page for page in pages.values()] == [True, True]
    closed = pages["/?stage=closed"]
    assert closed.index("Lampe") < closed.index("Bouilloire"), "last closed first"


def test_savings_are_only_shown_against_a_price_with_a_source(
    client: Client, world: World, kettles: Campaign
) -> None:
    assert "%" not in text(client.get("/")).split("Sort")[1]
    lamp = make_product(world.supplier, name="Lampe")
    ReferencePrice.objects.create(
        product=lamp, gross_cents=10000, source="magasin", seen_on=timezone.now().date()
    )
    make_campaign(world, [(1, 6000)], product=lamp, now=timezone.now())
    assert "−40%" in text(client.get("/"))


def test_many_clusts_come_in_pages(client: Client, world: World) -> None:
    for _ in range(26):
        make_campaign(world, now=timezone.now())
    assert "Page 1 of 2" in text(client.get("/"))
    assert "Page 2 of 2" in text(client.get("/?page=2"))


def test_three_cards_cost_as_many_queries_as_one(
    client: Client, world: World, kettles: Campaign, count: Callable[[Client, str], int]
) -> None:
    one = count(client, "/")
    for name in ("Lampe", "Vélo"):
        product = make_product(world.supplier, name=name)
        make_campaign(world, product=product, now=timezone.now())
    assert count(client, "/") == one


def test_planned_clusts_wait_under_their_own_name(client: Client, world: World) -> None:
    make_campaign(world, now=timezone.now() + timedelta(days=1))
    assert "Bouilloire" not in text(client.get("/"))
    assert "Bouilloire" in text(client.get("/?stage=planned"))


def test_french_comes_where_french_is_read(client: Client, kettles: Campaign) -> None:
    page = text(client.get("/", headers={"Accept-Language": "fr"}))
    assert "50,00 €" in page
    assert "Se connecter" in page


@pytest.mark.usefixtures("kettles")
def test_the_pulse_counts_one_as_one(client: Client, world: World) -> None:
    make_person()
    said = text(client.get("/"))
    assert "1 open clust 1 member of the tribe 0 units taken in them" in said
    french = text(client.get("/", headers={"Accept-Language": "fr"}))
    assert "1 clust ouvert 1 membre de la tribu 0 unité prise" in french
