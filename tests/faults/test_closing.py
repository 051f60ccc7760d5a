"""No pledge is stored after closing, and each step of the chain is taken once."""

from collections import Counter
from threading import Barrier

import pytest
from django.db import transaction

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.models import Allotment, Campaign, Clearing, Closing, Pledge
from clust.orders.actions import order_allotments
from clust.orders.models import Order
from tests.deadline import until
from tests.faults.crew import Crew, _fork, together, waiting
from tests.faults.guards import key_of, rewritten, without_constraint
from tests.faults.test_cap import buyers
from tests.world import DAY, WEEK, World, make_campaign, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

OVER = DAY + WEEK
EIGHT = 8
NO_CLOSING = "NOT EXISTS (SELECT FROM closing WHERE closing.campaign_id = p_campaign)"
CLOSED = (
    ("IF NOT g.open OR p_at", f"IF NOT {NO_CLOSING} OR p_at"),
    ("AND open AND p_at < closes_at", f"AND {NO_CLOSING} AND p_at < closes_at"),
)


def at_a_fixed_price(world: World) -> Campaign:
    """Return a clust whose price does not move, so that nobody is asked again because of it."""
    campaign = make_campaign(world, [(1, 5000)])
    pledge(world, campaign)
    return campaign


def come_while_it_closes(world: World, campaign: Campaign) -> Counter[str]:
    """Sixteen arrive while the closing is written and not yet committed."""
    with Crew(buyers(world, campaign)) as crew:
        with transaction.atomic():
            close_campaign(campaign, now=OVER)
            crew.go()
            until(lambda: waiting() == 16, seconds=30)
        return crew.answers()


@pytest.mark.usefixtures("counted")
def test_no_pledge_is_stored_after_closing(world: World) -> None:
    assert come_while_it_closes(world, at_a_fixed_price(world)) == Counter({"Closed": 16})
    assert Pledge.objects.count() == 1


def test_asking_for_a_closing_beside_the_gate_lets_them_in(world: World) -> None:
    campaign = at_a_fixed_price(world)
    with rewritten(*CLOSED):
        assert come_while_it_closes(world, campaign) == Counter({"in": 16})
    assert Pledge.objects.count() == 17


@pytest.mark.usefixtures("counted")
def test_closing_clearing_and_ordering_by_eight_is_once(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 6)
    closed = together([lambda: close_campaign(campaign, now=OVER) and "closed"] * EIGHT)
    assert closed == Counter({"closed": 1, "AlreadyClosed": 7})
    closing = Closing.objects.get()
    cleared = together([lambda: clear_campaign(closing, now=OVER) and "cleared"] * EIGHT)
    assert cleared == Counter({"cleared": 1, "AlreadyCleared": 7})
    clearing = Clearing.objects.get()
    ordered = together([lambda: order_allotments(clearing, now=OVER) and "ordered"] * EIGHT)
    assert ordered == Counter({"ordered": 1, "AlreadyOrdered": 7})
    assert Allotment.objects.count() == Order.objects.count() == 1


def look_then_write(campaign: Campaign, all_have_looked: Barrier) -> str:
    """Close as one would without a gate: look whether somebody did, and write."""
    closed = Closing.objects.filter(campaign=campaign).exists()
    all_have_looked.wait(30)
    if not closed:
        Closing.objects.create(campaign=campaign, at=OVER)
    return "closed"


@pytest.mark.parametrize(("keyed", "rows"), [(True, 1), (False, 8)])
def test_the_key_of_a_closing_makes_it_one_row(world: World, keyed: bool, rows: int) -> None:
    campaign = make_campaign(world)
    looked = _fork.Barrier(EIGHT)
    jobs = [lambda: look_then_write(campaign, looked)] * EIGHT
    if keyed:
        together(jobs)
        assert Closing.objects.count() == rows
        return
    with without_constraint("closing", key_of("closing", "campaign_id")):
        together(jobs)
        assert Closing.objects.count() == rows
