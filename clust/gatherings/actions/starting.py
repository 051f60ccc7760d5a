"""«On se fait un clust ?»: starting a private clust, sharing its care, calling it off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from clust.campaigns.actions.closing import drop_campaign
from clust.campaigns.actions.opening import QuoteRunsOut, open_campaign
from clust.campaigns.models import Campaign, Pledge
from clust.gatherings.actions.capping import cap_of
from clust.gatherings.models import Acceptance, Gathering, GatheringEnd, Host, Offering
from clust.people.models import Person
from clust.storefronts.models import DeliveryOption, Membership, Officer, Tribe
from clust.supply.actions.shipping import appoint_organiser, dismiss_organiser

MOST_RUNNING = 3
LONGEST_PLACE = 240


class CannotStart(Exception):
    """A private clust cannot be started so; the subclasses say why."""


class NotOffered(CannotStart):
    """The desk lets nobody start one with it any more."""


class MayNotStart(CannotStart):
    """Only those who organise a tribe, or run the shop, may start one with it."""


class TooManyRunning(CannotStart):
    """As many private clusts of this member run as anybody may have."""


class BadClosing(CannotStart):
    """It would be open for too short or too long."""

    def __init__(self, shortest: int, longest: int) -> None:
        super().__init__(self.__doc__)
        self.shortest = shortest
        self.longest = longest


class NotHost(Exception):
    """Only its organisers may do this."""


class NotOneOfUs(Exception):
    """Only somebody who came in can become an organiser."""


class LastHost(Exception):
    """Somebody must organise it: appoint another first."""


class TooLateToCallOff(Exception):
    """It is closed: from then on people pay."""


@transaction.atomic
def start_gathering(
    *,
    offering: Offering,
    founder: Person,
    name: str,
    words: str,
    place: str,
    closes_at: datetime,
    key: UUID,
    most: int | None = None,
    tribe: Tribe | None = None,
    now: datetime,
) -> Gathering:
    """
    Start a private clust under the ladder that the desk allows; once per `key`.

    :param most: most units in all; where the supplier can deliver so many only, and nothing is
        said, all that other private clusts leave
    :param place: where all goods arrive; the founder receives and hands them out there
    :raises CannotStart: a subclass says why; nothing is written then
    :raises NotSoManyLeft: if other private clusts leave fewer units
    :raises TooFew: if `most` is too few for its critical mass, or for a case
    """
    lock_person(founder)
    if started := Gathering.objects.filter(key=key, founder=founder).first():
        return started
    _check(offering, founder, closes_at, now)
    cap = cap_of(offering, most)
    option = _place(offering, name, place, now)
    gathering = Gathering.objects.create(
        campaign=_campaign(offering, founder, option, closes_at, cap, now),
        offering=offering,
        founder=founder,
        tribe=tribe,
        place=option,
        name=name,
        words=words,
        key=key,
        at=now,
    )
    _appoint(gathering, founder, None, now)
    return gathering


def _check(offering: Offering, founder: Person, closes_at: datetime, now: datetime) -> None:
    if not Offering.objects.standing(now.date()).filter(pk=offering.pk).exists():
        raise NotOffered
    if not may_start(offering, founder):
        raise MayNotStart
    if Gathering.objects.running().filter(founder=founder).count() >= MOST_RUNNING:
        raise TooManyRunning
    shortest, longest = offering.shortest_days, offering.longest_days
    if not timedelta(days=shortest) <= closes_at - now <= timedelta(days=longest + 1):
        raise BadClosing(shortest, longest)


def may_start(offering: Offering, person: Person) -> bool:
    """Say whether somebody may start a private clust with what is offered."""
    officers = Officer.objects.standing().filter(storefront=offering.storefront_id)
    if offering.starters == Offering.Starters.MEMBERS or officers.filter(person=person).exists():
        return True
    if offering.starters == Offering.Starters.OFFICERS:
        return False
    organised = Membership.objects.standing().filter(person=person, organises=True)
    return organised.filter(tribe__storefront=offering.storefront_id).exists()


def _place(offering: Offering, name: str, place: str, now: datetime) -> DeliveryOption:
    """Write the way of delivery of one group; it is on offer nowhere else."""
    return DeliveryOption.objects.create(
        storefront=offering.storefront,
        kind=DeliveryOption.PICKUP,
        name_fr=f"À retirer : {name}",
        name_en=f"Pickup: {name}",
        place=place[:LONGEST_PLACE],
        gross_cents=offering.delivery_gross_cents,
        started_at=now,
        ended_at=now,
    )


def _campaign(
    offering: Offering,
    founder: Person,
    place: DeliveryOption,
    closes_at: datetime,
    cap: int | None,
    now: datetime,
) -> Campaign:
    try:
        return open_campaign(
            award=offering.award,
            storefront=offering.storefront,
            ladder=offering.ladder,
            opens_at=now,
            closes_at=closes_at,
            delivery_options=[place],
            cap=cap,
            asks_for_card=True,
            takes_transfers=offering.takes_transfers,
            below_cost_reason=offering.below_cost_reason,
            opened_by=founder,
            is_listed=False,
            now=now,
        )
    except QuoteRunsOut as error:
        raise BadClosing(offering.shortest_days, offering.longest_days) from error


def _appoint(gathering: Gathering, person: Person, by: Person | None, now: datetime) -> Host:
    appoint_organiser(option=gathering.place, person=person, now=now)
    return Host.objects.create(gathering=gathering, person=person, appointed_by=by, at=now)


@transaction.atomic
def appoint_host(*, gathering: Gathering, by: Person, person: Person, now: datetime) -> Host:
    """
    Let somebody who came in organise it too; twice is once.

    :raises NotHost: if `by` does not organise it
    :raises NotOneOfUs: if the person neither took an invitation up nor pledged
    """
    lock_gathering(gathering)
    check_host(gathering, by)
    came = Acceptance.objects.filter(gathering=gathering, person=person).exists()
    if not came and not Pledge.objects.filter(campaign=gathering.campaign, person=person).exists():
        raise NotOneOfUs
    standing = Host.objects.filter(gathering=gathering, person=person, open=True).first()
    return standing or _appoint(gathering, person, by, now)


@transaction.atomic
def step_down(*, gathering: Gathering, person: Person, now: datetime) -> Host:
    """
    Organise it no more, and hand out its goods no more.

    :raises NotHost: if the person does not organise it
    :raises LastHost: if nobody else does
    """
    lock_gathering(gathering)
    check_host(gathering, person)
    hosts = Host.objects.filter(gathering=gathering, open=True)
    if hosts.count() == 1:
        raise LastHost
    host = hosts.get(person=person)
    host.open, host.ended_at = False, now
    host.save(update_fields=["open", "ended_at"])
    dismiss_organiser(option=gathering.place, person=person)
    return host


@transaction.atomic
def call_off_gathering(
    *, gathering: Gathering, person: Person, reason: str, now: datetime
) -> GatheringEnd:
    """
    Call a private clust off while it is open: every pledge is let go, nobody pays.

    :raises NotHost: if the person does not organise it
    :raises TooLateToCallOff: if it is closed
    """
    check_host(gathering, person)
    pledges = drop_campaign(gathering.campaign, now=now)
    if pledges is None:
        raise TooLateToCallOff
    try:
        with transaction.atomic():
            return GatheringEnd.objects.create(
                gathering=gathering, person=person, reason=reason, pledges=pledges, at=now
            )
    except IntegrityError as error:
        raise TooLateToCallOff from error


def check_host(gathering: Gathering, person: Person) -> None:
    """
    See that somebody organises it.

    :raises NotHost: if not
    """
    if not Host.objects.filter(gathering=gathering, person=person, open=True).exists():
        raise NotHost


def lock_person(person: Person) -> None:
    """Let nobody else start anything for a person meanwhile."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def lock_gathering(gathering: Gathering) -> None:
    """Let nobody else change who organises it or how it invites."""
    Gathering.objects.select_for_update(no_key=True).get(pk=gathering.pk)
