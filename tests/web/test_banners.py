"""Banners: pictures of what a partner's link leads to, for anybody's page, and lines to copy."""

import html
import re
from io import BytesIO
from itertools import combinations

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust.campaigns.models import Campaign
from clust.partners.models import Link, Partner
from clust.sourcing.models import Product
from clust.storefronts.models import Domain, Storefront
from clust.web.parts.colours import Colours
from clust.web.parts.paces import Pace
from clust.web.parts.share_picture import LAYOUTS, Banner, banner_png, faces, setting
from clust.web.parts.share_picture.banner import Box
from tests.gatherings.story import start
from tests.partners.story import act_for, linked, make_partner
from tests.web.shop.pages import text
from tests.web.test_share_picture import DRAWING, TITLES
from tests.world import World, make_campaign, make_person, make_world, pledge

SIZES = {"box": (300, 250), "wide": (728, 90), "strip": (320, 100), "tall": (300, 600)}
NOW_AND_MORE = "Encore 1 234 567 et tout le monde paie 123 456,00 €."


def banner(title: str = "Vélo", price: str = "80,00 €") -> Banner:
    told = (title[:300], title, "Prix actuel", price, NOW_AND_MORE, "Rejoindre")
    return Banner(*told, DRAWING, Colours())


# The picture


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_the_longest_title_in_any_script_keeps_inside(title: str, size: str) -> None:
    with Image.open(BytesIO(banner_png(banner(title), size))) as picture:
        assert (picture.format, picture.size) == ("PNG", SIZES[size])
    boxes = [_taken(box, title) for box in (LAYOUTS[size].shop, LAYOUTS[size].title)]
    boxes += [_taken(LAYOUTS[size].price, "12 345 678,00 €")]
    assert all(_apart(*pair) for pair in combinations(boxes, 2))


def _taken(box: Box, said: str) -> tuple[float, float, float, float]:
    """See that words keep to the width of their box; returns left, top, right and bottom."""
    fitted = box.fitted(said[:300])
    assert all(setting.width(line, fitted.size) <= box.wide for line in fitted.lines)
    return (*box.at, box.at[0] + box.wide, box.at[1] + fitted.height)


def _apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    beside = one[2] <= other[0] or other[2] <= one[0]
    return beside or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


@pytest.mark.parametrize("size", SIZES)
def test_what_it_says_of_the_price_is_never_cut(size: str) -> None:
    layout = LAYOUTS[size]
    assert layout.price.fitted("12 345 678,00 €").lines == ("12 345 678,00 €",)
    said = layout.words.fitted("Encore 12 345 et tout le monde paie 1 234,00 €.", faces.REGULAR)
    assert not "".join(said.lines).endswith("…")
    assert layout.words.at[1] + said.height <= min(layout.high, _floor(size))


def _floor(size: str) -> float:
    layout = LAYOUTS[size]
    beside = layout.call.at[0] >= layout.words.at[0] + layout.words.wide
    return layout.high if beside else layout.call.at[1]


def test_it_is_drawn_once_for_what_it_says() -> None:
    assert banner_png(banner(), "box") is banner_png(banner(), "box")
    assert banner().version == banner().version != banner(price="79,00 €").version


# Its address


@pytest.fixture
def world(db: None) -> World:
    return make_world(timezone.now())


@pytest.fixture
def clust(world: World) -> Campaign:
    campaign = make_campaign(world, [(1, 9_000), (3, 8_000)], now=timezone.now())
    pledge(world, campaign, 1, now=timezone.now())
    return campaign


@pytest.fixture
def partner(world: World) -> Partner:
    return make_partner(now=timezone.now())


@pytest.fixture
def link(world: World, partner: Partner, clust: Campaign) -> Link:
    return linked(world, partner, f"/clusts/{clust.pk}/", now=timezone.now())


def at(link: Link, size: str = "box", language: str = "fr") -> str:
    return f"/r/{link.code}/{language}/{size}.png"


def test_anybody_s_page_may_show_it(client: Client, link: Link) -> None:
    for size in SIZES:
        answer = client.get(at(link, size))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies


def test_it_changes_when_the_price_does_and_not_before(
    client: Client, world: World, clust: Campaign, link: Link
) -> None:
    before = client.get(at(link)).headers["ETag"]
    same = client.get(at(link), headers={"If-None-Match": before})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", before)
    pledge(world, clust, 2, now=timezone.now())
    after = client.get(at(link), headers={"If-None-Match": before})
    assert (after.status_code, after.headers["ETag"] != before) == (200, True)


def test_each_language_has_its_own(client: Client, link: Link) -> None:
    assert (
        client.get(at(link)).headers["ETag"] != client.get(at(link, language="en")).headers["ETag"]
    )


def test_one_of_the_storefront_says_how_many_clusts_are_open(
    client: Client, world: World, partner: Partner, clust: Campaign
) -> None:
    link = linked(world, partner, "/", now=timezone.now())
    before = client.get(at(link)).headers["ETag"]
    make_campaign(world, now=timezone.now())
    assert client.get(at(link)).headers["ETag"] != before
    clust.listings.all().delete()
    assert client.get(at(link)).status_code == 200


