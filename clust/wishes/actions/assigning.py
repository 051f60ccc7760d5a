"""The rights to a project: the desk offers a contract, the creator agrees with a click."""

from datetime import datetime

from django.db import transaction

from clust.people.models import Person
from clust.wishes.contracts import NEWEST, contract_words
from clust.wishes.models import Project, RightsAssignment, RightsOffer, VoteEnd


class RightsRefused(Exception):
    """The rights cannot be offered or assigned so; the subclasses say why."""


class NotWon(RightsRefused):
    """The tribe was not won over, or not yet."""


class AlreadyAssigned(RightsRefused):
    """The contract is made."""


class TooDear(RightsRefused):
    """The royalty is not below the price people voted for."""


class NotTheirs(RightsRefused):
    """It is another's project."""


class OfferReplaced(RightsRefused):
    """A later offer took the place of this one."""


@transaction.atomic
def offer_rights(
    *, project: Project, royalty_cents: int, person: Person, now: datetime
) -> RightsOffer:
    """
    Offer the creator of a project that was won a contract; a later offer replaces an earlier one.

    :param royalty_cents: for each unit that is delivered and kept, without tax
    :raises RightsRefused: a subclass says why
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if RightsAssignment.objects.filter(project=project).exists():
        raise AlreadyAssigned
    if not VoteEnd.objects.filter(vote__project=project, won=True).exists():
        raise NotWon
    if royalty_cents >= project.vote.price_gross_cents:
        raise TooDear
    return RightsOffer.objects.create(
        project=project, version=NEWEST, royalty_cents=royalty_cents, person=person, at=now
    )


@transaction.atomic
def assign_rights(
    *, offer: RightsOffer, person: Person, language: str, now: datetime
) -> RightsAssignment:
    """
    Agree to an offer; the contract is kept word for word as it was read.

    :raises RightsRefused: a subclass says why
    """
    project = Project.objects.select_for_update(no_key=True).get(pk=offer.project_id)
    if project.wish.person_id != person.pk:
        raise NotTheirs
    if RightsAssignment.objects.filter(project=project).exists():
        raise AlreadyAssigned
    if project.rights_offers.order_by("pk").last() != offer:
        raise OfferReplaced
    return RightsAssignment.objects.create(
        project=project,
        offer=offer,
        person=person,
        royalty_cents=offer.royalty_cents,
        language=language,
        words=contract_words(offer, language),
        at=now,
    )
