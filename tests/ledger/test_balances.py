"""Whatever is posted, the books sum to zero and the balances kept are the sums of the postings."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clust.ledger.actions import (
    Account,
    AlreadyPosted,
    Line,
    Unbalanced,
    post,
    rebuild_balances,
)
from clust.ledger.checks import CHECKS
from clust.ledger.models import Balance, Entry, Posting
from clust.ledger.readings import balances_at, party_balance, trial_balance, whose_money
from tests.world import DAY

pytestmark = pytest.mark.django_db

numbers = count(1)
accounts = st.sampled_from(list(Account))
amounts = st.integers(min_value=-(10**9), max_value=10**9).filter(bool)
lines = st.lists(
    st.tuples(accounts, amounts, st.none() | st.integers(1, 3), st.sampled_from(["", "FR 200"])),
    min_size=1,
    max_size=6,
)
moments = st.integers(0, 700).map(lambda hours: DAY + timedelta(hours=hours))
movements = st.lists(
    st.tuples(lines, accounts, st.sampled_from(["EUR", "CHF"]), moments), min_size=1, max_size=8
)


def write(
    drawn: Sequence[tuple[Account, int, int | None, str]],
    against: Account,
    currency: str,
    at: datetime,
) -> Entry:
    """Post these lines, and one more that makes them sum to zero."""
    rest = Line(against, -sum(cents for _, cents, _, _ in drawn))
    return post(
        key=f"movement:{next(numbers)}",
        currency=currency,
        lines=[*(Line(a, cents, party, detail) for a, cents, party, detail in drawn), rest],
        now=at,
    )


def kept() -> list[tuple[object, ...]]:
    """Return the balances, stripes taken together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, currency, account, detail, sum(debit_cents), sum(credit_cents),"
            " sum(postings) FROM balance GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
        )
        return cursor.fetchall()


def differing() -> list[str]:
    """Return what the checks of the ledger find wrong."""
    return [name for check in CHECKS for name in check.find(None).named]


def sell(cents: int, person: int, at: datetime = DAY) -> Entry:
    return post(
        key=f"sale:{next(numbers)}",
        currency="EUR",
        lines=[Line(Account.BUYERS, cents, person), Line(Account.GOODS_PROMISED, -cents)],
        now=at,
    )


@given(movements)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_movements_leave_the_books_at_zero_and_the_balances_right(
    drawn: list[tuple[list[tuple[Account, int, int | None, str]], Account, str, datetime]],
) -> None:
    with transaction.atomic():
        for movement in drawn:
            write(*movement)
        assert not differing()
        for currency in ("EUR", "CHF"):
            shown = [line for line in trial_balance() if line.currency == currency]
            assert sum(line.after for line in shown) == 0
            assert sum(line.debit for line in shown) == sum(line.credit for line in shown)
        before = kept()
        rebuild_balances()
        assert kept() == before
        transaction.set_rollback(True)


@given(movements, moments)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_at_any_moment_all_that_is_held_belongs_to_somebody(
    drawn: list[tuple[list[tuple[Account, int, int | None, str]], Account, str, datetime]],
    moment: datetime,
) -> None:
    with transaction.atomic():
        for movement in drawn:
            write(*movement)
        for told in whose_money(moment):
            assert told.difference == 0
            held = Posting.objects.filter(
                entry__at__lte=moment,
                entry__currency=told.currency,
                account__in=[Account.BANK, Account.PROVIDER],
            )
            assert told.held.cents == sum(held.values_list("cents", flat=True))
        transaction.set_rollback(True)


def test_a_month_of_the_books_is_one_of_paris() -> None:
    sell(100, 1, datetime(2026, 2, 28, 22, 59, tzinfo=UTC))
    sell(20, 1, datetime(2026, 2, 28, 23, 0, tzinfo=UTC))
    february, march = (
        {line.account: line for line in trial_balance(month, month)}
        for month in (date(2026, 2, 1), date(2026, 3, 1))
    )
    assert (february["buyers"].before, february["buyers"].debit) == (0, 100)
    assert (march["buyers"].before, march["buyers"].debit) == (100, 20)
    assert march["buyers"].after == party_balance(Account.BUYERS, 1) == 120


def test_a_balance_can_be_asked_at_any_moment() -> None:
    for hour in range(3):
        sell(100, 1, DAY + timedelta(hours=hour))
    at = balances_at(DAY + timedelta(hours=1))
    assert {line.account: line.cents for line in at} == {"buyers": 200, "goods_promised": -200}


def test_a_fact_is_posted_once() -> None:
    entry = sell(100, 1)
    with pytest.raises(AlreadyPosted):
        post(key=entry.key, currency="EUR", lines=[], now=DAY)


def test_what_does_not_sum_to_zero_is_refused_by_the_action_and_by_the_database() -> None:
    with pytest.raises(Unbalanced):
        post(key="capture:1", currency="EUR", lines=[Line(Account.BANK, 1)], now=DAY)
    entry = sell(100, 1)
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        Posting.objects.create(entry=entry, account=Account.BANK, cents=1)
    assert not differing()


def test_a_posting_needs_its_entry() -> None:
    lost = [Posting(entry_id=999, account=Account.BANK, cents=cents) for cents in (5, -5)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.bulk_create(lost)


@pytest.mark.parametrize("statement", ["UPDATE posting SET cents = 0", "DELETE FROM entry"])
def test_nothing_posted_is_changed(statement: str) -> None:
    sell(100, 1)
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_balance_that_was_tampered_with_is_found_and_counted_anew() -> None:
    sell(100, 7)
    Balance.objects.filter(account="buyers").update(debit_cents=99)
    assert differing() == ["buyers 2026-03 EUR: 99 kept, 100 counted"]
    rebuild_balances()
    assert not differing()
