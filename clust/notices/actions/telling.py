"""Telling people what became of their pledges."""

from datetime import datetime

from django.db import connection, transaction

from clust.base.sql import statement
from clust.campaigns.models import (
    Calling,
    Campaign,
    Clearing,
    Extension,
    Pledge,
    PriceStep,
    Release,
)
from clust.gatherings.models import GatheringEnd
from clust.notices.models import Announcement, DelayTelling, Notice, Telling
from clust.orders.models import Order
from clust.supply.claims import claims_on
from clust.supply.models import Delay, Parcel, PurchaseOrder, paid
from clust.wallet.models import Card


def _tell(name: str, **values: str | int | datetime) -> int:
    """Run a statement of this room; return how many notices it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement("notices", name), values)
        return int(cursor.rowcount)


def tell_receipts(*, now: datetime, since: datetime) -> int:
    """
    Write what is owed for single pledges since a moment; returns how many notices.

    A receipt of every pledge and of every withdrawal by its holder, word to those who came in
    under a cap because a place came free, what became of everybody's money, and what happens
    after the sale; and before it, what becomes of wishes and of enquiries to suppliers, new
    clusts, what tribes want and what is said in conversations.
    """
    owed = ["receipts", "withdrawals", "places", "payments", "after_sales", "wishes", "enquiries"]
    owed += ["tribes_and_clusts", "talk", "endpoints", "paid_out"]
    return sum(_tell(name, now=now, since=since) for name in owed)


@transaction.atomic
def tell_price_step(step: PriceStep, *, now: datetime) -> Telling:
    """
    Tell those whom a step lets in, puts out or lets pay less, and those who follow; once.

    Whoever was told within the hour whether they are in is told how it stands when that is over.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=step.campaign_id)
    telling, new = Telling.objects.get_or_create(price_step=step, defaults={"at": now})
    if new:
        _tell_state(telling, now)
        _tell(
            "price_step",
            step=step.pk,
            campaign=step.campaign_id,
            was_rung=step.was,
            rung=step.rung,
            was=step.was_gross_cents,
            price=step.gross_cents,
            at=step.at,
            now=now,
        )
        _tell(
            "followers",
            step=step.pk,
            campaign=step.campaign_id,
            was=step.was_gross_cents,
            price=step.gross_cents,
            at=step.at,
            now=now,
        )
    return telling


@transaction.atomic
def tell_held_back(telling: Telling, *, now: datetime) -> Telling:
    """Tell those who had to be left alone for an hour how it stands, where that is news; once."""
    Campaign.objects.select_for_update(no_key=True).get(pk=telling.price_step.campaign_id)
    telling.refresh_from_db()
    if telling.again_at and telling.again_at <= now:
        _tell_state(telling, now)
    return telling


def _tell_state(telling: Telling, now: datetime) -> None:
    """Tell whom there is news for and who may be told; one telling of a campaign has the rest."""
    campaign = telling.price_step.campaign_id
    with connection.cursor() as cursor:
        cursor.execute(statement("notices", "price_state"), {"campaign": campaign, "now": now})
        ((again_at,),) = cursor.fetchall()
    rows = Telling.objects.filter(price_step__campaign=campaign)
    rows.filter(again_at__isnull=False).update(again_at=None)
    telling.again_at = again_at
    if again_at:
        telling.save(update_fields=["again_at"])


@transaction.atomic
def tell_calls(calling: Calling, *, now: datetime) -> Announcement:
    """Tell everybody who was called to a clust that their order page is ready; once."""
    told, new = Announcement.objects.get_or_create(calling=calling, defaults={"at": now})
    if new:
        _tell("calls", campaign=calling.to.pk, at=calling.at, now=now)
    return told


@transaction.atomic
def tell_closing_soon(campaign: Campaign, *, now: datetime) -> Announcement:
    """Remind all who hold a pledge, or follow, that the campaign closes soon; once."""
    told, new = Announcement.objects.get_or_create(campaign=campaign, defaults={"at": now})
    if new:
        _tell_holders(Notice.Kind.SOON, campaign.pk, campaign.pk, now, now)
        _tell("followers_soon", campaign=campaign.pk, now=now)
    return told


