"""Money back or a parcel, never both: the buyer's click and the dispatch meet."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection

from clust.orders.models import Cancellation, Order
from clust.supply.actions import ending, shipping
from clust.supply.actions.ending import take_money_back
from clust.supply.claims import claims_on
from clust.supply.models import ParcelLine
from clust.supply.places import places_of
from tests.faults.crew import Crew, stopped_at
from tests.supply.goods import SENT, bought, send
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

T = TypeVar("T")
LATER = SENT + timedelta(days=300)
BOTH_HAVE_READ = 1


def click(order: Order) -> str:
    take_money_back(order, now=LATER)
    return "money back"


def leave(order: Order) -> str:
    send(order, tracking=f"T{order.pk}", now=LATER)
    return "sent"


def met(order: Order, *, clicks: int = 3) -> Counter[str]:
    """Several clicks and a dispatch wait for the order's row, and go on together."""
    jobs = [lambda: click(order)] * clicks + [lambda: leave(order)]
    with Crew(jobs) as crew:
        lock = f'SELECT FROM "order" WHERE id = {order.pk} FOR UPDATE'
        with stopped_at(lock, crew, blocked=len(jobs)):
            pass
        return crew.answers()


@pytest.mark.parametrize("round_", range(3))
def test_either_the_money_or_the_parcel(world: World, round_: int) -> None:
    _, (order,) = bought(world, 2)
    answers = met(order)
    sent, undone = ParcelLine.objects.count(), Cancellation.objects.count()
    assert sent + undone == 1
    assert answers["sent"] == sent
    assert answers["money back"] == (3 if undone else 0)


def test_unless_nobody_waits_for_the_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock both read that nothing was sent and nothing undone."""

    def unlocked(orders: Iterable[int]) -> list[Order]:
        rows = Order.objects.filter(pk__in=orders).select_related("campaign__product")
        return list(rows.select_related("delivery_option"))

    def then_waiting(read: Callable[[Iterable[int]], T]) -> Callable[[Iterable[int]], T]:
        def reading(orders: Iterable[int]) -> T:
            found = read(orders)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_xact_lock_shared({BOTH_HAVE_READ})")
            return found

        return reading

    for room in (ending, shipping):
        monkeypatch.setattr(room, "locked", unlocked)
    monkeypatch.setattr(ending, "claims_on", then_waiting(claims_on))
    monkeypatch.setattr(shipping, "places_of", then_waiting(places_of))
    _, (order,) = bought(world, 2)
    jobs = [lambda: click(order), lambda: leave(order)]
    with Crew(jobs) as crew:
        held = f"SELECT pg_advisory_xact_lock({BOTH_HAVE_READ})"
        with stopped_at(held, crew, blocked=len(jobs)):
            pass
        answers = crew.answers()
    assert answers == Counter({"money back": 1, "sent": 1})
    assert ParcelLine.objects.count() == Cancellation.objects.count() == 1
