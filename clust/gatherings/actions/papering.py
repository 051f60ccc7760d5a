"""Entering what people without internet signed, and what they took back in writing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from clust.campaigns.actions.holding import confirm_hold, hold_place
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Hold
from clust.gatherings.actions.starting import check_host, lock_gathering
from clust.gatherings.models import Gathering, PaperForm, PaperWithdrawal
from clust.people.actions import write_down_person
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.actions.roll import NotOnRoll, claim_on_paper
from clust.storefronts.models import RollEntry
from clust.subsidies.actions.promising import promise_subsidy, release_earlier


class CannotEnter(Exception):
    """The form cannot be entered so; the subclasses say why."""


class SignedLater(CannotEnter):
    """It bears a day that has not come, or before the clust was opened."""


class NoTransfers(CannotEnter):
    """This clust is not paid by transfer: the organiser's card has to carry it."""


class NoPledge(Exception):
    """Nothing came of the form, so that there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands on a form: how many, of which kind, at most at which price in cents gross."""

    variant: Variant
    units: int
    maximum_cents: int
    on: date


@transaction.atomic
def enter_paper(
    *,
    gathering: Gathering,
    entered_by: Person,
    signed: Signed,
    name: str,
    place: dict[str, str],
    language: str,
    by_transfer: bool,
    key: UUID,
    scan: "File[bytes] | None" = None,
    on_roll: RollEntry | None = None,
    now: datetime,
) -> PaperForm:
    """
    Take somebody in who signed a form; once per `key`.

    Paid by transfer, they are in at once; where the organiser's card carries it, the organiser
    has still to confirm the sum, within 15 minutes.

    :param place: the buyer's address, for their invoice
    :param on_roll: who the buyer is on the community's roll, as their number and year of birth
        proved; what it pays is promised before the place is asked for
    :raises NotHost: if whoever enters it does not organise the clust
    :raises CannotEnter: a subclass says why
    :raises NotOnRoll, ClaimedByOther: if the roll changed since it was asked
    :raises PledgeRefused: as `hold_place`
    """
    lock_gathering(gathering)
    check_host(gathering, entered_by)
    if known := PaperForm.objects.filter(hold__key=key, gathering=gathering).first():
        return known
    _check(gathering, signed, by_transfer, now)
    person, address = write_down_person(name=name, language=language, now=now, **place)
    if on_roll:
        _link(gathering, person, entered_by, on_roll, now)
        _promise(gathering, person, signed, key, now)
    hold = _hold(gathering, person, address, signed, key, now)
    paper = PaperForm.objects.create(
        gathering=gathering,
        hold=hold,
        entered_by=entered_by,
        signed_on=signed.on,
        scan=scan or "",
        at=now,
    )
    if by_transfer:
        confirm_hold(hold=hold, by_transfer=True, now=now)
    return paper


def _check(gathering: Gathering, signed: Signed, by_transfer: bool, now: datetime) -> None:
    campaign = gathering.campaign
    if not timezone.localdate(campaign.opened_at) <= signed.on <= timezone.localdate(now):
        raise SignedLater
    if by_transfer and not campaign.takes_transfers:
        raise NoTransfers


def _link(
    gathering: Gathering, person: Person, entered_by: Person, on_roll: RollEntry, now: datetime
) -> None:
    if on_roll.storefront_id != gathering.campaign.storefront_id:
        raise NotOnRoll
    claim_on_paper(entry=on_roll, person=person, entered_by=entered_by, now=now)


def _promise(
    gathering: Gathering, person: Person, signed: Signed, key: UUID, now: datetime
) -> None:
    """Keep free what the community pays; no page said how much, so less is no refusal."""
    release_earlier(person=person, now=now)
    promise_subsidy(
        campaign=gathering.campaign,
        storefront=gathering.campaign.storefront,
        person=person,
        key=key,
        goods_most=signed.units * (signed.maximum_cents + signed.variant.surcharge_gross_cents),
        shown_most=0,
        now=now,
    )


def _hold(
    gathering: Gathering,
    person: Person,
    address: Address,
    signed: Signed,
    key: UUID,
    now: datetime,
) -> Hold:
    """Hold what was signed at the clust's place; it waits where the price is above its limit."""
    campaign = gathering.campaign
    return hold_place(
        campaign=campaign,
        person=person,
        variant=signed.variant,
        units=signed.units,
        delivery_option=gathering.place,
        address=address,
        maximum_cents=signed.maximum_cents,
        waits=True,
        shown_cents=min(campaign.ladder.opening_price, signed.maximum_cents),
        key=key,
        now=now,
    )


@transaction.atomic
def withdraw_on_paper(
    *, paper: PaperForm, entered_by: Person, signed_on: date, units: int | None, now: datetime
) -> PaperWithdrawal:
    """
    Take back what somebody without internet gave up in writing, while the clust is open.

    :param units: how many; all that is left if None
    :raises NotHost: if whoever enters it does not organise the clust
    :raises NoPledge: if no pledge came of the form
    :raises PledgeRefused: as `withdraw_pledge`
    """
    check_host(paper.gathering, entered_by)
    if paper.pledge is None:
        raise NoPledge
    withdrawal = withdraw_pledge(pledge=paper.pledge, units=units, now=now)
    return PaperWithdrawal.objects.create(
        paper=paper, withdrawal=withdrawal, entered_by=entered_by, signed_on=signed_on, at=now
    )