@transaction.atomic
def tell_extension(extension: Extension, *, now: datetime) -> Announcement:
    """Ask everybody who pledged before a later close for a new yes; once."""
    told, new = Announcement.objects.get_or_create(extension=extension, defaults={"at": now})
    if new:
        _tell_holders(Notice.Kind.RENEWAL, extension.pk, extension.campaign_id, extension.at, now)
    return told


def _tell_holders(kind: str, fact: int, campaign: int, placed_by: datetime, now: datetime) -> None:
    _tell("holders", kind=kind, fact=fact, campaign=campaign, placed_by=placed_by, now=now)


@transaction.atomic
def tell_release(release: Release, *, now: datetime) -> Announcement:
    """Tell those whose pledges were let go at the old date; once."""
    told, new = Announcement.objects.get_or_create(release=release, defaults={"at": now})
    if new:
        campaign = release.extension.campaign_id
        _tell("release", release=release.pk, campaign=campaign, released_at=release.at, now=now)
    return told


@transaction.atomic
def tell_called_off(ended: GatheringEnd, *, now: datetime) -> GatheringEnd:
    """Tell those who were in a private clust that it was called off, and why; once."""
    campaign = ended.gathering.campaign_id
    _tell("called_off", ended=ended.pk, campaign=campaign, ended_at=ended.at, now=now)
    return ended


@transaction.atomic
def tell_result(clearing: Clearing, *, now: datetime) -> Announcement:
    """Tell everybody how it ended, those with orders and those without; once."""
    told, new = Announcement.objects.get_or_create(clearing=clearing, defaults={"at": now})
    if new:
        _tell(
            "result",
            clearing=clearing.pk,
            campaign=clearing.closing.campaign_id,
            reached=clearing.gross_cents is not None,
            now=now,
        )
    return told


@transaction.atomic
def tell_purchase(purchase_order: PurchaseOrder, *, now: datetime) -> Announcement:
    """Tell the supplier of a purchase order; once."""
    told, new = Announcement.objects.get_or_create(
        purchase_order=purchase_order, defaults={"at": now}
    )
    if new:
        Notice.objects.create(
            kind=Notice.Kind.PURCHASE,
            fact=purchase_order.pk,
            campaign_id=purchase_order.campaign_id,
            supplier_id=purchase_order.quote.product.supplier_id,
            at=now,
        )
    return told


def tell_parcel(parcel: Parcel, *, now: datetime) -> Notice:
    """Tell a buyer that a parcel left; once."""
    return _tell_of(parcel, Notice.Kind.PARCEL, now)


def tell_ready(parcel: Parcel, *, now: datetime) -> Notice:
    """Tell a buyer that a parcel can be collected; once."""
    return _tell_of(parcel, Notice.Kind.READY, now)


def _tell_of(parcel: Parcel, kind: str, now: datetime) -> Notice:
    line = parcel.lines.select_related("order").order_by("pk")[0]
    notice, _new = Notice.objects.get_or_create(
        kind=kind,
        fact=parcel.pk,
        person_id=parcel.person_id,
        defaults={"campaign_id": line.order.campaign_id, "at": now},
    )
    return notice


@transaction.atomic
def tell_delay(delay: Delay, *, now: datetime) -> DelayTelling:
    """Tell the buyers whose goods have not left that they may take their money back; once."""
    told, new = DelayTelling.objects.get_or_create(delay=delay, defaults={"at": now})
    if new:
        orders = {row.pk: row for row in paid(Order.objects.filter(campaign=delay.campaign_id))}
        waiting = [claim.order for claim in claims_on(orders).values() if claim.units]
        Notice.objects.bulk_create(
            Notice(
                kind=Notice.Kind.LATE,
                fact=key,
                campaign_id=delay.campaign_id,
                person_id=orders[key].person_id,
                at=now,
            )
            for key in waiting
        )
    return told


def tell_card_ends(card: Card, *, now: datetime) -> Notice:
    """Tell a holder that their card expires before a clust closes that it is to pay for; once."""
    first = Pledge.objects.standing().filter(mandate__card=card, campaign__gate__open=True)
    notice, _new = Notice.objects.get_or_create(
        kind=Notice.Kind.CARD_ENDS,
        fact=card.pk,
        person_id=card.person_id,
        defaults={"campaign_id": first.order_by("pk")[0].campaign_id, "at": now},
    )
    return notice
