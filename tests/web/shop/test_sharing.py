"""«Faites passer !»: links, words and papers that bring people in."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust.base.pdf import pdf_problem
from clust.campaigns.models import Campaign
from clust.sourcing.models import Product
from clust.storefronts.actions.dressing import change_logo
from clust.storefronts.models import Storefront
from clust.web.parts.paces import Pace
from clust.web.shop.passing import Subject
from clust.web.shop.posters import poster_document, poster_html
from clust.web.shop.sharing import Share
from clust.wishes.models import Hiding, Merge, Wish
from tests.web.test_share_picture import DRAWING, TITLES
from tests.wished import back, make_wish
from tests.world import World, make_campaign, make_person, make_world, pledge

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
    assert paper.count("<svg") == (10 if size == "strips" else 2)
    assert f"testserver/c/{clust.pk}/" in paper
    assert clust.storefront.seller.name in paper


def with_logo(shop: Storefront) -> Storefront:
    drawn = BytesIO()
    Image.new("RGB", (600, 200), "teal").save(drawn, "PNG")
    drawn.seek(0)
    return change_logo(storefront=shop, upload=drawn, now=timezone.now())


def test_a_paper_carries_the_logo_of_its_shop(client: Client, clust: Campaign) -> None:
    assert ">Clust</span>" in poster(client, clust, "a4")
    shop = with_logo(clust.storefront)
    assert f'<img src="{shop.logo.url}" alt="Clust">' in poster(client, clust, "a4")


@pytest.mark.skipif(bool(pdf_problem()), reason="this machine writes no PDF")
def test_a_printed_paper_carries_it_too(clust: Campaign) -> None:
    subject = Subject("wishes", 1, "Une envie", *[""] * 7, lambda _frame: DRAWING)
    share = Share(subject, "Clust", "https://clust.example/w/1/")
    (page,) = poster_document(share, "a4", with_logo(clust.storefront)).pages
    assert [box.element_tag for box in page._page_box.descendants()].count("img") == 1


def test_only_one_paper_has_strips_to_tear_off(client: Client, clust: Campaign) -> None:
    strips = {size: poster(client, clust, size).count('class="strip"') for size in ("a4", "strips")}
    assert strips == {"a4": 0, "strips": 8}


@pytest.mark.parametrize(
    ("path", "said"), [("c/7", "clust.example/c/7/"), (f"private/in/{'x' * 60}", "Le club")]
)
def test_a_strip_carries_the_code_and_the_link_only_where_it_can_be_typed(
    path: str, said: str
) -> None:
    subject = Subject("clusts", 7, "Bouilloire", *[""] * 7, lambda _frame: DRAWING)
    share = Share(subject, "Le club", f"https://clust.example/{path}/")
    paper = poster_html(share, "strips", Storefront(), screen=True)
    strips = paper.split('class="strip"')[1:]
    assert [strip.count("<svg") for strip in strips] == [1] * 8
    assert all(re.findall(r"<span[^>]*>(.*?)</span>", strip) == [said] for strip in strips)


@pytest.mark.skipif(bool(pdf_problem()), reason="this machine writes no PDF")
@pytest.mark.parametrize("size", ["a4", "strips", "a5"])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_the_longest_title_in_any_script_is_printed_on_one_page(title: str, size: str) -> None:
    subject = Subject(
        *("wishes", 1, title[:300], "Encore 11", title[:300], "Plus nous sommes", "Scannez"),
        *("Jusqu’à demain", "Clust SAS, Lyon", "Lien", lambda _frame: DRAWING, "7", "personnes"),
    )
    share = Share(subject, "Clust", "https://clust.example/w/1/")
    (page,) = poster_document(share, size, Storefront()).pages
    assert set(beyond(page)) <= {"div"}, "only the strips, which are turned, may seem to"


def beyond(page: Any) -> Iterator[str]:
    """Yield what stands out of the paper's margins on the right or at the bottom."""
    body = page._page_box
    right, bottom = body.content_box_x() + body.width, body.content_box_y() + body.height
    written = (box for box in body.descendants() if type(box).__name__ == "TextBox")
    for box in written:
        wide, low = box.position_x + box.width, box.position_y + box.height
        if "strip" not in str(box.element.attrib) and (wide > right + 1 or low > bottom + 1):
            yield box.element_tag


def test_a_paper_promises_no_withdrawal_where_there_is_none(
    client: Client, clust: Campaign
) -> None:
    assert "14 days to withdraw" in poster(client, clust, "a4")
    Product.objects.filter(pk=clust.product_id).update(withdrawal_exception="perishable")
    assert "14 days to withdraw" not in poster(client, clust, "a4")


