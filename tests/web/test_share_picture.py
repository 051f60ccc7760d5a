"""The pictures that links show: of one size, in a storefront's colours, whatever the title."""

import re
from io import BytesIO

import pytest
from PIL import Image

from clust.web.parts.colours import Colours, painted
from clust.web.parts.crowds import Crowd, draw
from clust.web.parts.share_picture import ShareCard, faces, png, setting
from clust.web.parts.share_picture.canvas import subpaths
from clust.web.parts.share_picture.card import LEFT, TITLE

DRAWING = str(draw(Crowd(7, 3)))
TITLES = {
    "French": "Bouilloire à col de cygne en inox brossé, extraordinairement polyvalente " * 5,
    "one word": "Anticonstitutionnellement" * 12,
    "Arabic": "ملصق كبير لغلاية الماء من الفولاذ المقاوم للصدأ " * 7,
    "Hindi": "स्टेनलेस स्टील की केतली " * 14,
    "Chinese": "不锈钢电热水壶大容量家用自动断电" * 20,
    "emoji": "👩‍👩‍👧‍👦🎉 Fête 🇫🇷 " * 30,
    "nothing": "",
}


def card(title: str, **fields: str | Colours) -> ShareCard:
    return ShareCard("Clust", title, "Encore 11", DRAWING, Colours(), "7", "personnes")


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_of_300_letters_keeps_inside_its_box(title: str) -> None:
    lines, size = setting.fitted(title[:300], TITLE, LEFT)
    assert len(lines) <= TITLE[size]
    assert all(setting.width(line, size) <= LEFT for line in lines)


def test_a_short_title_is_large_and_a_long_one_ends_in_dots() -> None:
    assert setting.fitted("Vélo", TITLE, LEFT) == (("Vélo",), max(TITLE))
    assert setting.fitted(TITLES["French"], TITLE, LEFT).lines[-1].endswith("…")


def test_letters_that_no_face_here_has_are_left_out() -> None:
    assert faces.can_be_set("Fête \U0010fffd des voisins") == "Fête des voisins"


def test_what_runs_to_the_left_is_set_so() -> None:
    assert setting.runs_to_the_left("1.2 ملصق")
    assert not setting.runs_to_the_left("Vélo ملصق")


def test_the_picture_has_the_size_that_links_show() -> None:
    with Image.open(BytesIO(png(card("Vélo")))) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_it_is_drawn_once_for_what_it_says() -> None:
    assert png(card("Vélo")) is png(card("Vélo"))


def test_its_version_changes_with_what_it_says() -> None:
    assert card("Vélo").version == card("Vélo").version != card("Vélos").version


def test_colours_come_from_the_theme_and_nonsense_does_not() -> None:
    colours = Colours.of({"brand": "#0a5fd6", "on-brand": "#ffffff", "ink": "red;}", "x": 1})
    assert (colours.brand, colours.on_brand) == ("#0a5fd6", "#ffffff")
    assert colours.ink == Colours().ink


def test_a_picture_of_ours_takes_the_colours_of_the_theme() -> None:
    drawn = '<path class="lp-now" d="M0 0H1V1z"/><text class="lp-text lp-on-now">x</text>'
    said = painted(drawn, Colours(brand="#0a5fd6", on_brand="#ffffff"))
    assert re.findall('fill="(#[0-9a-fA-F]{6})"', said) == ["#0a5fd6", "#ffffff"]
    assert "class" not in painted(DRAWING, Colours()).replace('class="crowd"', "")


def test_paths_are_followed_to_their_end() -> None:
    assert next(subpaths("M0 4V1q0 -1 1 -1H3V4z"))[-1] == (0.0, 4.0)
    assert len(list(subpaths("M0 0V9m-4 -5l4 5l4 -5"))) == 2
