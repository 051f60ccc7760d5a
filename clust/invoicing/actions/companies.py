"""Buying for a company: its name and VAT number, looked up later where the tax depends on it."""

from datetime import datetime

from django.db import transaction
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from clust.invoicing.models import BilledTo, Company, CreditNotePaper, InvoicePaper, VatCheck
from clust.invoicing.register import register
from clust.people.models import Person


class BadVatNumber(Exception):
    """No member state gives such a number: wrong country, length, letters or check digit."""


class NoName(Exception):
    """A company has a name."""


def well_formed(number: str) -> str:
    """
    Return a VAT number as it is written down: country first, no spaces or points.

    :raises BadVatNumber: if no member state gives such numbers
    """
    try:
        return str(vat.validate(number))
    except ValidationError as error:
        raise BadVatNumber from error


@transaction.atomic
def buy_for_company(*, person: Person, name: str, vat_number: str, now: datetime) -> Company:
    """
    Make invoices out to a company from now on; saying the same again changes nothing.

    :raises BadVatNumber: at once; whether the number is in use is asked later
    :raises NoName: if the name is empty
    """
    name, number = " ".join(name.split()), well_formed(vat_number)
    if not name:
        raise NoName
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = Company.objects.of(person)
    if standing and (standing.name, standing.vat_number) == (name, number):
        return standing
    Company.objects.filter(person=person, ended_at=None).update(ended_at=now)
    return Company.objects.create(person=person, name=name, vat_number=number, at=now)


def buy_for_oneself(*, person: Person, now: datetime) -> None:
    """Make invoices out to the person again."""
    Company.objects.filter(person=person, ended_at=None).update(ended_at=now)


@transaction.atomic
def note_vat_answer(*, company: Company, valid: bool, now: datetime, ref: str = "") -> VatCheck:
    """Write down what the register said of a company's number; the first answer stands."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    said = VatCheck.objects.filter(company=company).first()
    return said or VatCheck.objects.create(company=company, valid=valid, ref=ref, at=now)


def look_up(company: Company, *, asked_by: str, now: datetime) -> VatCheck:
    """
    Ask the register about a company's number, outside of any transaction, and write it down.

    :param asked_by: the seller's own number
    :raises RegisterSilent: if there is no answer
    """
    answer = register().ask(number=company.vat_number, asked_by=asked_by)
    return note_vat_answer(company=company, valid=answer.valid, ref=answer.ref, now=now)


@transaction.atomic
def forget_bills(*, person: Person, now: datetime) -> int:
    """
    Let go of the names and addresses on a person's invoices, once the law lets us.

    :returns: how many invoices were made out to them
    """
    bills = BilledTo.objects.filter(person=person)
    InvoicePaper.objects.filter(invoice__billed_to__in=bills).delete()
    CreditNotePaper.objects.filter(credit_note__invoice__billed_to__in=bills).delete()
    Company.objects.filter(person=person).update(name="–")
    Company.objects.filter(person=person, ended_at=None).update(ended_at=now)
    return bills.delete()[0]
