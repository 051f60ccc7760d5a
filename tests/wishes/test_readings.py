"""What the wall shows of wishes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clust.wishes.actions.backing import take_back
from clust.wishes.actions.merging import merge_wishes
from clust.wishes.actions.moderating import hide_wish
from clust.wishes.models import Wish, visible
from clust.wishes.readings import goes_on_as, near, rising, shown_to, with_sums
from tests.wishes.wall import IN_A_MONTH, back, post
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_wish_shows_how_many_want_it_and_never_who(world: World) -> None:
    wish = post(world, units=2)
    back(wish, units=3, limit_gross_cents=8_000, limit_until=IN_A_MONTH)
    take_back(backing=back(wish, units=9), now=DAY)
    nobody = post(world)
    take_back(backing=nobody.backings.get(), now=DAY)  # type: ignore[attr-defined]
    shown = with_sums(Wish.objects.order_by("id"), DAY)
    assert list(shown.values_list("people", "units", "limits")) == [(2, 5, 1), (0, 0, 0)]
    later = with_sums(Wish.objects.order_by("id"), DAY + timedelta(days=31))
    assert later[0].limits == 0  # type: ignore[attr-defined]


def test_sums_of_many_wishes_take_one_query(world: World) -> None:
    for _ in range(3):
        post(world)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(with_sums(visible(), DAY)) == 3
    assert len(asked) == 1


def test_what_was_wanted_lately_rises_above_what_was_wanted_more(world: World) -> None:
    old, young, forgotten = (post(world, title) for title in ("vieux", "jeune", "oublié"))
    for _ in range(3):
        back(old, now=DAY)
    assert list(rising(visible(), DAY)) == [old, forgotten, young]
    later = DAY + 3 * WEEK
    for _ in range(2):
        back(young, now=later)
    assert list(rising(visible(), later))[:2] == [young, old]
    heat = rising(visible(), later).get(pk=forgotten.pk).heat  # type: ignore[attr-defined]
    assert heat == pytest.approx(1 / 8)


def test_a_merge_heats_nothing_up(world: World) -> None:
    kept, gone = post(world), post(world)
    merged = DAY + 3 * WEEK
    merge_wishes(wish=gone, into=kept, person=make_person(), now=merged)
    [wish] = rising(visible(), merged)
    assert wish.heat == pytest.approx(2 / 8)  # type: ignore[attr-defined]


def test_what_nobody_wants_any_more_does_not_rise(world: World) -> None:
    take_back(backing=post(world).backings.get(), now=DAY)  # type: ignore[attr-defined]
    assert not rising(visible(), DAY).exists()


def test_wishes_near_are_those_wanted_there(world: World) -> None:
    lyon, paris = post(world, region="FR-69"), post(world, region="FR-75")
    post(world)
    back(paris, region="FR-69")
    assert set(near(visible(), "FR-69")) == {lyon, paris}
    assert set(near(visible(), "FR-75")) == {paris}
    assert set(near(visible(), "FR")) == {lyon, paris}
    assert not near(visible(), "FR-6").exists()


def test_a_hidden_wish_is_still_shown_to_its_author(world: World) -> None:
    wish = post(world)
    hide_wish(wish=wish, person=make_person(), reason="other", words="Pub", now=DAY)
    assert list(shown_to(wish.person)) == [wish]
    assert not shown_to(make_person()).exists()
    assert not shown_to(None).exists()


def test_old_links_lead_to_what_a_wish_goes_on_as(world: World) -> None:
    one, two, three = post(world), post(world), post(world)
    for wish, into in ((one, two), (two, three)):
        merge_wishes(wish=wish, into=into, person=make_person(), now=DAY)
    assert goes_on_as(one) == goes_on_as(two) == goes_on_as(three) == three
