"""What may change after opening: only in the buyers' favour, each change a fact."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from clust.campaigns.actions.opening import check_above_cost
from clust.campaigns.capacity import NotSoManyLeft, left_of, lock_quote, whole_cases
from clust.campaigns.models import Amendment, Campaign, Extension, Gate, PriceStep, Release, Rung
from clust.people.models import Person
from clust.rules.ladder import InvalidLadder, Ladder
from clust.rules.terms import may_change_cap, may_close_later, may_replace_ladder


class NotInBuyersFavour(Exception):
    """Frozen terms change only in the buyers' favour."""


class TooLate(Exception):
    """The campaign is closed, or its critical mass is reached already."""


def _locked_gate(campaign: Campaign, now: datetime) -> Gate:
    gate = Gate.objects.select_for_update().get(campaign=campaign)
    if not gate.open or now >= gate.closes_at:
        raise TooLate
    return gate


def _count_again(campaign: Campaign, now: datetime) -> None:
    Gate.objects.filter(campaign=campaign).update(amendments=F("amendments") + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recount(%s)", [campaign.pk])
        cursor.execute("SELECT * FROM reckon(%s, %s)", [campaign.pk, now])


def _step_down(gate: Gate, was: int, gross_cents: int, now: datetime) -> None:
    """The price shown falls where it stands; from there the ladder is looked at again."""
    PriceStep.objects.create(
        campaign_id=gate.campaign_id,
        was=gate.rung,
        rung=gate.rung,
        was_gross_cents=was,
        gross_cents=gross_cents,
        units=gate.units,
        at=now,
    )


def _rungs(campaign: Campaign) -> list[tuple[int, int]]:
    return list(campaign.rungs.order_by("number").values_list("from_units", "gross_cents"))


def _check_new_ladder(
    campaign: Campaign, old: list[tuple[int, int]], new: list[tuple[int, int]]
) -> None:
    try:
        ladder = Ladder.of(new)
    except InvalidLadder as error:
        raise NotInBuyersFavour from error
    if not may_replace_ladder(Ladder.of(old), ladder):
        raise NotInBuyersFavour
    if not campaign.below_cost_reason:
        check_above_cost(ladder, campaign.award.quote.cost_ladder(), campaign.product.vat_per_mille)


@transaction.atomic
def add_rung(
    *, campaign: Campaign, from_units: int, gross_cents: int, person: Person | None, now: datetime
) -> Amendment:
    """
    Add a deeper rung below the last one.

    :raises NotInBuyersFavour: if it is not deeper and cheaper than the last
    :raises BelowCost: if it sells below the purchase price
    :raises TooLate: if the campaign is closed
    """
    _locked_gate(campaign, now)
    rungs = _rungs(campaign)
    _check_new_ladder(campaign, rungs, [*rungs, (from_units, gross_cents)])
    Rung.objects.create(
        campaign=campaign, number=len(rungs) + 1, from_units=from_units, gross_cents=gross_cents
    )
    _count_again(campaign, now)
    return Amendment.objects.create(
        campaign=campaign,
        kind=Amendment.DEEPER_RUNG,
        now={"from_units": from_units, "gross_cents": gross_cents},
        person=person,
        at=now,
    )


@transaction.atomic
def lower_price(
    *, campaign: Campaign, number: int, gross_cents: int, person: Person | None, now: datetime
) -> Amendment:
    """
    Lower the price of one rung.

    :raises NotInBuyersFavour: if it is not lower, or the ladder would not fall any more
    :raises BelowCost: if it sells below the purchase price
    :raises TooLate: if the campaign is closed
    """
    gate = _locked_gate(campaign, now)
    rung = campaign.rungs.filter(number=number).first()
    if rung is None:
        raise NotInBuyersFavour
    rungs = dict(_rungs(campaign))
    new = rungs | {rung.from_units: gross_cents}
    _check_new_ladder(campaign, list(rungs.items()), list(new.items()))
    was, rung.gross_cents = rung.gross_cents, gross_cents
    rung.save(update_fields=["gross_cents"])
    if number == gate.rung:
        _step_down(gate, was, gross_cents, now)
    _count_again(campaign, now)
    return Amendment.objects.create(
        campaign=campaign,
        kind=Amendment.LOWER_PRICE,
        was={"number": number, "gross_cents": was},
        now={"number": number, "gross_cents": gross_cents},
        person=person,
        at=now,
    )


@transaction.atomic
def raise_cap(*, campaign: Campaign, cap: int, person: Person | None, now: datetime) -> Amendment:
    """
    Raise the cap; waiting pledges that now fit come in.

    :raises NotInBuyersFavour: if it is not higher
    :raises NotSoManyLeft: if the other clusts with its quote leave fewer
    :raises TooLate: if the campaign is closed
    """
    quote = campaign.award.quote
    lock_quote(quote)
    _locked_gate(campaign, now)
    was = Campaign.objects.get(pk=campaign.pk).cap
    if not may_change_cap(was, cap):
        raise NotInBuyersFavour
    left, units = left_of(quote, but=campaign), whole_cases(cap, quote.case_size) or 0
    if left is not None and units > left:
        raise NotSoManyLeft(left)
    campaign.cap = cap
    campaign.save(update_fields=["cap"])
    Gate.objects.filter(campaign=campaign).update(room=whole_cases(cap, campaign.case_size))
    _count_again(campaign, now)
    return Amendment.objects.create(
        campaign=campaign, kind=Amendment.HIGHER_CAP, was=was, now=cap, person=person, at=now
    )


@transaction.atomic
def extend_campaign(
    *, campaign: Campaign, closes_at: datetime, person: Person | None, now: datetime
) -> Extension:
    """
    Close later, while the critical mass is not reached; binds only those who say yes again.

    :raises TooLate: if the critical mass is reached or the campaign is closed
    :raises NotInBuyersFavour: if the date is not later
    """
    gate = _locked_gate(campaign, now)
    if not may_close_later(
        ladder=campaign.ladder,
        units=gate.units if gate.rung else 0,
        closes_at=gate.closes_at,
        new_closes_at=closes_at,
        now=now,
    ):
        raise TooLate if gate.rung else NotInBuyersFavour
    extension = Extension.objects.create(
        campaign=campaign, was_closes_at=gate.closes_at, closes_at=closes_at, person=person, at=now
    )
    Gate.objects.filter(campaign=campaign).update(closes_at=closes_at, version=gate.version + 1)
    campaign.closes_at = closes_at
    campaign.save(update_fields=["closes_at"])
    return extension


@transaction.atomic
def release_pledges(extension: Extension, *, now: datetime) -> Release:
    """Let go the pledges older than a later close whose holders did not say yes to it in time."""
    Gate.objects.select_for_update().get(campaign=extension.campaign_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO withdrawal (pledge_id, units, cause, at)"
            " SELECT s.id, s.units, 'released', %s FROM standing(%s) AS s"
            " WHERE s.at <= %s AND NOT EXISTS"
            " (SELECT FROM renewal WHERE extension_id = %s AND pledge_id = s.id)",
            [now, extension.campaign_id, extension.at, extension.pk],
        )
        released = cursor.rowcount
    _count_again(extension.campaign, now)
    return Release.objects.create(extension=extension, pledges=released, at=now)
