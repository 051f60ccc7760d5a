"""A worker, a process of its own, takes the chain to its end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clust import flow
from clust.orders.models import Order
from clust.supply.models import PurchaseOrder
from tests.deadline import until
from tests.processes import start
from tests.world import make_campaign, make_world, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]


def test_a_worker_closes_clears_orders_and_buys_what_is_due() -> None:
    long_ago = timezone.now() - timedelta(days=8)
    world = make_world(long_ago)
    campaign = make_campaign(world, now=long_ago)
    pledge(world, campaign, 6, now=long_ago)
    worker = start("work")
    try:
        until(PurchaseOrder.objects.exists, seconds=120)
    finally:
        worker.terminate()
        said, _ = worker.communicate(timeout=30)
    assert Order.objects.get().unit_gross_cents == 4500
    assert flow.walk(now=timezone.now()) >= 0
    assert "Traceback" not in said
