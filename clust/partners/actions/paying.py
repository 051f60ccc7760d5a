"""Tax data and bank accounts, checked where they come in."""

from datetime import datetime

from django.db import transaction
from stdnum import iban as ibans
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as sirens

from clust.partners.models import (
    Partner,
    PayoutAccount,
    PayoutAccountConfirmation,
    TaxCheck,
    TaxData,
)
from clust.people.models import Person

HOME = "FR"


class BadSiren(Exception):
    """No French company has such a number: nine digits, the last one a check digit."""


class BadVatNumber(Exception):
    """No member state gives such a number, or not to this kind of company."""


class BadIban(Exception):
    """No bank gives such an account number."""


class NotAccepted(Exception):
    """A company lets us write its invoices before we can."""


class NothingToCheck(Exception):
    """The number was looked up, or is not said any more."""


@transaction.atomic
def say_taxes(
    *,
    partner: Partner,
    status: str,
    siren: str,
    vat_number: str,
    accepts: bool,
    person: Person | None,
    now: datetime,
) -> TaxData:
    """
    Write how a partner is taxed, with the numbers that this needs and no others.

    :raises BadSiren, BadVatNumber: if a number that is needed cannot be one
    :raises NotAccepted: if a company does not let us write its invoices
    """
    status = TaxData.Status(status)
    french = status in (TaxData.Status.VAT, TaxData.Status.FRANCHISE)
    charges = status in (TaxData.Status.VAT, TaxData.Status.ABROAD)
    if status != TaxData.Status.PRIVATE and not accepts:
        raise NotAccepted
    company = _siren(siren) if french else ""
    return TaxData.objects.create(
        partner=partner,
        status=status,
        siren=company,
        vat_number=_vat(vat_number, company) if charges else "",
        accepts=accepts,
        person=person,
        at=now,
    )


def _siren(said: str) -> str:
    try:
        return str(sirens.validate(said))
    except ValidationError as error:
        raise BadSiren from error


def _vat(said: str, siren: str) -> str:
    """Return a VAT number; a French company's holds its SIREN, one from abroad is not French."""
    try:
        number = str(vat.validate(said))
    except ValidationError as error:
        raise BadVatNumber from error
    is_french = number.startswith(HOME)
    if is_french != bool(siren) or not number.endswith(siren):
        raise BadVatNumber
    return number


@transaction.atomic
def note_tax_answer(*, tax: TaxData, valid: bool, ref: str, now: datetime) -> TaxCheck:
    """Write down what the register said of a partner's number; the first answer stands."""
    TaxData.objects.select_for_update(no_key=True).get(pk=tax.pk)
    said = TaxCheck.objects.filter(tax=tax).first()
    return said or TaxCheck.objects.create(tax=tax, valid=valid, ref=ref, at=now)


@transaction.atomic
def give_account(
    *,
    holder: str,
    iban: str,
    person: Person,
    now: datetime,
    partner: Partner | None = None,
    creator: Person | None = None,
) -> PayoutAccount:
    """
    Write where to pay to from now on, once it is confirmed.

    :raises BadIban: if no bank gives such a number
    """
    try:
        number = str(ibans.validate(iban))
    except ValidationError as error:
        raise BadIban from error
    return PayoutAccount.objects.create(
        partner=partner,
        creator=creator,
        holder=" ".join(holder.split()),
        iban=number,
        person=person,
        at=now,
    )


@transaction.atomic
def confirm_account(account: PayoutAccount, *, now: datetime) -> PayoutAccountConfirmation:
    """Pay to this account from now on; confirming twice is once."""
    told = {"at": now}
    return PayoutAccountConfirmation.objects.get_or_create(account=account, defaults=told)[0]


def missing_for(partner: Partner) -> list[str]:
    """Return what must be known before a partner is paid: address, taxes, number, account."""
    tax = partner.tax_data.order_by("-pk").first()
    check = TaxCheck.objects.filter(tax=tax).first() if tax else None
    account = PayoutAccount.objects.standing().filter(partner=partner)
    told = {
        "address": not (partner.street and partner.postcode and partner.city),
        "taxes": tax is None,
        "number_waits": bool(tax and tax.vat_number and check is None),
        "number_invalid": bool(check and not check.valid),
        "account": not account.exists(),
    }
    return [word for word, is_missing in told.items() if is_missing]
