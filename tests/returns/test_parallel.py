"""Many browsers send back the same units at once: real connections, and a control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum

from clust.orders.models import Order
from clust.returns.actions.returning import TooManyBack, ask_return
from clust.returns.checks import CHECKS
from clust.returns.goods import goods_of
from clust.returns.models import Return
from tests.returns.story import CAME, bought, received, sent
from tests.world import make_world

BROWSERS, BOUGHT = 8, 3
NO_MORE_THAN_BOUGHT = CHECKS[0]

pytestmark = [pytest.mark.load, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order() -> Order:
    order = bought(make_world(), BOUGHT)
    received(sent(order))
    return order


def at_once(ask: object) -> list[bool]:
    """Let every browser ask over a connection of its own; say who was served."""
    start = Barrier(BROWSERS)

    def one(_: int) -> bool:
        try:
            start.wait()
            return bool(ask())  # type: ignore[operator]
        except TooManyBack:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(BROWSERS) as pool:
        return list(pool.map(one, range(BROWSERS)))


def coming_back(order: Order) -> int:
    return int(Return.objects.filter(order=order).aggregate(units=Sum("units"))["units"])


def test_no_more_units_come_back_than_were_bought(order: Order) -> None:
    served = at_once(
        lambda: ask_return(
            order=order,
            units=1,
            reason="damaged",
            wish="refund",
            words="broken",
            key=uuid4(),
            now=CAME,
        )
    )
    assert served.count(True) == coming_back(order) == BOUGHT
    assert NO_MORE_THAN_BOUGHT.find(None).differing == 0


def test_without_the_lock_more_would_come_back(order: Order) -> None:
    """The control: the same question and the same row, with nothing locked between them."""
    asked = Barrier(BROWSERS)

    def ask() -> bool:
        free = goods_of(order).returnable
        asked.wait()
        if not free:
            raise TooManyBack(free)
        key = str(uuid4())
        Return.objects.create(
            order=order, units=1, reason="damaged", wish="refund", key=key, send_by_on=CAME, at=CAME
        )
        return True

    assert at_once(ask).count(True) == coming_back(order) > BOUGHT
    assert NO_MORE_THAN_BOUGHT.find(None).differing == 1
