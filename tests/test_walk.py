"""The whole chain of one clust, walked as the workers walk it. Read this first."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from clust import flow
from clust.base.models import ParkedRow
from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.models import Campaign, Clearing, Closing, Level
from clust.ledger.models import Posting
from clust.notices.models import Notice
from clust.orders.models import Order
from clust.supply.models import PurchaseOrder
from tests.world import DAY, WEEK, World, make_campaign, make_world, pledge

pytestmark = pytest.mark.django_db
END = DAY + WEEK


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def kettles(world: World) -> Campaign:
    """Eleven units carry 40.00; two more wait for 25.00."""
    campaign = make_campaign(world)
    pledge(world, campaign, 5)
    pledge(world, campaign, 6, 4000)
    pledge(world, campaign, 2, 2500)
    return campaign


def test_everybody_in_pays_the_final_price_and_the_supplier_has_one_order(
    kettles: Campaign,
) -> None:
    flow.walk(now=END)
    assert Clearing.objects.get().gross_cents == 4000
    assert sorted(Order.objects.values_list("units", "unit_gross_cents", "total_gross_cents")) == [
        (5, 4000, 20000),
        (6, 4000, 24000),
    ]
    purchase = PurchaseOrder.objects.get()
    assert (purchase.units, purchase.total_net_cents) == (11, 11)


def test_the_books_say_what_buyers_owe_and_what_we_owe(kettles: Campaign) -> None:
    flow.walk(now=END)
    owed = dict(
        Posting.objects.order_by()
        .values("account")
        .annotate(sum=Sum("cents"))
        .values_list("account", "sum")
    )
    assert owed == {
        "buyers": 44000,
        "goods_promised": -44000,
        "purchases": 11,
        "suppliers": -11,
    }


def test_walking_twice_changes_nothing(kettles: Campaign) -> None:
    flow.walk(now=END)
    before = Order.objects.count(), Notice.objects.count(), Posting.objects.count()
    assert flow.walk(now=END) == 0
    assert (Order.objects.count(), Notice.objects.count(), Posting.objects.count()) == before


def test_nothing_moves_before_its_time(kettles: Campaign) -> None:
    flow.walk(now=END - timedelta(seconds=1))
    assert not Closing.objects.exists()


def test_each_holder_is_told_what_became_of_the_pledge(kettles: Campaign) -> None:
    flow.walk(now=END)
    results = Notice.objects.filter(kind__in=["result", "not_in"]).values_list("kind", flat=True)
    assert sorted(results) == ["not_in", "result", "result"]


def test_a_row_that_fails_is_parked_and_the_chain_goes_on(world: World, kettles: Campaign) -> None:
    other = make_campaign(world)
    pledge(world, other, 3)
    Level.objects.filter(campaign=kettles, number=1).update(wanted=99)
    flow.walk(now=END)
    parked = ParkedRow.objects.get()
    assert (parked.step, parked.error) == ("clear campaigns", "CountsDiffer")
    assert Clearing.objects.get().closing.campaign == other

    Level.objects.filter(campaign=kettles, number=1).update(wanted=5)
    assert flow.try_again(parked, now=END)
    assert not ParkedRow.objects.exists()
    assert Clearing.objects.count() == 2


def test_a_full_clust_that_closes_when_full_does_so_at_once(world: World) -> None:
    campaign = make_campaign(world, cap=4, closes_when_full=True)
    pledge(world, campaign, 3)
    flow.walk(now=DAY)
    assert not Closing.objects.exists()
    pledge(world, campaign, 1)
    flow.walk(now=DAY)
    assert Order.objects.get(units=3).unit_gross_cents == 5000


def test_an_action_puts_the_next_step_on_the_queue_in_its_own_transaction(
    kettles: Campaign,
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    flow.act(close_campaign, campaign=kettles, now=END)
    due = {"step": "clear campaigns", "key": Closing.objects.get().pk}
    job = ProcrastinateJob.objects.get(task_name="clust.flow.take", args=due)
    flow.wake_due(now=END)
    waiting = ProcrastinateJob.objects.filter(queueing_lock=job.queueing_lock)
    assert waiting.count() == 1


def test_an_error_of_python_itself_is_parked_without_its_words(world: World) -> None:
    flow.park(flow.STEPS["close campaigns"], 7, OverflowError("a name"), now=END)
    parked = ParkedRow.objects.get()
    assert (parked.error, parked.message) == ("OverflowError", "")
