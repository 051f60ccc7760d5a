"""Balances that eight connections move at once are still the sums of what was posted."""

import pytest
from django.db import transaction

from clust.config.verification import verify
from clust.ledger.actions import Account, Line, post
from clust.ledger.models import Balance, Posting
from tests.faults.crew import Crew, stopped_at, together
from tests.faults.guards import rewritten
from tests.world import DAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

EIGHT, EACH = 8, 20
KEPT = """SET debit_cents = kept.debit_cents + excluded.debit_cents,
            credit_cents = kept.credit_cents + excluded.credit_cents,
            postings = kept.postings + excluded.postings"""
READ_FIRST = """SET debit_cents = excluded.debit_cents + coalesce((
                SELECT sum(debit_cents) FROM balance AS b WHERE b.account = kept.account
            ), 0)::bigint,
            credit_cents = kept.credit_cents + excluded.credit_cents,
            postings = kept.postings + excluded.postings"""


def post_many(who: int) -> str:
    """Post twenty movements, five in each transaction, in turn one account or the other first."""
    for begin in range(0, EACH, 5):
        with transaction.atomic():
            for number in range(begin, begin + 5):
                lines = [Line(Account.CREDITS, 100, who), Line(Account.CREDIT_COSTS, -100, who)]
                post(
                    key=f"example:{who * 1000 + number}",
                    currency="EUR",
                    lines=lines[:: 1 if who % 2 else -1],
                    now=DAY,
                )
    return "done"


def all_post() -> None:
    answers = together([lambda who=who: post_many(who) for who in range(EIGHT)])
    assert answers == {"done": EIGHT}
    assert Posting.objects.count() == 2 * EIGHT * EACH


@pytest.mark.usefixtures("counted")
def test_eight_connections_keep_the_balances() -> None:
    all_post()
    owed = Balance.objects.filter(account="credits")
    assert sum(row.debit_cents for row in owed) == 100 * EIGHT * EACH


def test_with_one_stripe_they_keep_them_too() -> None:
    with rewritten(
        ("stripes CONSTANT integer := 8", "stripes CONSTANT integer := 1"),
        ("RETURN -pg_backend_pid()", "RETURN 0"),
        room="ledger",
        name="balances",
    ):
        all_post()
        assert not verify().differing


def test_a_balance_that_is_read_before_it_is_written_would_lose_some() -> None:
    """All have read the balance of a first posting when the first of them writes it."""
    with (
        rewritten(
            ("stripes CONSTANT integer := 8", "stripes CONSTANT integer := 1"),
            ("RETURN -pg_backend_pid()", "RETURN 0"),
            room="ledger",
            name="balances",
        ),
        rewritten((KEPT, READ_FIRST), room="ledger", name="guards"),
    ):
        post_many(EIGHT)
        with Crew([lambda who=who: post_many(who) for who in range(EIGHT)]) as crew:  # type: ignore[misc]
            with stopped_at("SELECT FROM balance FOR UPDATE", crew, blocked=EIGHT):
                pass
            assert crew.answers() == {"done": EIGHT}
        assert verify().differing
