"""Wishes are found by what somebody types, however they type it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model

from clust.wishes.actions.merging import merge_wishes
from clust.wishes.actions.moderating import appeal, hide_wish, rule
from clust.wishes.models import Wish, WishWord
from clust.wishes.search import search, similar
from tests.wishes.wall import post
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db
TITLES = (
    "Une bouilloire électrique à col de cygne",
    "Théière en fonte 1,2 l",
    "Vélo cargo pour deux enfants",
    "Casque audio sans fil",
    "Œufrier en inox",
)


@pytest.fixture
def world() -> World:
    world = make_world()
    for title in TITLES:
        post(world, title)
    return world


def like(world: World, text: str, language: str = "fr") -> list[str]:
    return [wish.title for wish in similar(text, storefront=world.storefront, language=language)]


def found(world: World, text: str) -> list[str]:
    return [wish.title for wish in search(text, storefront=world.storefront)]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("bouilloire", 0),
        ("BOUILLOIRES ELECTRIQUES", 0),
        ("bouiloire electrik", 0),
        ("col de signe bouilloire", 0),
        ("bouil", 0),
        ("bouilloire élec", 0),
        ("theiere", 1),
        ("théière fonte", 1),
        ("teière en fonte", 1),
        ("velo", 2),
        ("vélo carg", 2),
        ("vélos cargos", 2),
        ("cask audio", 3),
        ("casque de l'audio", 3),
        ("oeufrier", 4),
        ("œufrier", 4),
    ],
)
def test_accents_typos_and_unfinished_words_are_forgiven(
    world: World, typed: str, place: int
) -> None:
    assert like(world, typed)[:1] == [TITLES[place]]


@pytest.mark.parametrize(
    "typed", ["", "  ", "de la le", "xqzt", "'", "a&|!b:*", "<script>", "\x00"]
)
def test_nothing_that_could_be_meant_finds_nothing(world: World, typed: str) -> None:
    assert like(world, typed) == []


def test_english_words_are_found_in_english_wishes(world: World) -> None:
    post(world, "Electric kettles with a gooseneck", language="en")
    assert like(world, "kettle") == ["Electric kettles with a gooseneck"]
    assert found(world, "gooseneck kettle") == ["Electric kettles with a gooseneck"]


def test_of_two_alike_the_one_in_the_readers_language_is_first(world: World) -> None:
    for language in ("fr", "en"):
        post(world, "Tent", words=language, language=language)
    for language in ("fr", "en"):
        [first, *_] = similar("tent", storefront=world.storefront, language=language)
        assert first.language == language


def test_words_beside_the_title_are_searched_too(world: World) -> None:
    wish = post(world, "Un truc pour le thé", words="qui garde l’eau à 80 degrés, en céramique")
    assert found(world, "ceramique 80") == [wish.title]
    assert like(world, "céramiqe") == [wish.title]


def test_the_wall_shows_all_without_words_the_newest_first(world: World) -> None:
    assert found(world, " ") == list(reversed(TITLES))


def test_other_storefronts_wishes_are_not_found(world: World) -> None:
    other: Model = type(world.storefront).objects.create(
        slug="autre", name="Autre", seller=world.storefront.seller
    )
    world.storefront = other  # type: ignore[assignment]
    assert like(world, "bouilloire") == found(world, "bouilloire") == []


def test_hidden_wishes_are_not_found_until_they_are_shown_again(world: World) -> None:
    wish = Wish.objects.get(title=TITLES[0])
    hiding = hide_wish(wish=wish, person=make_person(), reason="other", words="Pub", now=DAY)
    assert TITLES[0] not in like(world, "bouilloire") + found(world, "bouilloire")
    asked = appeal(hiding=hiding, person=wish.person, words="Non", now=DAY)
    rule(appeal=asked, person=make_person(), upheld=False, words="Bon", now=DAY)
    assert like(world, "bouilloire") == found(world, "bouilloire") == [TITLES[0]]


def test_a_merged_wish_leads_to_the_one_it_goes_on_as(world: World) -> None:
    kept = Wish.objects.get(title=TITLES[0])
    second, third = post(world, "Gooseneck kettle"), post(world, "Wasserkocher")
    merge_wishes(wish=third, into=second, person=make_person(), now=DAY)
    merge_wishes(wish=second, into=kept, person=make_person(), now=DAY)
    assert like(world, "wasserkocher") == like(world, "gooseneck") == [kept.title]
    assert found(world, "wasserkocher") == []


def test_words_are_kept_once_and_no_addresses_among_them(world: World) -> None:
    post(world, "Bouilloire", words="écrire à anne.dupont@mail.example ou www.dupont.example/a")
    words = set(WishWord.objects.values_list("word", flat=True))
    assert {"bouilloire", "theiere", "ecrire"} <= words
    assert not [word for word in words if "dupont" in word]


def test_searches_go_through_their_indexes(world: World) -> None:
    copies = (
        Wish(**facts(wish)) for wish in Wish.objects.exclude(title=TITLES[0]) for _ in range(500)
    )
    Wish.objects.bulk_create(copies)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('wish_by_search')")
        cursor.execute("ANALYZE wish")
    assert "wish_by_search" in search("bouilloire cygne", storefront=world.storefront).explain()


def facts(wish: Wish) -> dict[str, Any]:
    """What a copy of a wish has."""
    names = ("storefront_id", "person_id", "title", "at")
    words = " ".join(uuid4().hex * 2 for _ in range(4))
    return {"key": uuid4(), "words": words, **{name: getattr(wish, name) for name in names}}


def test_a_wish_is_found_by_what_would_do_as_well(world: World) -> None:
    either = post(world, "De quoi moudre", choices=["Moulin japonais", "Broyeur en pierre"])
    assert found(world, "broyeur") == [either.title]
    assert like(world, "brojeur de pierre") == [either.title]
