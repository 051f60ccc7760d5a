"""Backing a wish: me too, how many, at most at which price."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from clust.wishes.actions.backing import (
    AlreadyEnded,
    BadChoice,
    BadGuess,
    BadLimit,
    BadUnits,
    NotVisible,
    take_back,
)
from clust.wishes.actions.moderating import hide_wish
from clust.wishes.models import Backing, BackingEnd, Wish
from tests.wishes.wall import IN_A_MONTH, TODAY, back, post
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db
LIMIT = {"limit_gross_cents": 8_000, "limit_until": IN_A_MONTH}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def wish(world: World) -> Wish:
    return post(world, choices=["Rouge", "Bleue"])


def standing(wish: Wish) -> list[tuple[int, int]]:
    rows = Backing.objects.standing().filter(wish=wish)
    return list(rows.order_by("id").values_list("person", "units"))


def test_a_person_is_counted_once_however_often_they_change_their_mind(wish: Wish) -> None:
    anne = make_person()
    first, second = back(wish, person=anne, units=1), back(wish, person=anne, units=4)
    assert standing(wish) == [(wish.person_id, 1), (anne.pk, 4)]
    first.refresh_from_db()
    assert (first.open, first.end.cause, second.open) == (False, "changed", True)


def test_a_backing_is_alone_while_its_person_wants_nothing_else(world: World, wish: Wish) -> None:
    anne = make_person()
    first = back(wish, person=anne)
    assert first.alone
    second = back(post(world, "Un autre souhait"), person=anne)
    first.refresh_from_db()
    assert not first.alone
    assert not second.alone
    take_back(backing=first, now=DAY)
    assert not back(wish, person=anne).alone
    for left in Backing.objects.standing().filter(person=anne):
        take_back(backing=left, now=DAY)
    assert back(wish, person=anne).alone


def test_the_same_key_backs_once(wish: Wish) -> None:
    key, anne = uuid4(), make_person()
    assert back(wish, person=anne, key=key) == back(wish, person=anne, units=9, key=key)
    assert standing(wish)[1:] == [(anne.pk, 1)]


def test_a_limit_is_a_price_a_day_and_a_card(wish: Wish) -> None:
    anne = make_person()
    limit = back(wish, person=anne, card=make_card(anne), **LIMIT)
    assert limit.is_firm(IN_A_MONTH)
    assert not limit.is_firm(IN_A_MONTH + timedelta(days=1))
    assert list(Backing.objects.limits(TODAY)) == [limit]


@pytest.mark.parametrize(
    "limit",
    [
        {"limit_gross_cents": 8_000},
        {"limit_until": IN_A_MONTH},
        {**LIMIT, "limit_gross_cents": 0},
        {**LIMIT, "limit_until": TODAY},
        {**LIMIT, "limit_until": TODAY + timedelta(days=367)},
    ],
    ids=str,
)
def test_half_a_limit_is_none(wish: Wish, limit: dict[str, Any]) -> None:
    with pytest.raises(BadLimit):
        back(wish, **limit)


def test_a_limit_needs_a_card_that_is_ones_own_and_can_be_used(wish: Wish) -> None:
    anne = make_person()
    removed = make_card(anne)
    removed.removed_at = DAY
    removed.save()
    for card in (make_card(make_person()), removed):
        with pytest.raises(BadLimit):
            back(wish, person=anne, card=card, **LIMIT)
    with pytest.raises(BadLimit):
        back(wish, person=anne, card=make_card(anne))


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"units": 0}, BadUnits),
        ({"units": 10_001}, BadUnits),
        ({"guess_gross_cents": 0}, BadGuess),
        ({"guess_gross_cents": 2**31}, BadGuess),
    ],
)
def test_nonsense_is_refused_and_replaces_nothing(
    wish: Wish, facts: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        back(wish, person=wish.person, **facts)
    assert standing(wish) == [(wish.person_id, 1)]


def test_a_choice_is_one_of_the_wish(world: World, wish: Wish) -> None:
    blue = wish.choices.get(name="Bleue")
    assert back(wish, choice=blue).choice == blue
    with pytest.raises(BadChoice):
        back(post(world), choice=blue)


def test_what_is_hidden_cannot_be_backed(wish: Wish) -> None:
    hide_wish(wish=wish, person=make_person(), reason="other", words="Publicité", now=DAY)
    with pytest.raises(NotVisible):
        back(wish)


def test_a_backing_is_taken_back_once(wish: Wish) -> None:
    backing = back(wish)
    assert take_back(backing=backing, now=DAY).cause == BackingEnd.Cause.TAKEN_BACK
    with pytest.raises(AlreadyEnded):
        take_back(backing=backing, now=DAY)
    assert standing(wish) == [(wish.person_id, 1)]


def test_the_database_keeps_one_open_backing_too(wish: Wish) -> None:
    one = back(wish)
    with pytest.raises(IntegrityError), transaction.atomic():
        Backing.objects.create(wish=wish, person=one.person, units=1, key=uuid4(), at=DAY)