def test_papers_and_pictures_are_made_at_a_pace(
    client: Client, clust: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clust.web.shop.limits.print_pace", Pace(1))
    monkeypatch.setattr("clust.web.shop.limits.draw_pace", Pace(1))
    Product.objects.filter(pk=clust.product_id).update(name_fr="Drawn here", name_en="And here")
    papers = [f"/clusts/{clust.pk}/poster/{size}/" for size in ("a4", "a5")]
    pictures = [f"/share/clusts/{clust.pk}/{language}/older.png" for language in ("fr", "en")]
    for addresses in (papers, pictures):
        assert [client.get(address).status_code for address in addresses] == [200, 429]
    assert client.get(pictures[0]).status_code == 200


def test_a_member_prints_whatever_others_behind_their_address_do(
    client: Client, clust: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clust.web.shop.limits.print_pace", Pace(1))
    address = f"/clusts/{clust.pk}/poster/a4/"
    assert [client.get(address).status_code for _ in range(2)] == [200, 429]
    client.force_login(make_person(timezone.now()))
    assert [client.get(address).status_code for _ in range(2)] == [200, 429]


def test_there_is_no_other_size(client: Client, clust: Campaign) -> None:
    assert client.get(f"/clusts/{clust.pk}/poster/a0/").status_code == 404


@pytest.fixture
def wish(world: World) -> Wish:
    wish = make_wish(world, now=timezone.now())
    back(wish, 4_000, now=timezone.now())
    return wish


def image(client: Client, address: str) -> str:
    """Return the address of the picture that a page offers to those it is passed on to."""
    page = client.get(address).content.decode()
    (found,) = re.findall(r'property="og:image" content="http://testserver([^"]+)"', page)
    return str(found)


def test_a_wish_is_passed_on_with_how_many_want_it(client: Client, wish: Wish) -> None:
    page = client.get(f"/wishes/{wish.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert f"http://testserver/w/{wish.pk}/" in page
    assert "Bouilloire – 1 person wants it already" in page
    assert f"/wishes/{wish.pk}/poster/strips/" in page
    assert client.get(f"/w/{wish.pk}/").headers["Location"] == f"/wishes/{wish.pk}/"


def test_a_poster_of_a_wish_says_what_is_wanted_and_how_many_want_it(
    client: Client, wish: Wish
) -> None:
    paper = client.get(f"/wishes/{wish.pk}/poster/a4/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "<strong>1</strong> person wants it" in paper
    assert "About 19 more people, and we ask suppliers." in paper


def test_the_picture_of_a_link_is_kept_under_its_version(client: Client, clust: Campaign) -> None:
    answer = client.get(image(client, f"/clusts/{clust.pk}/"))
    assert (answer.headers["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    older = client.get(f"/share/clusts/{clust.pk}/fr/older.png")
    assert older.headers["Cache-Control"] == "private, max-age=60"


def test_its_address_changes_when_the_standing_does(
    world: World, client: Client, clust: Campaign
) -> None:
    before = image(client, f"/clusts/{clust.pk}/")
    pledge(world, clust, 1, now=timezone.now())
    assert image(client, f"/clusts/{clust.pk}/") != before


def test_the_picture_of_a_hidden_wish_is_gone(client: Client, wish: Wish) -> None:
    address = image(client, f"/wishes/{wish.pk}/")
    Hiding.objects.create(
        wish=wish, person=make_person(), reason="other", words="x", at=timezone.now()
    )
    asked = (address, f"/w/{wish.pk}/", f"/wishes/{wish.pk}/poster/a4/")
    assert [client.get(url).status_code for url in asked] == [404, 404, 404]


def test_a_merged_wish_leads_to_what_it_became(world: World, client: Client, wish: Wish) -> None:
    other = make_wish(world, now=timezone.now())
    Merge.objects.create(wish=other, into=wish, person=make_person(), at=timezone.now())
    assert client.get(f"/w/{other.pk}/").headers["Location"] == f"/wishes/{wish.pk}/"
    asked = client.get(f"/share/wishes/{other.pk}/fr/x.png")
    assert asked.headers["Location"] == f"/share/wishes/{wish.pk}/fr/x.png"


def test_papers_take_the_colours_of_the_storefront(world: World, client: Client) -> None:
    world.storefront.theme = {"brand": "#0a5fd6"}
    world.storefront.save()
    assert "--brand:#0a5fd6" in client.get("/share/colours.css").content.decode()


@pytest.mark.parametrize(
    "address", ["/share/people/1/fr/x.png", "/share/clusts/1/xx/x.png", "/share/wishes/9/fr/x.png"]
)
def test_there_is_no_picture_of_anything_else(
    client: Client, clust: Campaign, address: str
) -> None:
    assert client.get(address).status_code == 404
