"""How long is left, and what templates write."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from clust.base.formats import percent, rate
from clust.web.parts import formats
from clust.web.parts.icons import ICONS
from clust.web.parts.ladders import ladder_picture

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=3, hours=23), "3 days left"),
        (timedelta(days=2), "2 days left"),
        (timedelta(hours=47), "47 hours left"),
        (timedelta(minutes=61), "1 hour left"),
        (timedelta(minutes=59, seconds=59), "59 minutes left"),
        (timedelta(seconds=3), "1 minute left"),
        (timedelta(0), "over"),
        (-timedelta(days=1), "over"),
    ],
)
def test_time_left_is_said_in_whole_units(left: timedelta, said: str) -> None:
    with translation.override("en"):
        assert formats.until(NOW + left, NOW) == said


def test_time_left_in_french() -> None:
    with translation.override("fr"):
        assert formats.until(NOW + timedelta(days=3), NOW) == "3 jours restants"


def written(source: str, **context: object) -> str:
    return Template("{% load clust %}" + source).render(Context(context))


def test_the_first_of_a_month_is_said_as_each_language_says_it() -> None:
    eleventh = NOW.replace(day=11)
    with translation.override("fr"):
        assert written("{{ at|day }}", at=NOW) == "1er décembre 2026"
        assert written("{{ at|short_day }}", at=NOW) == "1er déc."
        assert written("{{ at|day }}", at=eleventh) == "11 décembre 2026"
    with translation.override("en"):
        assert written("{{ at|day }}", at=NOW) == "1 December 2026"


def test_hours_are_those_of_europe_and_rates_are_exact() -> None:
    evening = NOW.replace(hour=20)
    with translation.override("en"):
        assert written("{{ at|moment }}", at=evening) == "1 December 2026 at 21:00"
        assert written("{{ at|short_day }}", at=NOW) == "1 Dec"
        assert (rate(55), rate(255), percent(0.09)) == ("5.5%", "25.5%", "9%")
    with translation.override("fr"):
        assert (rate(55), percent(0.09)) == ("5,5\u00a0%", "9\u00a0%")


def test_templates_write_amounts_the_readers_way() -> None:
    with translation.override("fr"):
        assert written("{{ cents|money }}", cents=123450) == "1\u202f234,50\u00a0€"
        assert written("{{ cents|money:'JPY' }}", cents=1200) == "1\u202f200\u00a0JPY"
        assert written("{{ number|units }}", number=1234) == "1\u202f234"
    with translation.override("en"):
        assert written("{{ cents|money }}", cents=123450) == "€1,234.50"


def test_nothing_is_written_for_nothing() -> None:
    for word in ("money", "units", "day", "short_day", "moment", "until"):
        assert written("{{ value|" + word + " }}", value=None) == ""


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_decoration(name: str) -> None:
    assert 'aria-hidden="true"' in written("{% icon name %}", name=name)


@pytest.mark.parametrize(
    ("size", "drawings"), [("full", ["ladder-wide", "ladder-narrow"]), ("card", ["<svg"])]
)
def test_a_page_gets_the_ladder_in_the_sizes_it_needs(size: str, drawings: list[str]) -> None:
    with translation.override("fr"):
        picture = ladder_picture([(1, 9900), (20, 8900)], units_in=7, missing=13)
        page = written("{% ladder_picture picture size %}", picture=picture, size=size)
    assert all(drawing in page for drawing in drawings)
    assert page.count("<svg") == len(drawings)
    assert "Prix actuel\u00a0: 99,00\u00a0€" in page
    assert "style=" not in page


def test_below_the_critical_mass_the_picture_says_what_gets_it_going() -> None:
    with translation.override("en"):
        picture = ladder_picture([(10, 3400), (25, 2900)], units_in=6, missing=4)
    assert picture.words.now == "Opening price"
    assert (picture.words.missing, picture.words.next) == ("4 more", "to get it going")
