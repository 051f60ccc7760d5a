"""Monthly statements of commissions, and the bills that we write for partners."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from clust.commissions.fees import fees_open
from clust.commissions.levels import last_month, month_start
from clust.commissions.models import CommissionStatement, SelfBill
from clust.commissions.owed import account_of, currencies_of
from clust.commissions.taxes import HOME, standard_rate, tax_on
from clust.invoicing.register import register
from clust.ledger.actions import Account, Line, post
from clust.ledger.readings import CALENDAR
from clust.partners.actions.paying import missing_for, note_tax_answer
from clust.partners.models import Partner, TaxCheck, TaxData
from clust.rules.commission import payable


class AlreadyStated(Exception):
    """The month has its statement, or there is nothing to state."""


class AlreadyBilled(Exception):
    """The statement has its bill."""


class NothingToBill(Exception):
    """The statement pays nothing out."""


class DataMissing(Exception):
    """Something must be known of the partner first; the arguments say what."""


@transaction.atomic
def state_commissions(partner: Partner, *, now: datetime) -> list[CommissionStatement]:
    """
    Write a partner's statement until the end of the last month, one for each currency.

    :raises AlreadyStated: if it is written, or nothing was earned since
    """
    _lock(partner)
    found = [_state(partner, currency, now) for currency in currencies_of(partner)]
    written = [statement for statement in found if statement]
    if not written:
        raise AlreadyStated
    return written


def _state(partner: Partner, currency: str, now: datetime) -> CommissionStatement | None:
    month, until = last_month(now), month_start(now)
    stated = CommissionStatement.objects.filter(partner=partner, currency=currency)
    last = stated.order_by("month").last()
    account = account_of(partner, currency, until)
    if (last and last.month >= month) or account.accrued - account.reversed == account.stated:
        return None
    since = account_of(partner, currency, last.until) if last else None
    return CommissionStatement.objects.create(
        partner=partner,
        currency=currency,
        month=month,
        until=until,
        before_cents=last.open_cents if last else 0,
        accrued_cents=account.accrued - (since.accrued if since else 0),
        reversed_cents=account.reversed - (since.reversed if since else 0),
        payable_cents=payable(account),
        at=now,
    )


@transaction.atomic
def bill_statement(statement: CommissionStatement, *, now: datetime) -> SelfBill:
    """
    Write a partner's bill to us, with the tax that its status asks for.

    What the partner still owes of its shops' fees is set off.

    :raises NothingToBill: if the statement pays nothing out
    :raises AlreadyBilled: if it has its bill
    :raises DataMissing: if something must be known first
    """
    _lock(statement.partner)
    if not statement.payable_cents:
        raise NothingToBill
    if SelfBill.objects.filter(statement=statement).exists():
        raise AlreadyBilled
    if missing := missing_for(statement.partner):
        raise DataMissing(*missing)
    tax = statement.partner.tax_data.latest("pk")
    return _written(statement, tax, now)


def _written(statement: CommissionStatement, tax: TaxData, now: datetime) -> SelfBill:
    net, day = statement.payable_cents, now.astimezone(CALENDAR).date()
    standard = standard_rate(day)
    charged = standard if tax.status == TaxData.Status.VAT else 0
    vat = tax_on(net, charged)
    bill = SelfBill.objects.create(
        statement=statement,
        partner=statement.partner,
        tax=tax,
        number=None if tax.status == TaxData.Status.PRIVATE else _next_number(statement.partner),
        issued_on=day,
        per_mille=charged,
        net_cents=net,
        vat_cents=vat,
        gross_cents=net + vat,
        set_off_cents=min(fees_open(statement.partner, statement.currency), net + vat),
        at=now,
    )
    _post(bill, statement, tax_on(net, standard), f"{HOME} {standard}", now)
    return bill


def _next_number(partner: Partner) -> int:
    """Return the next number of a partner's series; its row is locked until the bill stands."""
    last = SelfBill.objects.filter(partner=partner).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _post(
    bill: SelfBill, statement: CommissionStatement, home: int, rate: str, now: datetime
) -> None:
    """Book the tax that the partner charges, or that we account for in its place."""
    if bill.vat_cents:
        owed = Line(Account.COMMISSIONS, -bill.vat_cents, party=bill.partner_id)
        lines = [Line(Account.VAT_INPUT, bill.vat_cents, detail=rate), owed]
    elif bill.tax.status == TaxData.Status.ABROAD:
        lines = [Line(Account.VAT_INPUT, home, detail=rate), Line(Account.VAT, -home, detail=rate)]
    else:
        return
    post(key=f"self_bill:{bill.pk}", currency=statement.currency, lines=lines, now=now)


def look_up_partner(tax: TaxData, *, asked_by: str, now: datetime) -> TaxCheck:
    """
    Ask the register about a partner's number, outside of any transaction, and write it down.

    :param asked_by: the seller's own number
    :raises RegisterSilent: if there is no answer
    """
    answer = register().ask(number=tax.vat_number, asked_by=asked_by)
    return note_tax_answer(tax=tax, valid=answer.valid, ref=answer.ref, now=now)


def _lock(partner: Partner) -> None:
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
