"""Two wishes that are the same become one."""

import pytest

from clust.wishes.actions.backing import NotVisible
from clust.wishes.actions.briefing import make_brief
from clust.wishes.actions.merging import (
    AlreadyMerged,
    InNegotiation,
    OtherStorefront,
    SameWish,
    merge_wishes,
)
from clust.wishes.demand import demand_of
from clust.wishes.models import Backing, Brief, BriefWish, Wish, visible
from tests.wishes.wall import IN_A_MONTH, back, post
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def merge(wish: Wish, into: Wish) -> None:
    merge_wishes(wish=wish, into=into, person=make_person(), now=DAY)


def people(wish: Wish) -> set[int]:
    return set(Backing.objects.standing().filter(wish=wish).values_list("person", flat=True))


def test_all_who_back_it_back_the_other_now_as_they_did(world: World) -> None:
    kept, gone = post(world), post(world)
    anne = make_person()
    limit = back(
        gone,
        person=anne,
        units=3,
        limit_gross_cents=8_000,
        limit_until=IN_A_MONTH,
        card=make_card(anne),
        region="FR-69",
    )
    merge(gone, kept)
    assert people(kept) == {kept.person_id, gone.person_id, anne.pk}
    assert people(gone) == set()
    limit.refresh_from_db()
    carried = limit.carried
    assert limit.end.cause == "merged"
    same = ("units", "limit_gross_cents", "limit_until", "card", "region", "person")
    assert [getattr(carried, name) for name in same] == [getattr(limit, name) for name in same]
    assert list(visible()) == [kept]


def test_who_backs_both_is_counted_once_with_what_stood_on_the_one_that_stays(world: World) -> None:
    kept, gone = post(world), post(world)
    anne = make_person()
    back(kept, person=anne, units=2)
    back(gone, person=anne, units=7)
    merge(gone, kept)
    [backing] = Backing.objects.standing().filter(person=anne)
    assert (backing.wish, backing.units) == (kept, 2)


def test_choices_that_somebody_named_come_along(world: World) -> None:
    kept, gone = post(world, choices=["Rouge"]), post(world, choices=["Rouge", "Verte", "Grise"])
    red, green = (back(gone, choice=gone.choices.get(name=name)) for name in ("Rouge", "Verte"))
    merge(gone, kept)
    assert [choice.name for choice in kept.choices.all()] == ["Rouge", "Verte"]
    for backing, name in ((red, "Rouge"), (green, "Verte")):
        assert backing.carried.choice == kept.choices.get(name=name)


def test_a_wish_goes_on_once_and_not_as_one_that_is_gone(world: World) -> None:
    one, two, three = post(world), post(world), post(world)
    merge(one, two)
    for wish, into in ((one, three), (three, one), (two, one)):
        with pytest.raises(AlreadyMerged):
            merge(wish, into)
    with pytest.raises(SameWish):
        merge(two, two)
    with pytest.raises(NotVisible):
        back(one)


def test_what_is_negotiated_is_merged_the_other_way_round(world: World) -> None:
    asked, other = post(world), post(world)
    BriefWish.objects.create(brief=Brief.objects.create(title="Bouilloires", at=DAY), wish=asked)
    with pytest.raises(InNegotiation):
        merge(asked, other)
    merge(other, asked)
    assert len(people(asked)) == 2


def test_storefronts_keep_their_own_walls(world: World) -> None:
    mine, theirs = post(world), post(world)
    theirs.storefront = type(world.storefront).objects.create(
        slug="autre", name="Autre", seller=world.storefront.seller
    )
    theirs.save()
    with pytest.raises(OtherStorefront):
        merge(mine, theirs)


def test_who_came_along_and_backs_something_else_counts_once(world: World) -> None:
    kept, gone, other, anne = post(world), post(world), post(world), make_person()
    back(gone, person=anne)
    merge(gone, kept)
    back(other, person=anne, units=2)
    brief = make_brief(title="Bouilloires", wishes=[kept, other], person=make_person(), now=DAY)
    demand = demand_of(brief, now=DAY)
    assert (demand.people, demand.curve.units.total) == (4, 5)
