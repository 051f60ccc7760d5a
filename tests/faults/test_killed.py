"""A process killed in the middle of a step loses nothing and doubles nothing."""

from collections.abc import Callable

import pytest

from clust import flow
from clust.campaigns.actions.closing import AlreadyClosed, clear_campaign, close_campaign
from clust.campaigns.models import Allotment, Campaign, Clearing, Closing, Gate
from clust.ledger.models import Entry, Posting
from clust.orders.actions import AlreadyOrdered, order_allotments
from clust.orders.models import Order
from clust.supply.models import PurchaseOrder
from tests.deadline import until
from tests.faults.crew import Crew, Job, others_at_work, stopped_at
from tests.world import DAY, WEEK, World, make_campaign, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

OVER = DAY + WEEK


def kill_when_it_writes(table: str, job: Job) -> None:
    """Stop a process where it writes its first row into a table, and kill it there."""
    with Crew([job]) as crew, stopped_at(f"LOCK TABLE {table} IN SHARE MODE", crew, blocked=1):
        crew.kill()
    until(lambda: others_at_work() == 0, seconds=30)


@pytest.fixture
def campaign(world: World) -> Campaign:
    """Six kettles by three buyers."""
    campaign = make_campaign(world)
    for _ in range(3):
        pledge(world, campaign, 2)
    return campaign


def closes(campaign: Campaign) -> Job:
    return lambda: close_campaign(campaign, now=OVER)


def clears(campaign: Campaign) -> Job:
    closing = close_campaign(campaign, now=OVER)
    return lambda: clear_campaign(closing, now=OVER)


def orders(campaign: Campaign) -> Job:
    clearing = clear_campaign(close_campaign(campaign, now=OVER), now=OVER)
    return lambda: order_allotments(clearing, now=OVER)


def walks(campaign: Campaign) -> Job:
    return lambda: flow.walk(now=OVER)


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    ("step", "table"),
    [
        (closes, "closing"),
        (clears, "clearing"),
        (clears, "allotment"),
        (orders, '"order"'),
        (orders, "posting"),
        (walks, "purchase_order"),
    ],
)
def test_whoever_comes_next_finishes_what_was_begun(
    campaign: Campaign, step: Callable[[Campaign], Job], table: str
) -> None:
    kill_when_it_writes(table, step(campaign))
    flow.walk(now=OVER)
    assert Closing.objects.count() == Clearing.objects.count() == 1
    assert Allotment.objects.count() == Order.objects.count() == 3
    assert PurchaseOrder.objects.get().total_net_cents > 0
    assert sum(Posting.objects.values_list("cents", flat=True)) == 0
    assert Entry.objects.filter(key=f"orders:{Clearing.objects.get().pk}").count() == 1


def close_in_two_commits(campaign: Campaign) -> None:
    """Close as it would be without one transaction around both rows."""
    Gate.objects.filter(campaign=campaign).update(open=False)
    Closing.objects.create(campaign=campaign, at=OVER)


def test_in_two_commits_a_closing_would_be_lost(campaign: Campaign) -> None:
    kill_when_it_writes("closing", lambda: close_in_two_commits(campaign))
    with pytest.raises(AlreadyClosed):
        close_campaign(campaign, now=OVER)
    assert not Closing.objects.exists()


def test_in_many_commits_the_books_would_miss_the_orders(campaign: Campaign) -> None:
    clearing = clear_campaign(close_campaign(campaign, now=OVER), now=OVER)
    kill_when_it_writes("posting", lambda: order_allotments.__wrapped__(clearing, now=OVER))
    with pytest.raises(AlreadyOrdered):
        order_allotments(clearing, now=OVER)
    assert Order.objects.count() == 3
    assert not Posting.objects.exists()
