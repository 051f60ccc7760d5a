"""Product feeds: all open clusts of a storefront, each with the partner's link."""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.partners.models import Link
from tests.partners.story import linked, make_partner
from tests.world import World

pytestmark = pytest.mark.django_db
GOOGLE = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def link(world: World, kettles: Campaign) -> Link:
    return linked(world, make_partner(), now=timezone.now())


def test_a_feed_in_json_has_price_and_tracked_link(
    client: Client, link: Link, kettles: Campaign
) -> None:
    answer = client.get(f"/feeds/{link.code}.json")
    item = answer.json()["items"][0]
    assert (item["id"], item["price"], item["currency"]) == (str(kettles.pk), "50.00", "EUR")
    path = item["link"].removeprefix("http://testserver")
    assert client.get(path)["Location"] == f"/clusts/{kettles.pk}/"
    assert "max-age=300" in answer["Cache-Control"]


def test_a_feed_in_csv_is_a_table(client: Client, link: Link) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/feeds/{link.code}.csv").text)))
    assert [row["title"] for row in rows] == ["Bouilloire"]


def test_a_product_s_name_is_never_a_formula(client: Client, link: Link, kettles: Campaign) -> None:
    kettles.product.name_en = "=1+1"
    kettles.product.save()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/feeds/{link.code}.csv").text)))
    assert rows[0]["title"] == "'=1+1"


def test_a_feed_for_google_is_well_formed(client: Client, link: Link, kettles: Campaign) -> None:
    kettles.product.name_en = "A & B \x0b <kettle>"
    kettles.product.save()
    root = ET.fromstring(client.get(f"/feeds/{link.code}.xml").content)
    item = root.find("channel/item")
    assert item is not None
    assert item.findtext(f"{GOOGLE}title") == "A & B  <kettle>"
    assert item.findtext(f"{GOOGLE}price") == "50.00 EUR"


def test_google_is_told_the_maker_the_shop_and_the_promised_day(
    client: Client, link: Link, kettles: Campaign
) -> None:
    channel = ET.fromstring(client.get(f"/feeds/{link.code}.xml").content).find("channel")
    assert channel is not None
    assert channel.findtext("link") == "http://testserver/"
    assert channel.findtext(f"item/{GOOGLE}brand") == "Martin SA"
    assert channel.findtext(f"item/{GOOGLE}availability") == "preorder"
    day = channel.findtext(f"item/{GOOGLE}availability_date") or ""
    assert datetime.strptime(day, "%Y-%m-%dT%H:%M%z").date() == kettles.delivery_on
    assert len(day) <= 25


def test_what_is_closed_is_not_in_it(client: Client, link: Link, kettles: Campaign) -> None:
    Campaign.objects.filter(pk=kettles.pk).update(closes_at=timezone.now())
    assert client.get(f"/feeds/{link.code}.json").json()["items"] == []


@pytest.mark.parametrize("path", ["/feeds/nobody.json", "/feeds/{}.pdf"])
def test_there_is_no_other_feed(client: Client, link: Link, path: str) -> None:
    assert client.get(path.format(link.code)).status_code == 404
