"""What the desk does with lines of the bank that nobody could match."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from clust.banking.actions.statements import candidates
from clust.banking.models import BankLine, Explanation, Matching, PaidBack, PayBack, Payer
from clust.ledger.actions import Account, Line, post
from clust.orders.models import Order
from clust.payments.actions.charging import receive_transfer
from clust.payments.settling import settlement
from clust.people.models import Person

PAYER_KEPT = timedelta(days=400)


class NotSoMuch(Exception):
    """More is taken of a line than is left of it, or the order owes less."""


class NotIncoming(Exception):
    """This money went, it did not come."""


class OtherMoney(Exception):
    """The line and the order are in different currencies."""


class NotInBooks(Exception):
    """The books have no such movement, or another line is that movement."""


class AlreadyPaidBack(Exception):
    """It was sent before."""


@transaction.atomic
def match_line(
    *, line: BankLine, order: Order, cents: int, person: Person | None, now: datetime
) -> Matching:
    """
    Take so many cents of a line as a payment of an order.

    :raises NotSoMuch: if the line has less left, or the order owes less
    """
    _take(line, cents)
    if order.campaign.currency != line.account.currency:
        raise OtherMoney
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if cents > settlement(order).to_charge:
        raise NotSoMuch
    capture = receive_transfer(
        order=order,
        cents=cents,
        ref=f"bank-{line.pk}-{line.matchings.count() + 1}",
        was_unmatched=True,
        now=now,
    )
    return Matching.objects.create(line=line, capture=capture, cents=cents, person=person, at=now)


@transaction.atomic
def pay_back(*, line: BankLine, cents: int, person: Person | None, now: datetime) -> PayBack:
    """
    Put so many cents of a line down to be sent back to who paid.

    :raises NotSoMuch: if the line has less left
    """
    _take(line, cents)
    back = PayBack.objects.create(line=line, cents=cents, person=person, at=now)
    _post(f"pay_back:{back.pk}", line, Account.UNMATCHED, Account.REFUNDS_ON_WAY, cents, now)
    return back


@transaction.atomic
def note_pay_back_sent(*, back: PayBack, person: Person | None, now: datetime) -> PaidBack:
    """
    Write that the bank was told to send money back.

    :raises AlreadyPaidBack: if it was noted before
    """
    back = PayBack.objects.select_for_update(no_key=True).get(pk=back.pk)
    if PaidBack.objects.filter(pay_back=back).exists():
        raise AlreadyPaidBack
    done = PaidBack.objects.create(pay_back=back, person=person, at=now)
    key = f"pay_back_done:{back.pk}"
    _post(key, back.line, Account.REFUNDS_ON_WAY, Account.BANK, back.cents, now)
    return done


@transaction.atomic
def explain_line(*, line: BankLine, key: str, person: Person | None, now: datetime) -> Explanation:
    """
    Take a whole line as a movement that the books have; then it is not unmatched any more.

    :raises NotInBooks: if there is none of this key and amount, or another line is it
    :raises NotSoMuch: if a part of the line is matched already
    """
    line = _locked(line)
    if line.left_cents != abs(line.cents):
        raise NotSoMuch
    if key not in candidates(line):
        raise NotInBooks
    explanation = Explanation.objects.create(line=line, key=key, person=person, at=now)
    BankLine.objects.filter(pk=line.pk).update(left_cents=0)
    _post(f"explanation:{explanation.pk}", line, Account.UNMATCHED, Account.BANK, line.cents, now)
    return explanation


@transaction.atomic
def forget_payers(*, now: datetime) -> int:
    """
    Let go of names and accounts of who paid by transfer, a good year after all of it is settled.

    :returns: how many were let go
    """
    open_backs = PayBack.objects.filter(done=None).values("line")
    gone = Payer.objects.filter(line__left_cents=0, line__at__lt=now - PAYER_KEPT).exclude(
        line__in=open_backs
    )
    return gone.delete()[0]


def _locked(line: BankLine) -> BankLine:
    return BankLine.objects.select_for_update(no_key=True).get(pk=line.pk)


def _take(line: BankLine, cents: int) -> None:
    """Take cents of what is left of a line that came."""
    line = _locked(line)
    if line.cents < 0:
        raise NotIncoming
    if not 0 < cents <= line.left_cents:
        raise NotSoMuch
    BankLine.objects.filter(pk=line.pk).update(left_cents=F("left_cents") - cents)


def _post(
    key: str, line: BankLine, debit: Account, credit: Account, cents: int, now: datetime
) -> None:
    post(
        key=key,
        currency=line.account.currency,
        lines=[Line(debit, cents), Line(credit, -cents)],
        now=now,
    )
