"""Briefs: several wishes are negotiated as one, and each is in one brief at a time."""

from datetime import timedelta

import pytest

from clust.people.models import Person
from clust.sourcing.actions.enquiring import send_enquiry
from clust.wishes.actions.briefing import (
    AlreadyBriefed,
    AlreadyEnquired,
    MixedCurrencies,
    NoTitle,
    NotShown,
    NoWishes,
    add_wish,
    drop_wish,
    make_brief,
)
from clust.wishes.actions.merging import InNegotiation, merge_wishes
from clust.wishes.models import Brief, BriefWish, Wish
from tests.wished import make_wish
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def desk(world: World) -> Person:
    return make_person(is_staff=True)


def brief(desk: Person, *wishes: Wish) -> Brief:
    return make_brief(title=" Bouilloires ", wishes=wishes, person=desk, now=DAY)


def test_a_brief_speaks_for_several_wishes(world: World, desk: Person) -> None:
    made = brief(desk, make_wish(world), make_wish(world))
    assert made.title == "Bouilloires"
    assert made.lines.count() == 2


def test_a_wish_is_in_one_brief(world: World, desk: Person) -> None:
    wish = make_wish(world)
    brief(desk, wish)
    with pytest.raises(AlreadyBriefed):
        brief(desk, make_wish(world), wish)
    assert Brief.objects.count() == 1


def test_a_brief_has_wishes_and_a_title(world: World, desk: Person) -> None:
    with pytest.raises(NoWishes):
        brief(desk)
    with pytest.raises(NoTitle):
        make_brief(title="  ", wishes=[make_wish(world)], person=desk, now=DAY)


def test_what_goes_on_as_another_wish_is_in_no_brief(world: World, desk: Person) -> None:
    wish, into = make_wish(world), make_wish(world)
    merge_wishes(wish=wish, into=into, person=desk, now=DAY)
    with pytest.raises(NotShown):
        brief(desk, wish)


def test_what_is_in_a_brief_goes_on_as_itself(world: World, desk: Person) -> None:
    wish = make_wish(world)
    brief(desk, wish)
    with pytest.raises(InNegotiation):
        merge_wishes(wish=wish, into=make_wish(world), person=desk, now=DAY)


def test_prices_of_a_brief_are_of_one_currency(world: World, desk: Person) -> None:
    abroad = make_wish(world)
    Wish.objects.filter(pk=abroad.pk).update(currency="CHF")
    with pytest.raises(MixedCurrencies):
        brief(desk, make_wish(world), abroad)
    made = brief(desk, make_wish(world))
    with pytest.raises(MixedCurrencies):
        add_wish(brief=made, wish=abroad)


def test_wishes_come_and_go_until_suppliers_are_asked(world: World, desk: Person) -> None:
    first, second = make_wish(world), make_wish(world)
    made = brief(desk, first)
    add_wish(brief=made, wish=second)
    drop_wish(brief=made, wish=first)
    with pytest.raises(NoWishes):
        drop_wish(brief=made, wish=second)
    send_enquiry(
        brief=made,
        title="Bouilloires",
        suppliers=[world.supplier],
        likely_units=10,
        answer_by=DAY + timedelta(days=7),
        person=desk,
        now=DAY,
    )
    with pytest.raises(AlreadyEnquired):
        add_wish(brief=made, wish=first)
    with pytest.raises(AlreadyEnquired):
        drop_wish(brief=made, wish=second)
    assert BriefWish.objects.get().wish == second
