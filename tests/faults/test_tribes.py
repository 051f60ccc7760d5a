"""A tribe with members always has an organiser, however many come and go at once."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from threading import BrokenBarrierError

import pytest

from clust.storefronts.actions import tribes
from clust.storefronts.actions.tribes import end_membership, found_tribe, hand_over, join_tribe
from clust.storefronts.models import Membership, MembershipEnd, Tribe
from tests.faults.crew import together
from tests.world import DAY, World, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]
LEFT = MembershipEnd.Cause.LEFT
A_MOMENT, LONG = 2.0, 25.0


@pytest.fixture
def tribe(world: World) -> Tribe:
    return found_tribe(
        storefront=world.storefront,
        person=make_person(),
        name="Rue des Lilas",
        words="",
        is_open=True,
        now=DAY,
    )


@pytest.fixture
def unheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody holds the tribe while they come or go."""
    monkeypatch.setattr(tribes, "_hold", lambda tribe: None)


@pytest.fixture(autouse=True)
def side_by_side(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever has looked who organises waits for the other, who may look meanwhile.

    A moment where the other is held and cannot come; long where nothing holds it. Whoever sets the
    scene waits for nobody: a barrier that was waited at in vain is broken for good.
    """
    patience = LONG if "unheld" in request.fixturenames else A_MOMENT
    both = multiprocessing.get_context("fork").Barrier(2, timeout=patience)
    for name in ("_name_successor", "_is_organised"):
        monkeypatch.setattr(tribes, name, _then_waiting(getattr(tribes, name), both))


def _then_waiting(looked: Callable[[int], object], both: object) -> Callable[[int], object]:
    def look(tribe: int) -> object:
        found = looked(tribe)
        if multiprocessing.parent_process():
            with suppress(BrokenBarrierError):
                both.wait()  # type: ignore[attr-defined]
        return found

    return look


def leave(membership: Membership) -> str:
    end_membership(membership=membership, cause=LEFT, now=DAY)
    return "left"


def organised(tribe: Tribe) -> bool:
    return Membership.objects.standing().filter(tribe=tribe, organises=True).exists()


def two_organisers_leave(tribe: Tribe) -> None:
    first = tribe.memberships.get()  # type: ignore[attr-defined]
    second, _ = (
        join_tribe(tribe=tribe, person=make_person(), invited=False, now=DAY) for _ in "ab"
    )
    hand_over(given=first, taken=second, stays=True, now=DAY)
    assert together([lambda: leave(first), lambda: leave(second)]) == {"left": 2}


@pytest.mark.usefixtures("counted")
def test_two_organisers_who_leave_at_once_leave_an_organiser(tribe: Tribe) -> None:
    two_organisers_leave(tribe)
    assert organised(tribe)


@pytest.mark.usefixtures("unheld")
def test_unless_nobody_holds_the_tribe(tribe: Tribe) -> None:
    two_organisers_leave(tribe)
    assert not organised(tribe)


def the_last_leaves_while_one_joins(tribe: Tribe) -> None:
    last, anne = tribe.memberships.get(), make_person()  # type: ignore[attr-defined]
    came = {"tribe": tribe, "person": anne, "invited": False, "now": DAY}
    jobs = [lambda: leave(last), lambda: join_tribe(**came) and "joined"]  # type: ignore[arg-type]
    assert together(jobs) == {"left": 1, "joined": 1}


@pytest.mark.usefixtures("counted")
def test_who_joins_while_the_last_one_leaves_organises(tribe: Tribe) -> None:
    the_last_leaves_while_one_joins(tribe)
    assert organised(tribe)


@pytest.mark.usefixtures("unheld")
def test_unless_they_look_at_a_tribe_that_nobody_holds(tribe: Tribe) -> None:
    the_last_leaves_while_one_joins(tribe)
    assert not organised(tribe)