def test_a_private_clust_is_on_no_banner(client: Client, world: World, partner: Partner) -> None:
    private = start(world, now=timezone.now()).campaign
    link = linked(world, partner, f"/clusts/{private.pk}/", now=timezone.now())
    assert client.get(at(link)).status_code == 404


def test_a_clust_that_is_taken_down_is_on_no_banner(
    client: Client, clust: Campaign, link: Link
) -> None:
    clust.listings.all().delete()
    assert client.get(at(link)).status_code == 404


def test_a_storefront_for_its_own_people_has_no_banner(
    client: Client, world: World, link: Link
) -> None:
    world.storefront.admission = "invited"
    world.storefront.save()
    assert client.get(at(link)).status_code == 302
    client.force_login(make_person(timezone.now(), is_staff=True))
    assert client.get(at(link)).status_code == 404


def test_there_is_no_other_banner(client: Client, world: World, link: Link) -> None:
    sponsored = Link.objects.create(
        storefront=world.storefront, code="friend", sponsor=make_person(), at=timezone.now()
    )
    wrong = (at(link, "huge"), at(link, language="de"), "/r/nobody/fr/box.png", at(sponsored))
    assert [client.get(url).status_code for url in wrong] == [404] * 4


def test_pictures_are_drawn_at_a_pace(
    client: Client, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    Product.objects.update(name_fr="Un vélo qui n’est dessiné nulle part ailleurs")
    monkeypatch.setattr("clust.web.shop.limits.draw_pace", Pace(1))
    tag = client.get(at(link)).headers["ETag"]
    assert client.get(at(link, "tall")).status_code == 429
    assert client.get(at(link), headers={"If-None-Match": tag}).status_code == 304


def test_who_reloads_a_drawn_one_takes_nobody_else_s_turn(
    client: Client, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    Product.objects.update(name_fr="Un vélo que beaucoup regardent au même endroit")
    monkeypatch.setattr("clust.web.shop.limits.draw_pace", Pace(2))
    assert [client.get(at(link)).status_code for _ in range(5)] == [200] * 5
    assert client.get(at(link, "tall")).status_code == 200


def test_a_household_has_one_turn_whatever_address_it_takes(
    client: Client, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    Product.objects.update(name_fr="Un vélo que quelqu’un fait dessiner sans fin")
    monkeypatch.setattr("clust.web.shop.limits.draw_pace", Pace(1))
    asked = [("box", "2001:db8:0:1::7"), ("tall", "2001:db8:0:1::8"), ("wide", "2001:db8:0:2::7")]
    asked += [("tall", "::ffff:192.0.2.1"), ("strip", "::ffff:192.0.2.2")]
    answers = [client.get(at(link, size), REMOTE_ADDR=come).status_code for size, come in asked]
    assert answers == [200, 429, 200, 200, 200]


# The page


@pytest.fixture
def zoe(client: Client, partner: Partner) -> Client:
    """Somebody who acts for the partner, at their browser."""
    client.force_login(act_for(partner, make_person(timezone.now(), language="en")))
    return client


def lines(client: Client, link: Link, language: str = "fr") -> list[str]:
    page = client.get(f"/partner/links/{link.pk}/banners/", {"language": language})
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.S)
    return [html.unescape(line) for line in found]


def test_the_line_needs_no_script_and_carries_the_link(zoe: Client, link: Link) -> None:
    Product.objects.update(name_fr='Vélo <b> "vif" & beau', name_en="Bike")
    found = lines(zoe, link)
    assert len(found) == len(SIZES)
    for line, (size, (wide, high)) in zip(found, SIZES.items(), strict=True):
        assert line.startswith(f'<a href="http://testserver/r/{link.code}/" rel="sponsored">')
        assert f'src="http://testserver{at(link, size)}" width="{wide}" height="{high}"' in line
        assert 'alt="Vélo &lt;b&gt; &quot;vif&quot; &amp; beau – ' in line
        assert "<script" not in line
    assert 'alt="Bike – ' in lines(zoe, link, "en")[0]


def test_the_page_shows_the_pictures_where_they_are_drawn(
    zoe: Client, world: World, partner: Partner, link: Link
) -> None:
    address = f"/partner/links/{link.pk}/banners/?language=fr"
    assert f'<img src="{at(link)}"' in zoe.get(address).content.decode()
    seller = world.storefront.seller
    other = Storefront.objects.create(slug="club", name="Club", seller=seller)
    Domain.objects.create(storefront=other, host="club.example")
    Link.objects.filter(pk=link.pk).update(storefront=other, path="/")
    page = zoe.get(address).content.decode()
    assert f'href="http://club.example{at(link)}"' in page


def test_the_page_says_why_there_is_none(zoe: Client, clust: Campaign, link: Link) -> None:
    clust.listings.all().delete()
    page = zoe.get(f"/partner/links/{link.pk}/banners/", headers={"Accept-Language": "en"})
    assert "not everybody may see" in text(page)
    assert not lines(zoe, link)


def test_a_partner_sees_the_banners_of_its_own_links_only(zoe: Client, world: World) -> None:
    other = linked(world, make_partner("Another"), now=timezone.now())
    assert zoe.get(f"/partner/links/{other.pk}/banners/").status_code == 404
