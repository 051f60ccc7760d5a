"""Enquiries: sent to chosen suppliers, asked about, answered to all, declined, talked over."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.sourcing.actions.quoting import LONGEST_WORDS, TooLate, check_currency
from clust.sourcing.models import (
    Award,
    Decline,
    Enquiry,
    EnquiryAnswer,
    EnquiryMessage,
    EnquiryQuestion,
    Invitee,
    Quote,
    Supplier,
)
from clust.wishes.models import Brief


class EnquiryRefused(Exception):
    """The enquiry cannot be sent; the subclasses say why."""


class NoSuppliers(EnquiryRefused):
    """An enquiry goes to one supplier at least."""


class NoTimeLeft(EnquiryRefused):
    """It is to be answered by a moment that is over."""


class NoUnits(EnquiryRefused):
    """An enquiry counts on one unit at least."""


class AlreadyInvited(Exception):
    """The supplier is asked already."""


class AlreadyDeclined(Exception):
    """The supplier said already that it does not offer."""


class AlreadyOffered(Exception):
    """The supplier has offered: it cannot decline any more."""


class AlreadyAnswered(Exception):
    """The question is answered already."""


class BadWords(Exception):
    """Nothing is said, or too much at once."""


@transaction.atomic
def send_enquiry(
    *,
    brief: Brief,
    title: str,
    suppliers: Iterable[Supplier],
    likely_units: int,
    answer_by: datetime,
    person: Person | None,
    now: datetime,
    words: str = "",
    currency: str = "EUR",
) -> Enquiry:
    """
    Ask suppliers to offer what a brief specifies, by a moment and in a currency.

    :raises EnquiryRefused: a subclass says why
    :raises BadCurrency: if it is none of hundredths that we know
    """
    asked = {supplier.pk: supplier for supplier in suppliers}
    if not asked:
        raise NoSuppliers
    if answer_by <= now:
        raise NoTimeLeft
    if likely_units < 1:
        raise NoUnits
    check_currency(currency)
    enquiry = Enquiry.objects.create(
        brief=brief,
        title=title,
        words=words,
        currency=currency,
        likely_units=likely_units,
        answer_by=answer_by,
        person=person,
        at=now,
    )
    Invitee.objects.bulk_create(
        Invitee(enquiry=enquiry, supplier=supplier, at=now) for supplier in asked.values()
    )
    return enquiry


@transaction.atomic
def invite_supplier(*, enquiry: Enquiry, supplier: Supplier, now: datetime) -> Invitee:
    """
    Ask one more supplier.

    :raises TooLate: if the enquiry can be answered no more
    :raises AlreadyInvited: if it is asked already
    """
    _check_open(enquiry, now)
    try:
        with transaction.atomic():
            return Invitee.objects.create(enquiry=enquiry, supplier=supplier, at=now)
    except IntegrityError as error:
        raise AlreadyInvited from error


@transaction.atomic
def ask_about(*, invitee: Invitee, person: Person, words: str, now: datetime) -> EnquiryQuestion:
    """
    Ask the desk, for all who were invited to read; the asker's name is not shown to them.

    :raises TooLate: if the enquiry can be answered no more
    :raises BadWords: if nothing is said, or too much
    """
    _check_open(invitee.enquiry, now)
    return EnquiryQuestion.objects.create(
        invitee=invitee, person=person, words=_said(words), at=now
    )


@transaction.atomic
def answer_question(
    *, question: EnquiryQuestion, person: Person, words: str, now: datetime
) -> EnquiryAnswer:
    """
    Answer a question, to all who were invited.

    :raises AlreadyAnswered: if someone else did
    :raises BadWords: if nothing is said, or too much
    """
    try:
        with transaction.atomic():
            return EnquiryAnswer.objects.create(
                question=question, person=person, words=_said(words), at=now
            )
    except IntegrityError as error:
        raise AlreadyAnswered from error


@transaction.atomic
def decline_enquiry(*, invitee: Invitee, words: str, now: datetime) -> Decline:
    """
    Say for a supplier that it does not offer, and why; it may still think better of it.

    :raises TooLate: if the enquiry can be answered no more
    :raises AlreadyOffered: if it has offered
    :raises AlreadyDeclined: if it said so before
    """
    _check_open(invitee.enquiry, now)
    offered = Quote.objects.filter(
        enquiry=invitee.enquiry_id, product__supplier=invitee.supplier_id
    )
    if offered.exists():
        raise AlreadyOffered
    try:
        with transaction.atomic():
            return Decline.objects.create(
                invitee=invitee, words=words.strip()[:LONGEST_WORDS], at=now
            )
    except IntegrityError as error:
        raise AlreadyDeclined from error


@transaction.atomic
def say_to(
    *, invitee: Invitee, person: Person, by_desk: bool, words: str, now: datetime
) -> EnquiryMessage:
    """
    Say something between the desk and one supplier; nobody else reads it.

    :raises BadWords: if nothing is said, or too much
    """
    return EnquiryMessage.objects.create(
        invitee=invitee, person=person, by_desk=by_desk, words=_said(words), at=now
    )


def _said(words: str) -> str:
    said = words.strip()
    if not 1 <= len(said) <= LONGEST_WORDS:
        raise BadWords
    return said


def _check_open(enquiry: Enquiry, now: datetime) -> None:
    if now >= enquiry.answer_by or Award.objects.filter(quote__enquiry=enquiry).exists():
        raise TooLate
