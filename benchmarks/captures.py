"""Charging the buyers of a clust at a gateway that answers in 200 ms."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.test import override_settings

from benchmarks import books
from benchmarks.books import run
from benchmarks.measure import Row, row
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.models import Campaign
from clust.config.verification import verify
from clust.orders.actions import order_allotments
from clust.payments import gateway
from clust.payments.actions.collecting import open_collection
from clust.payments.asking import ask_many
from clust.payments.gateway import Charged, SavedCard
from clust.payments.models import Capture

ORDERS = 1_600
SLOTS = 16
ANSWERS_IN = 0.2
REFERENCE = SLOTS / ANSWERS_IN


class SlowGateway:
    """A provider that takes its time and then says yes."""

    name = "slow"

    def charge(
        self, *, key: str, card: SavedCard, cents: int, currency: str, return_url: str = ""
    ) -> Charged:
        """Answer after 200 ms."""
        time.sleep(ANSWERS_IN)
        return Charged(f"charge-{key}", cents)


def capture_step() -> Row:
    """Charge with 16 slots in one worker, claims, answers, books and all."""
    world = books.write_world()
    campaign = books.open_campaign(world, [(1, 5000)], asks_for_card=True)
    books.fill(world, campaign, ORDERS, "5000")
    with_cards(campaign)
    over = campaign.closes_at + timedelta(seconds=1)
    clearing = clear_campaign(close_campaign(campaign, now=over), now=over)
    order_allotments(clearing, now=over)
    open_collection(clearing, now=over)
    with override_settings(
        PAYMENT_GATEWAYS={"slow": "benchmarks.captures.SlowGateway"}, PROVIDER_PER_SECOND=1_000
    ):
        gateway.gateway.cache_clear()
        seconds = timed(lambda: ask_many(clock=clock, until=clock() + timedelta(hours=1)))
    assert Capture.objects.count() == ORDERS
    assert not verify().differing
    return row(
        "capture_step",
        ORDERS / seconds,
        REFERENCE,
        0.8,
        unit="charges/s",
        note=f"one worker; 100,000 would take {100_000 * seconds / ORDERS / 60:.0f} min",
    )


def with_cards(campaign: Campaign) -> None:
    """Give every pledge a card and a mandate."""
    run(
        "INSERT INTO card (person_id, gateway, customer_ref, method_ref, fingerprint, brand, last4,"
        " expires_on, saved_at)"
        " SELECT person_id, 'slow', 'c', 'ok-' || id, '', 'visa', '4242', '2099-12-31', at"
        " FROM pledge WHERE campaign_id = %s",
        campaign.pk,
    )
    run(
        "INSERT INTO mandate (pledge_id, card_id, by_transfer, most_gross_cents, ref, at)"
        " SELECT p.id, c.id, false, 9999, '', p.at"
        " FROM pledge AS p JOIN card AS c ON c.method_ref = 'ok-' || p.id"
        " WHERE p.campaign_id = %s",
        campaign.pk,
    )


def clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


ENTRIES = [capture_step]
