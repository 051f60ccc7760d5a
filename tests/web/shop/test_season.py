"""The opening season: the front page gathers wishes until the shop opens."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.web.shop.pages import text
from tests.wishes.wall import back, post
from tests.world import World, make_campaign


def opens_in(world: World, **span: float) -> None:
    """Name an opening day."""
    world.storefront.opens_at = timezone.now() + timedelta(**span)
    world.storefront.save()


def test_the_days_to_the_real_opening_are_counted(client: Client, world: World) -> None:
    opens_in(world, days=12)
    page = text(client.get("/"))
    assert "12 days until the first clusts" in page
    assert "The shop opens" in page
    opens_in(world, days=1)
    assert "1 day until the first clusts" in text(client.get("/"))


def test_the_season_says_how_much_is_wished_for(client: Client, world: World) -> None:
    opens_in(world, days=12)
    wish = post(world, now=timezone.now(), units=2)
    back(wish, now=timezone.now(), units=3)
    page = text(client.get("/"))
    assert "1 wish posted 2 people 5 units wanted" in page
    assert "Une bouilloire à col de cygne" in page
    assert b"mailto:?subject=" in client.get("/").content


def test_a_shop_without_a_day_counts_nothing(client: Client, world: World) -> None:
    page = text(client.get("/"))
    assert "The first clusts are being negotiated" in page
    assert "until the first clusts" not in page


def test_the_first_clust_turns_it_into_the_shop(client: Client, world: World) -> None:
    post(world, now=timezone.now())
    make_campaign(world, now=timezone.now())
    page = text(client.get("/"))
    assert "being negotiated" not in page
    assert "Bouilloire" in page
    assert "They want it!" in page


def test_before_its_day_a_shop_with_clusts_shows_both(client: Client, world: World) -> None:
    opens_in(world, days=3)
    make_campaign(world, now=timezone.now())
    page = text(client.get("/"))
    assert "3 days until" in page
    assert "€50.00" in page


def test_when_the_day_has_come_it_is_the_shop(client: Client, world: World) -> None:
    opens_in(world, hours=-1)
    make_campaign(world, now=timezone.now())
    assert "until the first clusts" not in text(client.get("/"))


def test_three_rising_wishes_cost_as_many_queries_as_one(
    client: Client, world: World, count: Callable[[Client, str], int]
) -> None:
    post(world, now=timezone.now())
    one = count(client, "/")
    post(world, "Un vélo cargo", now=timezone.now())
    post(world, "Une lampe", now=timezone.now())
    assert count(client, "/") == one
