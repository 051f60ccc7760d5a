"""Promises, budgets, gate: locked in this order everywhere, so that nobody waits in a circle."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection, transaction

from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Campaign, Pledge
from clust.orders import actions
from clust.orders.actions import order_direct
from clust.people.models import Person
from clust.returns.actions import retracting
from clust.returns.actions.retracting import retract
from clust.subsidies.actions import promising
from clust.subsidies.actions.promising import (
    promise_subsidy,
    release_earlier,
    release_promise,
)
from clust.subsidies.models import Promise
from tests.faults.crew import Crew, stopped_at
from tests.subsidised import budget, buy_subsidised, plan, staff
from tests.world import DAY, World, make_campaign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

A_BUDGET = "SELECT FROM subsidy_budget FOR UPDATE"


def is_free(row: str) -> bool:
    """Say whether nobody has locked a row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT FROM {row} FOR UPDATE NOWAIT")
    except OperationalError:
        return False
    return True


def is_free_while(job: Callable[[], object], waits_at: str, row: str) -> bool:
    """Say whether somebody who waits for one row leaves another alone, and let them finish."""
    with Crew([job]) as crew:
        with stopped_at(waits_at, crew, blocked=1):
            free = is_free(row)
        assert not [one for one in crew.answers() if one.endswith("Error")]
    return free


@pytest.fixture
def kettles(world: World) -> Campaign:
    plan(budget(world))
    return make_campaign(world, [(1, 5000)], asks_for_card=True, ships_singles=True)


@pytest.fixture
def bought(world: World, kettles: Campaign) -> Pledge:
    return buy_subsidised(world, kettles, direct=True)


def gate_is_free_while(job: Callable[[], object]) -> bool:
    return is_free_while(job, A_BUDGET, "gate")


def test_who_orders_now_waits_for_the_budget_before_the_gate(bought: Pledge) -> None:
    assert gate_is_free_while(lambda: order_direct(bought, now=DAY))


def test_without_it_the_gate_would_wait_for_the_budget(
    bought: Pledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "lock_purses", lambda _: None)
    assert not gate_is_free_while(lambda: order_direct(bought, now=DAY))


def retracted(bought: Pledge) -> Callable[[], object]:
    order = order_direct(bought, now=DAY).order
    return lambda: retract(order=order, units=1, key=uuid4(), now=DAY)


def test_who_withdraws_from_a_contract_waits_for_the_budget_before_the_gate(
    bought: Pledge,
) -> None:
    assert gate_is_free_while(retracted(bought))


def test_asked_first_the_gate_would_wait_for_the_budget(
    bought: Pledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = retracting._undo

    def later(*said: object) -> None:
        retracting.count_no_longer(bought.direct.order, units=1, now=DAY)
        undo(*said)  # type: ignore[arg-type]

    job = retracted(bought)
    monkeypatch.setattr(retracting, "_undo", later)
    assert not gate_is_free_while(job)


@pytest.fixture
def gone(world: World, kettles: Campaign) -> Person:
    """Somebody who took two pledges back."""
    person = staff(world)
    for _ in range(2):
        withdraw_pledge(pledge=buy_subsidised(world, kettles, person=person), now=DAY)
    return person


def second() -> str:
    return f"SELECT FROM subsidy_promise WHERE id = {Promise.objects.latest('pk').pk} FOR UPDATE"


def test_several_promises_are_locked_before_any_budget(gone: Person) -> None:
    job = lambda: len(release_earlier(person=gone, now=DAY))  # noqa: E731
    assert is_free_while(job, second(), "subsidy_budget")
    assert not Promise.objects.standing().exists()


def test_one_by_one_a_budget_would_wait_for_a_promise(gone: Person) -> None:
    def one_by_one() -> None:
        with transaction.atomic():
            for promise in Promise.objects.standing().order_by("pk"):
                release_promise(promise, now=DAY)

    assert not is_free_while(one_by_one, second(), "subsidy_budget")


def sent_twice(world: World, kettles: Campaign) -> Counter[str]:
    person, key = staff(world), uuid4()
    job = lambda: ask(world, kettles, person, key)  # noqa: E731
    with Crew([job, job]) as crew:
        with stopped_at(A_BUDGET, crew, blocked=2):
            pass
        return crew.answers()


def ask(world: World, kettles: Campaign, person: Person, key: UUID) -> str:
    promise = promise_subsidy(
        campaign=kettles,
        storefront=world.storefront,
        person=person,
        key=key,
        goods_most=5000,
        shown_most=1000,
        now=DAY,
    )
    return "promised" if promise else "nothing"


def test_a_choice_sent_twice_at_once_is_promised_once(world: World, kettles: Campaign) -> None:
    assert sent_twice(world, kettles) == Counter({"promised": 2})
    assert Promise.objects.count() == 1


def test_without_looking_again_the_second_would_break(
    world: World, kettles: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promising, "_known", lambda *_: None)
    assert sent_twice(world, kettles) == Counter({"promised": 1, "IntegrityError": 1})
