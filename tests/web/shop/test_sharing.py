"""«Faites passer !»: links, words and papers that bring people in."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from clust.base.pdf import pdf_problem
from clust.campaigns.models import Campaign
from clust.sourcing.models import Product
from tests.world import World, make_campaign, make_world, pledge

pytestmark = pytest.mark.django_db
LADDER = [(1, 9_000), (3, 8_000)]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def clust(world: World) -> Campaign:
    campaign = make_campaign(world, LADDER, now=timezone.now())
    pledge(world, campaign, 1, now=timezone.now())
    return campaign


def poster(client: Client, clust: Campaign, size: str, **asked: str) -> str:
    return client.get(f"/clusts/{clust.pk}/poster/{size}/", asked).content.decode()


def test_the_page_offers_a_link_and_words_that_say_what_is_missing(
    client: Client, clust: Campaign
) -> None:
    page = client.get(f"/clusts/{clust.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert f"http://testserver/c/{clust.pk}/" in page
    (mail,) = re.findall(r'href="(mailto:[^"]+)"', page)
    assert "2 more, and everybody pays €80.00" in unquote(mail)


def test_the_short_link_leads_to_the_clust(client: Client, clust: Campaign) -> None:
    assert client.get(f"/c/{clust.pk}/").headers["Location"] == f"/clusts/{clust.pk}/"


def test_nobody_passes_on_what_is_not_listed_here(client: Client, clust: Campaign) -> None:
    clust.listings.all().delete()
    asked = (f"/c/{clust.pk}/", f"/clusts/{clust.pk}/poster/a4/")
    assert [client.get(url).status_code for url in asked] == [404, 404]


@pytest.mark.parametrize("size", ["a4", "strips", "a5"])
def test_a_paper_carries_the_ladder_a_code_and_who_sells(
    client: Client, clust: Campaign, size: str
) -> None:
    paper = poster(client, clust, size)
    assert paper.count("<svg") == 2
    assert f"testserver/c/{clust.pk}/" in paper
    assert clust.storefront.seller.name in paper


def test_only_one_paper_has_strips_to_tear_off(client: Client, clust: Campaign) -> None:
    strips = {size: poster(client, clust, size).count('class="strip"') for size in ("a4", "strips")}
    assert strips == {"a4": 0, "strips": 8}


@pytest.mark.skipif(bool(pdf_problem()), reason="this machine writes no PDF")
def test_the_longest_title_in_any_script_is_printed(client: Client, clust: Campaign) -> None:
    Product.objects.filter(pk=clust.product_id).update(name_fr="ملصق 海报 плакат " * 9)
    answer = client.get(f"/clusts/{clust.pk}/poster/a5/", {"as": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_paper_promises_no_withdrawal_where_there_is_none(
    client: Client, clust: Campaign
) -> None:
    assert "14 days to withdraw" in poster(client, clust, "a4")
    Product.objects.filter(pk=clust.product_id).update(withdrawal_exception="perishable")
    assert "14 days to withdraw" not in poster(client, clust, "a4")


def test_there_is_no_other_size(client: Client, clust: Campaign) -> None:
    assert client.get(f"/clusts/{clust.pk}/poster/a0/").status_code == 404
