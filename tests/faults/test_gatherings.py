"""One letter lets one person in, and nobody starts more than they may by being quick."""

from collections import Counter

import pytest

from clust.campaigns.actions import opening
from clust.gatherings.actions import capping, inviting, starting
from clust.gatherings.models import Acceptance, Gathering, Letter
from clust.people.models import Person
from tests.faults.crew import Crew, Job, stopped_at, together
from tests.faults.guards import key_of, without_constraint
from tests.gatherings.story import named, offer, start
from tests.world import DAY, World, make_award, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

EIGHT = 8


def letter_of(gathering: Gathering) -> Letter:
    (letter,) = inviting.write_letters(
        gathering=gathering,
        person=gathering.founder,
        emails=["b@example.org"],
        language="fr",
        now=DAY,
    )
    return letter


def take_eight_times(letter: Letter) -> Counter[str]:
    """Eight people stop at the locked gathering's key, having seen that nobody took it."""

    def take(person: Person) -> Job:
        return lambda: inviting.take_letter(letter=letter, person=person, now=DAY) and "in"

    jobs = [take(make_person()) for _ in range(EIGHT)]
    with Crew(jobs) as crew:
        lock = f"SELECT FROM letter WHERE id = {letter.pk} FOR UPDATE"
        with stopped_at(lock, crew, blocked=len(jobs)):
            pass
        return crew.answers()


@pytest.mark.usefixtures("counted")
def test_of_eight_who_take_one_letter_at_once_one_comes_in(world: World) -> None:
    letter = letter_of(start(world))
    assert take_eight_times(letter) == Counter({"in": 1, "AlreadyTaken": EIGHT - 1})
    assert Acceptance.objects.count() == 1


def test_unless_a_letter_may_be_taken_again(world: World) -> None:
    letter = letter_of(start(world))
    with without_constraint("acceptance", key_of("acceptance", "letter_id")):
        assert take_eight_times(letter) == Counter({"in": EIGHT})


def start_eight_times(world: World) -> Counter[str]:
    offering, anne = offer(world), named("Anne")
    jobs: list[Job] = [lambda: start(world, anne, offering=offering) and "open"] * EIGHT
    with Crew(jobs) as crew:
        lock = f"SELECT FROM person WHERE id = {anne.pk} FOR UPDATE"
        with stopped_at(lock, crew, blocked=len(jobs)):
            pass
        return crew.answers()


@pytest.mark.usefixtures("counted")
def test_nobody_has_more_private_clusts_open_by_being_quick(world: World) -> None:
    most = starting.MOST_RUNNING
    assert start_eight_times(world) == Counter({"open": most, "TooManyRunning": EIGHT - most})


def test_unless_they_are_counted_by_all_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "lock_person", lambda person: None)
    assert start_eight_times(world) == Counter({"open": EIGHT})


def test_two_who_call_it_off_at_once_do_it_once(world: World) -> None:
    gathering = start(world)

    def end() -> str:
        starting.call_off_gathering(
            gathering=gathering, person=gathering.founder, reason="…", now=DAY
        )
        return "off"

    assert together([end] * 4) == Counter({"off": 1, "TooLateToCallOff": 3})


def start_on_one_quote(world: World) -> Counter[str]:
    """Eight people want forty units each of a hundred, and stop before they write anything."""
    offering = offer(world, award=make_award(world.kettle, capacity=100))

    def begin(person: Person) -> Job:
        return lambda: start(world, person, offering=offering, most=40) and "open"

    with Crew([begin(make_person()) for _ in range(EIGHT)]) as crew:
        lock = f"SELECT FROM award WHERE id = {offering.award_id} FOR UPDATE"
        with stopped_at(lock, crew, blocked=EIGHT):
            pass
        return crew.answers()


@pytest.mark.usefixtures("counted")
def test_private_clusts_promise_no_more_than_their_quote_has(world: World) -> None:
    found = start_on_one_quote(world)
    assert found == Counter({"open": 2, "NotSoManyLeft": EIGHT - 2})
    assert sum(row.campaign.cap or 0 for row in Gathering.objects.all()) == 80


def test_unless_they_do_not_wait_for_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (capping, opening):
        monkeypatch.setattr(room, "lock_quote", lambda quote: None)
    assert start_on_one_quote(world)["open"] > 2
