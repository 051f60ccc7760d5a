"""The story told in docs/money.md, played; its tables are what the books say."""

from datetime import timedelta
from pathlib import Path

import pytest

from clust.banking.actions.payouts import take_payouts
from clust.banking.payout_table import read_payouts
from clust.ledger.chart import CHART
from clust.ledger.models import Account, Posting
from clust.ledger.readings import trial_balance, whose_money
from clust.orders.cancelling import cancel
from clust.orders.models import Cause
from clust.payments.models import Capture
from tests.banking.papers import payout_paper
from tests.payments.sales import OVER, cleared, walk
from tests.world import World, make_world

PAGE = Path(__file__).resolve().parents[2] / "docs" / "money.md"
pytestmark = pytest.mark.django_db
LATER = OVER + timedelta(days=2)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def story(world: World) -> None:
    """Two kettles at 50.00 charged, 5.00 given back to one buyer, the provider pays out."""
    sale = cleared(world, ["ok-1", "ok-2"])
    walk()
    refs = Capture.objects.order_by("pk").values_list("ref", flat=True)
    cancel(order=sale.orders[0], cause=Cause.GESTURE, key="g:1", goods_gross_cents=500, now=LATER)
    walk(48)
    paper = payout_paper(*(("charge", ref, 5000, 100) for ref in refs))
    take_payouts(read_payouts(paper), gateway="stripe", now=LATER)


def euros(cents: int) -> str:
    return f"{cents / 100:,.2f}".replace("-", "−")


@pytest.mark.usefixtures("story")
def test_the_balances_on_the_page_are_those_of_the_story() -> None:
    page = PAGE.read_text()
    for row in trial_balance():
        label = f"{row.account} {row.detail}".strip()
        line = f"| `{label}` | {euros(row.debit)} | {euros(row.credit)} | {euros(row.after)} |"
        assert line in page


@pytest.mark.usefixtures("story")
def test_whose_money_it_is_on_the_page() -> None:
    page = PAGE.read_text()
    (told,) = whose_money(LATER)
    assert told.difference == 0
    assert f"We hold {euros(told.held.cents)}" in page
    for part in told.parts:
        assert f"| {part.owner} | {euros(part.cents)} |" in page


@pytest.mark.usefixtures("story")
def test_the_entries_on_the_page_are_those_of_the_story() -> None:
    page = PAGE.read_text()
    for fact in {
        key.partition(":")[0] for key in Posting.objects.values_list("entry__key", flat=True)
    }:
        assert f"| `{fact}:" in page, fact


def test_every_account_is_on_the_page_with_its_number_in_the_chart() -> None:
    page = PAGE.read_text()
    for account in Account:
        assert f"| `{account.value}` | {CHART[account].number} |" in page
