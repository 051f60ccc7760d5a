"""How a shop looks and what it says."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from clust.rules.theme import DARK, LIGHT
from tests.web.office.conftest import Shop

pytestmark = pytest.mark.django_db

WORDS = {"name": "Club de go", "languages": ["fr", "en"]}


def colours(**changed: str) -> dict[str, str]:
    chosen = {f"light-{token}": colour for token, colour in LIGHT.items()}
    chosen |= {f"dark-{token}": colour for token, colour in DARK.items()}
    return {**chosen, **{name.replace("_", "-"): colour for name, colour in changed.items()}}


def picture(size: tuple[int, int] = (900, 300)) -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", size, "#123456").save(made, "PNG")
    return SimpleUploadedFile("logo.png", made.getvalue(), "image/png")


def test_a_shop_says_its_own_words_without_anything_that_runs(club: Shop, office: Client) -> None:
    sent = {"footer_en": '<p onclick="x()">Since <strong>1987</strong></p><script>x()</script>'}
    office.post("/office/words/", {**WORDS, **sent})
    said = club.reading().get("/").content.decode()
    assert "<p>Since <strong>1987</strong></p>" in said
    assert "onclick" not in said
    assert "x()" not in said


@pytest.fixture
def kept(settings: Any, office: Client) -> None:
    """Let the shop be remembered, as it is where people buy, from before the first change."""
    settings.HOSTS_KEPT_SECONDS = 60
    office.get("/office/words/")


@pytest.mark.usefixtures("kept")
def test_the_office_shows_what_was_just_written(club: Shop, office: Client) -> None:
    office.post("/office/words/", {**WORDS, "footer_en": "Since 1987"})
    office.post("/office/words/logo/", {"upload": picture()})
    office.post("/office/colours/", colours(light_ink="#000000"))
    words = office.get("/office/words/")
    assert words.context["form"]["footer_en"].value() == "<p>Since 1987</p>"
    club.storefront.refresh_from_db()
    assert club.storefront.logo.url in words.content.decode()
    chosen = office.get("/office/colours/").context["form"]["light-ink"]
    assert chosen.value() == "#000000"


@pytest.mark.usefixtures("kept")
def test_the_door_shows_what_was_just_written(office: Client) -> None:
    office.post("/office/door/", {"admission": "invited"})
    assert office.get("/office/door/").context["form"]["admission"].value() == "invited"


def test_links_in_words_lead_to_safe_places_only(club: Shop, office: Client) -> None:
    sent = {"footer_en": '<a href="javascript:x()">a</a><a href="https://go.example/">b</a>'}
    office.post("/office/words/", {**WORDS, **sent})
    club.storefront.refresh_from_db()
    assert "javascript" not in club.storefront.footer_en
    assert 'href="https://go.example/" rel="noopener nofollow"' in club.storefront.footer_en


def test_plain_words_become_paragraphs(club: Shop, office: Client) -> None:
    office.post("/office/words/", {**WORDS, "footer_en": "One & two\n\nThree"})
    club.storefront.refresh_from_db()
    assert club.storefront.footer_en == "<p>One &amp; two</p><p>Three</p>"


def test_a_shop_speaks_the_languages_it_chose(club: Shop, office: Client) -> None:
    office.post("/office/words/", {"name": "Club de go", "languages": ["fr"]})
    answer = club.reading(language="en").get("/")
    assert '<html lang="fr"' in answer.content.decode()
    assert 'class="language"' not in answer.content.decode()


def test_a_shop_speaks_one_language_at_least(office: Client) -> None:
    assert office.post("/office/words/", {"name": "Club de go"}).status_code == 422


def test_a_logo_is_written_anew_and_small(club: Shop, office: Client) -> None:
    office.post("/office/words/logo/", {"upload": picture()})
    club.storefront.refresh_from_db()
    with Image.open(club.storefront.logo) as logo:
        assert (logo.format, logo.size) == ("WEBP", (480, 160))
    assert (
        f'src="{club.storefront.logo.url}" alt="Club go"'
        in club.reading().get("/").content.decode()
    )
    office.post("/office/words/logo/", {"drop": "1"})
    club.storefront.refresh_from_db()
    assert not club.storefront.logo


def test_what_is_no_picture_is_no_logo(office: Client) -> None:
    upload = SimpleUploadedFile("logo.svg", b"<svg onload='x()'/>", "image/svg+xml")
    answer = office.post("/office/words/logo/", {"upload": upload})
    assert answer.status_code == 422
    assert "not a whole JPEG" in answer.content.decode()


def test_colours_are_a_style_sheet_kept_for_good(club: Shop, office: Client) -> None:
    office.post("/office/colours/", colours(light_brand="#1c7ed6", **{"light_on-brand": "#000000"}))
    said = club.reading().get("/").content.decode()
    url = said.split('href="/theme/')[1].split('"')[0]
    answer = club.reading().get(f"/theme/{url}")
    assert "--brand:#1c7ed6;" in answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert club.reading().get("/theme/0000.css")["Cache-Control"] == "no-cache"


def test_colours_of_another_shop_are_not_ours(club: Shop, council: Shop, office: Client) -> None:
    office.post("/office/colours/", colours(light_brand="#1c7ed6", **{"light_on-brand": "#000000"}))
    assert "/theme/" not in council.reading().get("/").content.decode()


def test_a_theme_that_cannot_be_read_is_refused_with_its_contrast(
    club: Shop, office: Client
) -> None:
    answer = office.post("/office/colours/", colours(light_ink="#cccccc"))
    assert answer.status_code == 422
    assert "Words on page, by day, cannot be read well: the contrast is 1.52 to 1" in (
        answer.content.decode()
    )
    club.storefront.refresh_from_db()
    assert club.storefront.theme == {}


def test_a_contrast_is_said_once_and_with_the_reader_s_comma(club: Shop) -> None:
    french = club.reading(club.owner, language="fr")
    said = french.post("/office/colours/", colours(light_ink="#cccccc")).content.decode()
    assert said.count("1,52 pour 1") == 1
    assert "4,5 pour 1" in said
    assert "1.52" not in said


def test_colours_are_tried_before_they_are_chosen(club: Shop, office: Client) -> None:
    answer = office.get("/office/colours/sample/", colours(dark_ink="#333333"))
    assert "by night" in answer.content.decode()
    style = office.get("/office/colours/sample.css", colours(light_brand="#1c7ed6"))
    assert '.theme-sample[data-scheme="light"]{--paper:#fbf8f3;' in style.content.decode()
    club.storefront.refresh_from_db()
    assert club.storefront.theme == {}


def test_no_style_comes_in_by_the_sample(office: Client) -> None:
    asked = colours(light_brand="red;} body{display:none")
    assert office.get("/office/colours/sample.css", asked).content == b""


def test_our_own_colours_come_back(club: Shop, office: Client) -> None:
    office.post("/office/colours/", colours(light_brand="#1c7ed6", **{"light_on-brand": "#000000"}))
    office.post("/office/colours/", {"drop": "1"})
    assert "/theme/" not in club.reading().get("/").content.decode()
