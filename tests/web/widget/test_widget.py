"""The widget: small, open to every page, and telling nothing but what everybody may see."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign, Listing
from clust.storefronts.models import Domain, Storefront
from tests.world import World, make_campaign, pledge

MOST_BYTES = 15_000


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})


def test_all_of_it_is_under_15_kb(client: Client, world: World) -> None:
    long = make_campaign(world, [(n, 9000 - n) for n in range(1, 501)], now=timezone.now())
    paths = ["/widget/clust-card.js", f"/widget/campaigns/{long.pk}.json"]
    paths += [f"/widget/campaigns/{long.pk}/", "/static/widget/frame.css"]
    sizes = [
        len(
            b"".join(client.get(path).streaming_content)  # type: ignore[attr-defined]
            if client.get(path).streaming
            else client.get(path).content
        )
        for path in paths
    ]
    assert sum(sizes) < MOST_BYTES


def test_it_says_the_price_and_who_is_missing(
    client: Client, world: World, kettles: Campaign
) -> None:
    pledge(world, kettles, units=4, now=timezone.now())
    answer = client.get(f"/widget/campaigns/{kettles.pk}.json?lang=en")
    said = answer.json()
    assert (said["price"], said["note"]) == ("€50.00", "2 more and everybody pays €45.00")
    assert said["url"] == f"http://testserver/clusts/{kettles.pk}/"
    assert (said["step"], said["moves"]) == (0, True)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer
    french = client.get(f"/widget/campaigns/{kettles.pk}.json?lang=fr").json()
    assert "€" in french["price"]
    assert french["label"] != said["label"]


def test_below_the_critical_mass_it_says_what_is_missing_to_launch(
    client: Client, world: World
) -> None:
    kettles = make_campaign(world, [(3, 5000), (6, 4500)], now=timezone.now())
    pledge(world, kettles, units=1, now=timezone.now())
    said = client.get(f"/widget/campaigns/{kettles.pk}.json?lang=en").json()
    assert said["note"] == "2 more and it is on, at €50.00"
    assert (said["label"], said["step"]) == ("Opening price", -1)
    pledge(world, kettles, units=2, now=timezone.now())
    said = client.get(f"/widget/campaigns/{kettles.pk}.json?lang=en").json()
    assert said["note"] == "3 more and everybody pays €45.00"
    assert (said["label"], said["step"]) == ("Price now", 0)


@pytest.mark.usefixtures("world")
def test_any_page_is_told_that_there_is_no_such_clust(client: Client) -> None:
    answer = client.get("/widget/campaigns/999999.json?lang=en")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*")
    assert answer.json() == {"words": "This clust is not to be seen here."}


def test_what_has_not_changed_is_not_sent_again(client: Client, kettles: Campaign) -> None:
    path = f"/widget/campaigns/{kettles.pk}.json"
    tag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    asked = client.options(path, headers={"Origin": "https://elsewhere.example"})
    assert asked["Access-Control-Allow-Headers"] == "If-None-Match"


def test_the_script_is_kept_for_ever_under_its_version(client: Client, kettles: Campaign) -> None:
    page = client.get(f"/widget/campaigns/{kettles.pk}/code/").content.decode()
    found = re.search(r"/widget/clust-card\.([0-9a-f]{12})\.js", page)
    assert found
    assert "immutable" in client.get(found[0])["Cache-Control"]
    assert client.get("/widget/clust-card.000000000000.js").status_code == 404
    assert "immutable" not in client.get("/widget/clust-card.js")["Cache-Control"]
    assert "sha384-" in page


def test_only_the_frame_may_be_framed(client: Client, kettles: Campaign) -> None:
    framed = client.get(f"/widget/campaigns/{kettles.pk}/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    page = client.get(f"/widget/campaigns/{kettles.pk}/code/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("rest", [".json", "/", "/code/"])
def test_another_storefronts_clust_is_not_there(
    client: Client, world: World, kettles: Campaign, rest: str
) -> None:
    other = Storefront.objects.create(slug="o", name="O", seller=world.storefront.seller)
    Domain.objects.create(storefront=other, host="other.example")
    path = f"/widget/campaigns/{kettles.pk}{rest}"
    there = Client(HTTP_HOST="other.example")
    assert there.get(path).status_code == 404
    Listing.objects.create(campaign=kettles, storefront=other)
    assert there.get(path).status_code == 200
    Listing.objects.filter(storefront=world.storefront).delete()
    assert client.get(path).status_code == 404


def test_oembed_makes_a_frame_of_a_clusts_address(client: Client, kettles: Campaign) -> None:
    page = client.get(f"/clusts/{kettles.pk}/").content.decode()
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)
    assert found
    said = client.get(found[1].replace("&amp;", "&")).json()
    assert said["type"] == "rich"
    assert f"/widget/campaigns/{kettles.pk}/" in said["html"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("url=http://elsewhere.example/clusts/1/", 404),
        ("url=http://testserver/", 404),
        ("url=http://[", 404),
        ("", 404),
        ("format=xml", 501),
    ],
)
def test_oembed_knows_nothing_else(
    client: Client, kettles: Campaign, asked: str, status: int
) -> None:
    assert client.get(f"/widget/oembed/?{asked}").status_code == status
