"""Collecting what the buyers of a clearing owe: everybody is put down at once, then asked."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from clust.base.sql import statement
from clust.campaigns.models import Clearing, Mandate
from clust.orders.actions import count_no_longer
from clust.orders.cancelling import cancel_all
from clust.orders.models import Cancellation, Cause, DirectOrder, Order
from clust.payments.actions.charging import (
    FIRST_LOOK,
    LONGEST_LOOK,
    AttemptOpen,
    NoCard,
    NothingDue,
    begin_attempt,
    record_answer,
)
from clust.payments.actions.crediting import use_credits
from clust.payments.actions.sharing import pass_fee_on, share_deliveries
from clust.payments.gateway import Refused
from clust.payments.models import (
    Attempt,
    CampaignCancellation,
    CapturePause,
    CaptureResume,
    Collection,
    Pace,
    Refund,
    Refusal,
    TransferDue,
)
from clust.payments.settling import due_to_lapse, due_to_lapse_transfers, with_sums
from clust.people.models import Person
from clust.rules.references import structured
from clust.wallet.models import Credit


class AlreadyCollected(Exception):
    """The buyers of this clearing are put down already."""


class NotPaused(Exception):
    """Nobody has stopped this collection."""


@transaction.atomic
def open_collection(clearing: Clearing, *, now: datetime) -> Collection:
    """
    Put every buyer of a clearing down to be charged, or to pay by transfer.

    Before that orders that go in one parcel share one delivery fee, and credits are used. Who owes
    nothing is not put down.

    :raises AlreadyCollected: if someone else did
    """
    try:
        with transaction.atomic():
            collection = Collection.objects.create(clearing=clearing, at=now)
    except IntegrityError as error:
        raise AlreadyCollected from error
    share_deliveries(clearing, now=now)
    _use_credits(clearing, now)
    with connection.cursor() as cursor:
        cursor.execute(
            statement("payments", "attempts"),
            {
                "collection": collection.pk,
                "clearing": clearing.pk,
                "gateway": settings.PAYMENT_GATEWAY,
                "currency": clearing.closing.campaign.currency,
                "now": now,
            },
        )
    _await_transfers(collection, now)
    return collection


def _use_credits(clearing: Clearing, now: datetime) -> None:
    seller = clearing.closing.campaign.storefront.seller
    spendable = Credit.objects.filter(
        person=OuterRef("person"), seller=seller, left_cents__gt=0, expires_at__gt=now
    )
    for order in Order.objects.of_clearing(clearing).filter(Exists(spendable)).order_by("pk"):
        use_credits(order, now=now)


def _await_transfers(collection: Collection, now: datetime) -> None:
    by_transfer = Mandate.objects.filter(pledge=OuterRef("allotment__pledge"), by_transfer=True)
    orders = with_sums(Order.objects.of_clearing(collection.clearing))
    TransferDue.objects.bulk_create(
        _transfer(order, now, collection)
        for order in orders.filter(Exists(by_transfer), due__gt=F("kept")).order_by("pk")
    )


def _transfer(order: Order, now: datetime, collection: Collection | None = None) -> TransferDue:
    return TransferDue(
        order=order,
        collection=collection,
        reference=structured(f"{order.pk:09}"),
        due_at=now + timedelta(days=settings.TRANSFER_DAYS),
        at=now,
    )


@transaction.atomic
def charge_direct(direct: DirectOrder, *, now: datetime) -> Attempt | TransferDue:
    """Put the buyer of an order bought now down to be charged, or to pay by transfer."""
    mandate = Mandate.objects.filter(pledge=direct.pledge).first()
    if mandate and mandate.by_transfer:
        due = _transfer(direct.order, now)
        due.save(force_insert=True)
        return due
    return begin_attempt(direct.order, now=now)


@transaction.atomic
def lapse_order(late: Refusal | TransferDue, *, now: datetime) -> Cancellation | None:
    """
    Undo an order that was not paid in time; its pledge, where it still counts, is let go.

    A delivery fee that it bore for others falls to one of them that was not charged yet.

    :returns: None if it was paid, or is being paid, after all
    """
    order = late.attempt.order if isinstance(late, Refusal) else late.order
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    waiting = due_to_lapse if isinstance(late, Refusal) else due_to_lapse_transfers
    if not waiting(now).filter(pk=late.pk).exists():
        return None
    undone = cancel_all(order=order, cause=Cause.LAPSED, key=f"lapse:{order.pk}", now=now)
    if order.allotment_id is None:
        count_no_longer(order, units=undone.units, now=now)
    pass_fee_on(undone=undone, now=now)
    return undone


# Asking, a few at a time, by any number of workers


def claim_attempts(limit: int, *, now: datetime) -> list[Attempt]:
    """
    Take attempts that wait, each worker others; those of a paused collection keep waiting.

    One whose order owes less by now is closed, and another one written for what is left.
    """
    claimed = _claimed(
        Attempt,
        "asked_at IS NULL AND NOT EXISTS ("
        " SELECT FROM capture_pause AS p LEFT JOIN capture_resume AS r ON r.pause_id = p.id"
        " WHERE p.collection_id = row.collection_id AND r.id IS NULL)",
        "id",
        limit,
        now,
    )
    owing = with_sums(Order.objects.filter(attempts__in=claimed)).filter(
        ~Exists(CampaignCancellation.objects.filter(clearing=OuterRef("allotment__clearing"))),
        due__gt=F("kept"),
    )
    still = {order.pk: order.due - order.kept for order in owing}
    due = [attempt for attempt in claimed if attempt.cents <= still.get(attempt.order_id, 0)]
    for attempt in claimed:
        if attempt not in due:
            record_answer(attempt=attempt, answer=Refused("not_due"), now=now)
            if attempt.order_id in still:
                with suppress(AttemptOpen, NoCard, NothingDue):
                    begin_attempt(attempt.order, now=now)
    return due


def claim_refunds(limit: int, *, now: datetime) -> list[Refund]:
    """Take refunds that wait for the provider."""
    return _claimed(Refund, "asked_at IS NULL AND NOT by_bank", "id", limit, now)


def claim_unknown_attempts(limit: int, *, now: datetime) -> list[Attempt]:
    """Take attempts without answer that are to be looked at; the next look is ever later."""
    return _claimed(Attempt, "look_at <= %(now)s", "look_at", limit, now)


def claim_unknown_refunds(limit: int, *, now: datetime) -> list[Refund]:
    """Take refunds without answer that are to be looked at."""
    return _claimed(Refund, "look_at <= %(now)s", "look_at", limit, now)


def _claimed(model: type[Any], condition: str, order: str, limit: int, now: datetime) -> list[Any]:
    table = model._meta.db_table
    words: dict[str, Any] = {
        "now": now,
        "limit": limit,
        "first": FIRST_LOOK,
        "longest": LONGEST_LOOK,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS taken SET asked_at = coalesce(taken.asked_at, %(now)s),"
            " look_at = %(now)s + least(%(longest)s, greatest(%(first)s,"
            " %(now)s - coalesce(taken.asked_at, %(now)s)))"
            f" FROM (SELECT id FROM {table} AS row WHERE open AND {condition}"
            f" ORDER BY {order} LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS found"
            " WHERE found.id = taken.id RETURNING taken.id",
            words,
        )
        keys = sorted(pk for (pk,) in cursor.fetchall())
    with_all = {Attempt: ("card",), Refund: ("capture__attempt",)}[model]
    rows = model._default_manager.filter(pk__in=keys).select_related(*with_all)
    return list(rows.order_by("pk"))


def paused() -> QuerySet[Collection]:
    """Return collections that the desk has stopped."""
    return Collection.objects.paused()


def reserve(*, gateway: str, requests: int, now: datetime) -> datetime:
    """
    Take the next so many turns at a provider, within its limit for all workers together.

    :returns: when the first of them comes
    """
    took = timedelta(seconds=requests / settings.PROVIDER_PER_SECOND)
    words: dict[str, Any] = {"gateway": gateway, "now": now, "took": took}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pace AS p (gateway, next_at)"
            " VALUES (%(gateway)s, %(now)s::timestamptz + %(took)s)"
            " ON CONFLICT (gateway) DO UPDATE SET next_at = greatest(p.next_at, %(now)s) + %(took)s"
            " RETURNING next_at - %(took)s",
            words,
        )
        start: datetime = cursor.fetchone()[0]
    return start


def slow_down(gateway: str, *, now: datetime, by: timedelta = timedelta(seconds=1)) -> None:
    """Let all workers wait: the provider asked for it."""
    Pace.objects.filter(gateway=gateway, next_at__lt=now + by).update(next_at=now + by)


# The desk


@transaction.atomic
def pause_collection(collection: Collection, *, person: Person, now: datetime) -> CapturePause:
    """Stop charging a clearing's buyers; what is on its way comes to its end."""
    Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
    paused = CapturePause.objects.filter(collection=collection, resume=None).first()
    return paused or CapturePause.objects.create(collection=collection, person=person, at=now)


@transaction.atomic
def resume_collection(collection: Collection, *, person: Person, now: datetime) -> CaptureResume:
    """
    Go on charging.

    :raises NotPaused: if nobody has stopped it
    """
    Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
    paused = CapturePause.objects.filter(collection=collection, resume=None).first()
    if paused is None:
        raise NotPaused
    return CaptureResume.objects.create(pause=paused, person=person, at=now)
