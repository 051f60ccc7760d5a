"""Closing and clearing: pledges stop, and everybody in gets one price."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from clust.campaigns.models import Campaign, Clearing, Closing, Extension, Gate
from clust.rules.terms import may_close_early


class AlreadyClosed(Exception):
    """Somebody else closed it."""


class AlreadyCleared(Exception):
    """Its price is computed already."""


class TooEarly(Exception):
    """It may close early only when it is full."""


class NotReleased(TooEarly):
    """Pledges without a new yes to a later close are let go first: it must not bind them."""


class CountsDiffer(Exception):
    """The units kept per rung are not those of the pledges; nothing is cleared before they are."""


@transaction.atomic
def close_campaign(campaign: Campaign, *, now: datetime) -> Closing:
    """
    Stop taking pledges: when the time is over, or before when no place is left.

    Choices whose card is not confirmed by now come to their end.

    :raises AlreadyClosed: if someone else did
    :raises TooEarly: if it is neither over nor full
    :raises NotReleased: if pledges without a new yes to a later close still stand
    """
    gate = Gate.objects.select_for_update().get(campaign=campaign)
    if not gate.open:
        raise AlreadyClosed
    if now < gate.closes_at and not may_close_early(units=gate.units, cap=gate.room):
        raise TooEarly
    if Extension.objects.due_to_release(now).filter(campaign=campaign).exists():
        raise NotReleased
    _end_holds(campaign, now)
    Gate.objects.filter(campaign=campaign).update(open=False, version=gate.version + 1)
    return Closing.objects.create(campaign=campaign, at=now)


@transaction.atomic
def drop_campaign(campaign: Campaign, *, now: datetime) -> int | None:
    """
    Close a campaign before its time without anybody in it: every pledge is let go, nobody pays.

    :returns: how many pledges were let go; None where it is closed or its time is over
    """
    gate = Gate.objects.select_for_update().get(campaign=campaign)
    if not gate.open or now >= gate.closes_at:
        return None
    _end_holds(campaign, now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO withdrawal (pledge_id, units, cause, at)"
            " SELECT s.id, s.units, 'released', %s FROM standing(%s) AS s",
            [now, campaign.pk],
        )
        dropped = int(cursor.rowcount)
        cursor.execute("SELECT recount(%s)", [campaign.pk])
        cursor.execute("SELECT * FROM reckon(%s, %s)", [campaign.pk, now])
    version = Gate.objects.values_list("version", flat=True).get(campaign=campaign)
    Gate.objects.filter(campaign=campaign).update(open=False, version=version + 1)
    Closing.objects.create(campaign=campaign, at=now)
    return dropped


def _end_holds(campaign: Campaign, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hold_end (hold_id, cause, at) SELECT h.id, 'Closed', %s FROM hold AS h"
            " WHERE h.campaign_id = %s AND NOT EXISTS"
            " (SELECT FROM hold_end AS e WHERE e.hold_id = h.id)"
            " ON CONFLICT (hold_id) DO NOTHING",
            [now, campaign.pk],
        )


@transaction.atomic
def clear_campaign(closing: Closing, *, now: datetime) -> Clearing:
    """
    Compute the final price, once, and allot units to every pledge that is in.

    The mechanism's sections 3, 5, 7 and 8, over the whole book in a few statements.

    :raises AlreadyCleared: if someone else did
    :raises CountsDiffer: if the counters do not match the facts
    """
    campaign = Campaign.objects.get(pk=closing.campaign_id)
    gate = Gate.objects.select_for_update().get(campaign=campaign)
    if Clearing.objects.filter(closing=closing).exists():
        raise AlreadyCleared
    if differing_levels(campaign.pk):
        raise CountsDiffer(f"campaign {campaign.pk}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reckon(%s, %s)", [campaign.pk, closing.at])
        rung, gross_cents, units = cursor.fetchone()
    if not rung or units < campaign.minimum_cases * campaign.case_size:
        return _write(Clearing(closing=closing, units=0, at=now))
    clearing = _write(
        Clearing(closing=closing, rung=rung, gross_cents=gross_cents, units=units, at=now)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO allotment (clearing_id, pledge_id, units)"
            " SELECT %s, pledge_id, units FROM allotted(%s, %s, %s, %s)",
            [clearing.pk, campaign.pk, gross_cents, campaign.case_size, gate.room],
        )
    return clearing


def _write(clearing: Clearing) -> Clearing:
    try:
        with transaction.atomic():
            clearing.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyCleared from error
    return clearing


def differing_levels(campaign: int) -> int:
    """Return at how many rungs the units kept differ from those of the pledges."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM counted(%s) AS c FULL JOIN"
            " (SELECT number, variant_id, wanted, extra FROM level"
            "  WHERE campaign_id = %s AND wanted + extra > 0) AS l"
            " ON l.number = c.number AND l.variant_id = c.variant_id"
            " WHERE l.wanted IS DISTINCT FROM c.wanted OR l.extra IS DISTINCT FROM c.extra",
            [campaign, campaign],
        )
        return int(cursor.fetchone()[0])
