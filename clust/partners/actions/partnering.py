"""Partners, the people who act for them, and the terms agreed."""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q

from clust.partners.models import Agreement, Partner, PartnerInvitation, PartnerPerson
from clust.partners.readings import invitations_to
from clust.people.models import Person
from clust.rules.commission import Terms

MOST_OPEN = 20


class AlreadyActs(Exception):
    """The person acts for a partner already."""


class AlreadyInvited(Exception):
    """The address is invited already."""


class TooManyInvitations(Exception):
    """So many invitations wait that nobody may be invited until some are taken up or back."""


class NotForYou(Exception):
    """The invitation is for an address that the person has not confirmed."""


class LastPerson(Exception):
    """Somebody must stay who acts for the partner."""


class Overlapping(Exception):
    """Other terms hold on one of these days."""


@transaction.atomic
def add_partner(
    *, kind: str, name: str, email: str, now: datetime, language: str = "fr", **place: str
) -> Partner:
    """Take a partner in; `place` is street, postcode, city and country."""
    told: dict[str, Any] = {"name": name, "email": email, "language": language, **place}
    return Partner.objects.create(kind=Partner.Kind(kind), at=now, **told)


@transaction.atomic
def change_partner(*, partner: Partner, now: datetime, **words: str) -> Partner:
    """Correct what is said of a partner: name, mail, language and place."""
    for field, value in words.items():
        setattr(partner, field, value)
    partner.save(update_fields=list(words))
    return partner


@transaction.atomic
def agree(
    *,
    partner: Partner,
    terms: Terms,
    window_days: int,
    from_on: date,
    person: Person | None,
    now: datetime,
    until_on: date | None = None,
    month_cents: int = 0,
) -> Agreement:
    """
    Write new terms; those that have no last day yet end on the day before.

    :param month_cents: for each shop and month, without tax; below zero where the partner pays
    :raises Overlapping: if others hold on one of the days
    """
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    held = partner.agreements.filter(until_on=None, from_on__lt=from_on)
    held.update(until_on=from_on - timedelta(days=1))
    try:
        with transaction.atomic():
            return Agreement.objects.create(
                partner=partner,
                from_on=from_on,
                until_on=until_on,
                window_days=window_days,
                month_cents=month_cents,
                person=person,
                at=now,
                **terms._asdict(),
            )
    except IntegrityError as error:
        raise Overlapping from error


@transaction.atomic
def end_agreement(*, agreement: Agreement, until_on: date, now: datetime) -> Agreement:
    """
    Set the last day of terms, earlier than they said or where they said none.

    :raises Overlapping: if they end before that day anyway
    """
    open_ = Q(until_on=None) | Q(until_on__gt=until_on)
    found = Agreement.objects.filter(open_, pk=agreement.pk, from_on__lte=until_on)
    if not found.update(until_on=until_on):
        raise Overlapping
    agreement.until_on = until_on
    return agreement


@transaction.atomic
def invite_to_partner(
    *, partner: Partner, email: str, person: Person | None, now: datetime
) -> PartnerInvitation:
    """
    Let whoever reads an e-mail address act for a partner, if they come within two weeks.

    :raises AlreadyActs: if they do already
    :raises AlreadyInvited: if the address is invited already
    :raises TooManyInvitations: if 20 are open
    """
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    address = email.strip().lower()
    mails = EmailAddress.objects.filter(email__iexact=address, verified=True)
    acting = partner.people.filter(left_at=None)
    if acting.filter(person__in=mails.values("user")).exists():
        raise AlreadyActs
    open_ = PartnerInvitation.objects.standing(now).filter(partner=partner)
    if open_.filter(email__iexact=address).exists():
        raise AlreadyInvited
    if open_.count() >= MOST_OPEN:
        raise TooManyInvitations
    partner.invitations.filter(email__iexact=address).delete()
    return PartnerInvitation.objects.create(partner=partner, email=address, person=person, at=now)


@transaction.atomic
def join_partner(*, invitation: PartnerInvitation, person: Person, now: datetime) -> PartnerPerson:
    """
    Take up an invitation; it is gone then.

    :raises NotForYou: if it is for an address that the person has not confirmed, taken back, or
        older than two weeks
    :raises AlreadyActs: if they act for a partner already
    """
    mine = invitations_to(person, now=now).select_for_update(of=("self",))
    found = mine.filter(pk=invitation.pk).first()
    if found is None:
        raise NotForYou
    try:
        with transaction.atomic():
            acting = PartnerPerson.objects.create(partner=found.partner, person=person, at=now)
    except IntegrityError as error:
        raise AlreadyActs from error
    found.delete()
    return acting


def uninvite(*, invitation: PartnerInvitation, now: datetime) -> None:
    """Invite an address no more; nothing of it is kept."""
    invitation.delete()


@transaction.atomic
def leave_partner(*, acting: PartnerPerson, now: datetime) -> PartnerPerson:
    """
    Let a person act for a partner no more.

    :raises LastPerson: if nobody would be left
    """
    Partner.objects.select_for_update(no_key=True).get(pk=acting.partner_id)
    others = PartnerPerson.objects.filter(partner=acting.partner_id, left_at=None)
    if not others.exclude(pk=acting.pk).exists():
        raise LastPerson
    acting.left_at = now
    acting.save(update_fields=["left_at"])
    return acting
