"""One huge pledge stops nobody's order."""

import pytest

from clust import flow
from clust.base.models import ParkedRow
from clust.orders.models import Order
from clust.supply.models import PurchaseOrder
from tests.world import DAY, WEEK, make_campaign, make_world, pledge

pytestmark = pytest.mark.django_db


def test_a_million_units_at_fifty_euros_are_ordered_and_bought() -> None:
    world = make_world()
    campaign = make_campaign(world, [(1, 5000)])
    pledge(world, campaign, 1_000_000)
    pledge(world, campaign, 1)
    flow.walk(now=DAY + WEEK)
    assert not ParkedRow.objects.exists()
    assert Order.objects.order_by("-units")[0].total_gross_cents == 5_000_000_000
    assert PurchaseOrder.objects.get().units == 1_000_001
