"""What is owed is as old as what was not paid yet; payments settle the oldest first."""

from datetime import timedelta
from itertools import count

import pytest

from clust.ledger.actions import Account, Line, post
from clust.ledger.readings import Aged, aged
from tests.world import DAY

pytestmark = pytest.mark.django_db
numbers = count(1)


def owe(cents: int, *, days: int, party: int = 1, account: Account = Account.BUYERS) -> None:
    """Somebody owes more, or less where cents are negative, so many days ago."""
    post(
        key=f"owe:{next(numbers)}",
        currency="EUR",
        lines=[Line(account, cents, party), Line(Account.GOODS_PROMISED, -cents)],
        now=DAY - timedelta(days=days),
    )


def test_each_amount_stands_under_its_age() -> None:
    for cents, days in ((1, 0), (2, 29), (4, 30), (8, 60), (16, 89), (32, 90), (64, 400)):
        owe(cents, days=days)
    assert aged(Account.BUYERS, DAY) == [Aged("EUR", 1, 127, 3, 4, 24, 96)]


def test_payments_pay_for_the_oldest() -> None:
    owe(100, days=100)
    owe(50, days=10)
    owe(-120, days=1)
    assert aged(Account.BUYERS, DAY) == [Aged("EUR", 1, 30, 30, 0, 0, 0)]


def test_who_owes_nothing_or_has_money_to_get_is_not_listed() -> None:
    owe(100, days=5)
    owe(-100, days=4)
    owe(-70, days=4, party=2)
    assert aged(Account.BUYERS, DAY) == []


def test_suppliers_are_those_whom_we_owe() -> None:
    owe(-900, days=40, party=7, account=Account.SUPPLIERS)
    owe(300, days=1, party=7, account=Account.SUPPLIERS)
    assert aged(Account.SUPPLIERS, DAY) == [Aged("EUR", 7, 600, 0, 600, 0, 0)]


def test_it_can_be_asked_for_an_earlier_day() -> None:
    owe(100, days=50)
    owe(-100, days=2)
    (then,) = aged(Account.BUYERS, DAY - timedelta(days=3))
    assert (then.cents, then.to_60) == (100, 100)
