"""Monthly fees of communities' shops: credited to their keepers, or invoiced to them and paid."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from clust.commissions.fees import fees_open, months_due
from clust.commissions.models import FeeInvoice, FeePayment, MonthFee
from clust.commissions.taxes import HOME, standard_rate, tax_on
from clust.ledger.actions import Account, Line, post
from clust.ledger.readings import CALENDAR
from clust.partners.models import Agreement, Partner, Tenure
from clust.people.models import Person
from clust.storefronts.models import Seller, Storefront


class NothingToCharge(Exception):
    """All months begun have their fee, or none is agreed."""


class NotSoMuch(Exception):
    """The partner owes less than that, or nothing."""


class AlreadyPaid(Exception):
    """This transfer was noted before."""


@transaction.atomic
def charge_months(tenure: Tenure, *, now: datetime) -> list[MonthFee]:
    """
    Write the fee of each month of a shop that has begun, by the terms of its first day.

    What the partner pays is invoiced to it; the seller's row is locked meanwhile for its number.

    :raises NothingToCharge: if all is written
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=tenure.storefront_id)
    fees = [_charge(tenure, month, terms, now) for month, terms in months_due(tenure, now)]
    if not fees:
        raise NothingToCharge
    return fees


def _charge(tenure: Tenure, month: date, terms: int, now: datetime) -> MonthFee:
    agreement = Agreement.objects.get(pk=terms)
    fee = MonthFee.objects.create(
        storefront=tenure.storefront,
        month=month,
        tenure=tenure,
        agreement=agreement,
        cents=agreement.month_cents,
        at=now,
    )
    lines = _invoiced(fee, now) if fee.cents < 0 else _earned(fee)
    post(key=f"month_fee:{fee.pk}", currency=tenure.storefront.currency, lines=lines, now=now)
    return fee


def _earned(fee: MonthFee) -> list[Line]:
    owed = Line(Account.COMMISSIONS, -fee.cents, party=fee.agreement.partner_id)
    return [Line(Account.COMMISSION_COSTS, fee.cents), owed]


def _invoiced(fee: MonthFee, now: datetime) -> list[Line]:
    Seller.objects.select_for_update(no_key=True).get(pk=fee.storefront.seller_id)
    net, day = -fee.cents, now.astimezone(CALENDAR).date()
    rate = standard_rate(day)
    vat = tax_on(net, rate)
    FeeInvoice.objects.create(
        fee=fee,
        partner=fee.agreement.partner,
        number=int(FeeInvoice.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        issued_on=day,
        per_mille=rate,
        net_cents=net,
        vat_cents=vat,
        gross_cents=net + vat,
        at=now,
    )
    return [
        Line(Account.COMMISSIONS, net + vat, party=fee.agreement.partner_id),
        Line(Account.SHOP_FEES, -net),
        Line(Account.VAT, -vat, detail=f"{HOME} {rate}"),
    ]


@transaction.atomic
def receive_fees(
    *,
    partner: Partner,
    currency: str,
    cents: int,
    reference: str,
    person: Person | None,
    now: datetime,
) -> FeePayment:
    """
    Note that a partner paid fees into our bank.

    :raises NotSoMuch: if it is nothing, or more than is open
    :raises AlreadyPaid: if the transfer was noted before
    """
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    if partner.fee_payments.filter(reference=reference).exists():
        raise AlreadyPaid
    if not 0 < cents <= fees_open(partner, currency):
        raise NotSoMuch
    payment = FeePayment.objects.create(
        partner=partner, currency=currency, cents=cents, reference=reference, person=person, at=now
    )
    owed = Line(Account.COMMISSIONS, -cents, party=partner.pk)
    lines = [Line(Account.BANK, cents), owed]
    post(key=f"fee_payment:{payment.pk}", currency=currency, lines=lines, now=now)
    return payment
