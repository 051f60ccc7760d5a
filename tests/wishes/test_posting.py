"""Posting a wish."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clust.wishes.actions.backing import BadUnits, PersonGone
from clust.wishes.actions.posting import (
    BadLink,
    NoTitle,
    TooLong,
    TooManyWishes,
)
from clust.wishes.models import Backing, Wish
from tests.wishes.wall import post
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_who_posts_a_wish_is_the_first_who_backs_it(world: World) -> None:
    wish = post(world, units=3, guess_gross_cents=4_900, region="FR-69")
    backing = Backing.objects.get()
    assert (backing.wish, backing.person, backing.units) == (wish, wish.person, 3)
    assert (backing.guess_gross_cents, backing.region) == (4_900, "FR-69")


def test_the_same_key_posts_once(world: World) -> None:
    key, person = uuid4(), make_person()
    assert post(world, person=person, key=key) == post(world, "Autre", person=person, key=key)
    assert Backing.objects.count() == 1


def test_twenty_wishes_a_day_and_the_next_day_again(world: World) -> None:
    person = make_person()
    for number in range(20):
        post(world, f"Envie {number}", person=person)
    with pytest.raises(TooManyWishes):
        post(world, person=person)
    assert post(world, person=person, now=DAY + timedelta(days=1))


def test_words_are_kept_as_they_are_and_shown_in_one_line(world: World) -> None:
    title = "  <script>alert(1)</script>\n à \x00vapeur\u202e "
    wish = post(world, title, words="Deux\nlignes\x00")
    assert wish.title == "<script>alert(1)</script> à vapeur"
    assert wish.words == "Deux\nlignes"


@pytest.mark.parametrize("title", ["", "  ", "\x00", "\u202e"])
def test_a_wish_says_what_it_is_for(world: World, title: str) -> None:
    with pytest.raises(NoTitle):
        post(world, title)


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "x" * 121},
        {"words": "x" * 4_001},
        {"choices": [f"choix {n}" for n in range(11)]},
        {"choices": ["x" * 81]},
    ],
)
def test_what_is_too_long_is_refused(world: World, facts: dict[str, object]) -> None:
    with pytest.raises(TooLong):
        post(world, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "x", "http://" + "a" * 500],
)
def test_a_link_is_the_address_of_a_page(world: World, link: str) -> None:
    with pytest.raises(BadLink):
        post(world, link=link)


def test_alternatives_are_kept_once_in_their_order(world: World) -> None:
    wish = post(world, choices=["Rouge", " Bleu ", "Rouge", ""])
    assert [choice.name for choice in wish.choices.all()] == ["Rouge", "Bleu"]


def test_nothing_is_written_of_a_wish_for_nothing(world: World) -> None:
    with pytest.raises(BadUnits):
        post(world, units=0)
    assert not Wish.objects.exists()


def test_who_left_posts_nothing(world: World) -> None:
    with pytest.raises(PersonGone):
        post(world, person=make_person(is_active=False))
