"""Units that are nobody's, claimed for two purchase orders of one clust at once: taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from clust.orders.models import Cause
from clust.supply.actions import answering, ending
from clust.supply.actions.answering import answer_purchase, call_off
from clust.supply.actions.ending import dispose
from clust.supply.actions.purchasing import order_again
from clust.supply.claims import NotEnough, remaining_of, undo
from clust.supply.models import Disposal, PurchaseOrder
from tests.supply.goods import CLOSED, SENT, agrees, bought
from tests.world import make_world

pytestmark = [pytest.mark.load, pytest.mark.django_db(transaction=True)]
Two = tuple[PurchaseOrder, PurchaseOrder]


@pytest.fixture
def two() -> Two:
    """Two purchase orders of one clust, whose buyers let three units go: nobody has them."""
    first, (one, other) = bought(make_world(), 3, 3)
    second = order_again(wanted={other: 3}, now=CLOSED)
    undo(one, 3, Cause.GESTURE, "test:spare", now=CLOSED)
    return first, second


def variant_of(order: PurchaseOrder) -> int:
    return order.lines.get().variant_id


def gives_away(order: PurchaseOrder, units: int) -> object:
    told = {"purchase_order": order, "variant": variant_of(order), "units": units, "now": SENT}
    return dispose(kind=Disposal.Kind.DONATED, note="Emmaüs", **told)  # type: ignore[arg-type]


def calls_off(order: PurchaseOrder, units: int) -> object:
    return call_off(purchase_order=order, variant=variant_of(order), units=units, now=SENT)


def is_shortened(order: PurchaseOrder, units: int) -> object:
    left = {variant_of(order): 3 - units}
    return answer_purchase(order, units=left, now=SENT)


def at_once(*asked: Callable[[], object]) -> list[bool]:
    """Do things at the same time over connections of their own; say which went through."""
    start = Barrier(len(asked))

    def one(ask: Callable[[], object]) -> bool:
        try:
            start.wait()
            ask()
        except NotEnough:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(one, asked))


def left(order: PurchaseOrder) -> int:
    return remaining_of(order.campaign_id, variant_of(order))


@pytest.mark.parametrize("other", [gives_away, calls_off])
def test_spare_units_are_taken_once(two: Two, other: Callable[..., object]) -> None:
    spare = left(two[0])
    taken = at_once(lambda: gives_away(two[0], spare), lambda: other(two[1], 3))
    assert taken.count(True) == 1
    assert left(two[0]) >= 0
    assert agrees()


def test_what_is_shortened_takes_no_unit_that_went_elsewhere(two: Two) -> None:
    at_once(lambda: gives_away(two[0], left(two[0])), lambda: is_shortened(two[1], 3))
    assert left(two[0]) >= 0
    assert agrees()


def test_without_the_guard_they_would_be_taken_twice(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both look before either writes, with nothing held between the two."""
    looked, spare = Barrier(2), left(two[0])

    def counted(*of: Any) -> int:
        found = remaining_of(*of)
        looked.wait(timeout=5)
        return found

    for room in (ending, answering):
        monkeypatch.setattr(room, "hold_spares", lambda campaign: None)
        monkeypatch.setattr(room, "remaining_of", counted)
    taken = at_once(lambda: gives_away(two[0], spare), lambda: calls_off(two[1], 3))
    assert taken == [True, True]
    assert left(two[0]) < 0
