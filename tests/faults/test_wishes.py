"""Everybody is counted once, however many of their clicks and of the desk's come together."""

from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.db import transaction

from clust.people.models import Person
from clust.wishes.actions import backing, merging, posting
from clust.wishes.models import Backing, Merge, Wish
from tests.deadline import until
from tests.faults.crew import PATIENCE, Crew, Job, stopped_at, waiting
from tests.faults.guards import without_index
from tests.wishes.wall import back, post
from tests.world import DAY, World, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]
EIGHT = 8


@pytest.fixture
def wish(world: World) -> Wish:
    return post(world)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a person or a wish is locked before it is asked about."""
    for room, name in (
        (backing, "lock_person"),
        (posting, "lock_person"),
        (backing, "lock_wish"),
        (merging, "lock_wishes"),
    ):
        monkeypatch.setattr(room, name, lambda *rows: None)


def at_once(person: Person, jobs: Sequence[Job]) -> Counter[str]:
    """Bring all jobs to the locked row of a person, let go, and count what came of them."""
    with Crew(jobs) as crew:
        lock = f"SELECT FROM person WHERE id = {person.pk} FOR UPDATE"
        with stopped_at(lock, crew, blocked=len(jobs)):
            pass
        return crew.answers()


def want_eight_times(wish: Wish) -> Counter[str]:
    anne = make_person()
    return at_once(anne, [lambda: back(wish, person=anne) and "wanted"] * EIGHT)


@pytest.mark.usefixtures("counted")
def test_eight_clicks_leave_one_open_backing(wish: Wish) -> None:
    assert want_eight_times(wish) == Counter({"wanted": EIGHT})
    assert wish.backings.standing().count() == 2  # type: ignore[attr-defined]
    assert Backing.objects.filter(end__cause="changed").count() == EIGHT - 1


@pytest.mark.usefixtures("unlocked")
def test_unless_the_person_is_not_locked(wish: Wish) -> None:
    assert want_eight_times(wish) == Counter({"wanted": 1, "IntegrityError": EIGHT - 1})
    one_open, one_alone = (
        without_index("backing", f"backing_one_{it}") for it in ("open", "alone")
    )
    with one_open, one_alone:
        assert want_eight_times(wish) == Counter({"wanted": EIGHT})


def want_eight_things(world: World) -> Counter[str]:
    anne = make_person()
    wishes = [post(world, f"Le livre numéro {n} de la série") for n in range(EIGHT)]
    jobs = [lambda it=it: back(it, person=anne) and "wanted" for it in wishes]
    return at_once(anne, jobs)  # type: ignore[arg-type]


@pytest.mark.usefixtures("counted")
def test_whoever_wants_eight_things_at_once_is_alone_with_none(world: World) -> None:
    assert want_eight_things(world) == Counter({"wanted": EIGHT})


@pytest.mark.usefixtures("unlocked")
def test_unless_each_backing_looks_for_others_at_once(world: World) -> None:
    assert want_eight_things(world) == Counter({"wanted": 1, "IntegrityError": EIGHT - 1})


def want_with_one_key(wish: Wish) -> Counter[str]:
    key, anne = uuid4(), make_person()
    return at_once(anne, [lambda: str(back(wish, person=anne, key=key).pk)] * EIGHT)


@pytest.mark.usefixtures("counted")
def test_one_form_sent_eight_times_counts_once(wish: Wish) -> None:
    assert list(want_with_one_key(wish).values()) == [EIGHT]
    assert Backing.objects.count() == 2


@pytest.mark.usefixtures("unlocked")
def test_unless_its_key_is_looked_for_by_all_at_once(wish: Wish) -> None:
    assert want_with_one_key(wish)["IntegrityError"] == EIGHT - 1


def wish_eight_times(world: World) -> Counter[str]:
    anne = make_person()
    for number in range(posting.MOST_A_DAY - 2):
        post(world, f"Envie {number}", person=anne)
    return at_once(anne, [lambda: post(world, person=anne) and "posted"] * EIGHT)


@pytest.mark.usefixtures("counted")
def test_nobody_passes_the_daily_limit_by_being_quick(world: World) -> None:
    assert wish_eight_times(world) == Counter({"posted": 2, "TooManyWishes": EIGHT - 2})


@pytest.mark.usefixtures("unlocked")
def test_unless_wishes_are_counted_by_all_at_once(world: World) -> None:
    assert wish_eight_times(world) == Counter({"posted": EIGHT})


def merge(wish: Wish, into: Wish, desk: Person) -> str:
    merging.merge_wishes(wish=wish, into=into, person=desk, now=DAY)
    return "merged"


def merge_crosswise(one: Wish, other: Wish) -> Counter[str]:
    desk = make_person()
    jobs: list[Job] = [lambda: merge(one, other, desk), lambda: merge(other, one, desk)]
    with Crew(jobs) as crew:
        lock = f"SELECT FROM wish WHERE id IN ({one.pk}, {other.pk}) FOR UPDATE"
        with stopped_at(lock, crew, blocked=2):
            pass
        return crew.answers()


@pytest.mark.usefixtures("counted")
def test_of_two_who_merge_crosswise_one_wins(world: World, wish: Wish) -> None:
    other = post(world)
    assert merge_crosswise(wish, other) == Counter({"merged": 1, "AlreadyMerged": 1})
    assert Backing.objects.standing().filter(wish=Merge.objects.get().into).count() == 2


@pytest.mark.usefixtures("unlocked")
def test_unless_the_wishes_are_not_locked(world: World, wish: Wish) -> None:
    merge_crosswise(wish, post(world))
    assert Merge.objects.count() == 2


def want_while_it_is_merged(world: World, wish: Wish) -> Counter[str]:
    into, desk, anne = post(world), make_person(), make_person()
    with Crew([lambda: back(wish, person=anne) and "wanted"]) as crew:
        with transaction.atomic():
            merging.lock_wishes(wish, into)
            list(Wish.objects.select_for_update().filter(pk=wish.pk))
            merge(wish, into, desk)
            crew.go()
            until(lambda: waiting() >= 1, seconds=PATIENCE)
        return crew.answers()


@pytest.mark.usefixtures("counted")
def test_nobody_comes_to_want_what_is_being_merged(world: World, wish: Wish) -> None:
    assert want_while_it_is_merged(world, wish) == Counter({"NotVisible": 1})


@pytest.mark.usefixtures("unlocked")
def test_unless_the_wish_is_not_held_still(world: World, wish: Wish) -> None:
    assert want_while_it_is_merged(world, wish) == Counter({"wanted": 1})
    assert Backing.objects.standing().filter(wish=wish).count() == 1
