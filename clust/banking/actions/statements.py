"""Taking statements of the bank, and finding what each line is for."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from clust.banking.actions.batches import match_parts
from clust.banking.doubles import doubles_of
from clust.banking.models import (
    BankAccount,
    BankLine,
    BankStatement,
    Explanation,
    Matching,
    Payer,
)
from clust.banking.papers import OtherCurrency, SaidLine, SaidStatement
from clust.contributions.actions import receive_contribution
from clust.contributions.models import ContributionStatement
from clust.ledger.actions import Account, Line
from clust.ledger.many import Movement, post_all
from clust.ledger.readings import bank_entries
from clust.payments.actions.charging import receive_transfer
from clust.payments.models import TransferDue
from clust.payments.settling import settlement
from clust.people.models import Person

DAYS_APART = timedelta(days=10)
PARIS = ZoneInfo("Europe/Paris")
LINES_AT_ONCE = 1_000


@transaction.atomic
def take_statement(
    said: SaidStatement, *, now: datetime, person: Person | None = None
) -> tuple[BankStatement, int]:
    """
    Write a statement and the lines that are new, and find what each is for.

    Taken twice it is once; a line that another statement had already is left out, in the same
    format or in another one. Parts of a sum that was taken as one line pay their orders from it.

    :returns: the statement, and how many lines were new
    :raises OtherCurrency: if the account was in another currency before
    """
    account, _ = BankAccount.objects.get_or_create(
        iban=said.account, defaults={"currency": said.currency}
    )
    if account.currency != said.currency:
        raise OtherCurrency
    BankAccount.objects.select_for_update().get(pk=account.pk)
    if taken := BankStatement.objects.filter(account=account, number=said.number).first():
        return taken, 0
    known, sums = doubles_of(account, said)
    fresh = {line.ref: (n, line) for n, line in enumerate(said.lines, 1) if line.ref not in known}
    days = [line.booked_on for line in said.lines]
    statement = BankStatement.objects.create(
        account=account,
        number=said.number,
        begins_on=min(days, default=None),
        ends_on=max(days, default=None),
        opening_cents=said.opening,
        closing_cents=said.closing,
        known_lines=len(said.lines) - len(fresh),
        person=person,
        at=now,
    )
    lines = _write_lines(statement, list(fresh.values()), now)
    _settle(lines, account.currency, now)
    for line, parts in sums:
        match_parts(line, parts=parts, now=now)
    return statement, len(lines)


def _write_lines(
    statement: BankStatement, fresh: Sequence[tuple[int, SaidLine]], now: datetime
) -> list[BankLine]:
    lines = BankLine.objects.bulk_create(
        (
            BankLine(
                statement=statement,
                account=statement.account,
                position=n,
                ref=line.ref,
                booked_on=line.booked_on,
                cents=line.cents,
                left_cents=abs(line.cents),
                reference=line.reference,
                at=now,
            )
            for n, line in fresh
        ),
        batch_size=LINES_AT_ONCE,
    )
    Payer.objects.bulk_create(
        (
            _payer(row, line)
            for row, (_, line) in zip(lines, fresh, strict=True)
            if line.name or line.iban or line.text or line.end_to_end
        ),
        batch_size=LINES_AT_ONCE,
    )
    return lines


def _payer(row: BankLine, line: SaidLine) -> Payer:
    return Payer(
        line=row,
        name=line.name[:140],
        iban=line.iban[:34],
        text=line.text[:500],
        end_to_end=line.end_to_end[:35],
    )


def _settle(lines: Sequence[BankLine], currency: str, now: datetime) -> None:
    """Match lines with orders or with what the books have; the rest is in the books unmatched."""
    awaited = {
        due.reference: due
        for due in TransferDue.objects.filter(
            reference__in={line.reference for line in lines if line.reference}
        ).select_related("order__campaign")
    }
    asked = {
        row.reference: row
        for row in ContributionStatement.objects.filter(
            reference__in={line.reference for line in lines if line.reference}, currency=currency
        )
    }
    rest = [
        line
        for line in lines
        if not _pays(line, awaited.get(line.reference), currency, now)
        and not _contributes(line, asked.get(line.reference), now)
        and not explain_alone(line, now=now)
    ]
    post_all(
        movements=[
            Movement(
                f"bank_line:{line.pk}",
                currency,
                [Line(Account.BANK, line.cents), Line(Account.UNMATCHED, -line.cents)],
            )
            for line in rest
        ],
        now=now,
    )


def _pays(line: BankLine, due: TransferDue | None, currency: str, now: datetime) -> bool:
    """Take a line as the payment of an order, where it is exactly what the order owes."""
    if due is None or line.cents <= 0 or due.order.campaign.currency != currency:
        return False
    if settlement(due.order).to_charge != line.cents:
        return False
    capture = receive_transfer(order=due.order, cents=line.cents, ref=f"bank-{line.pk}", now=now)
    Matching.objects.create(line=line, capture=capture, cents=line.cents, at=now)
    BankLine.objects.filter(pk=line.pk).update(left_cents=0)
    return True


def _contributes(line: BankLine, statement: ContributionStatement | None, now: datetime) -> bool:
    """Take a line as a community's payment of what it owes, or of a part of it."""
    if statement is None or not 0 < line.cents <= statement.due_cents:
        return False
    payment = receive_contribution(
        statement=statement, cents=line.cents, reference=f"bank-{line.pk}", person=None, now=now
    )
    Explanation.objects.create(line=line, key=f"contribution_payment:{payment.pk}", at=now)
    BankLine.objects.filter(pk=line.pk).update(left_cents=0)
    return True


def explain_alone(line: BankLine, *, now: datetime) -> bool:
    """Take a line as a movement that the books have, where exactly one of that amount is near."""
    near = candidates(line)
    if len(near) != 1:
        return False
    Explanation.objects.create(line=line, key=near[0], at=now)
    BankLine.objects.filter(pk=line.pk).update(left_cents=0)
    return True


def candidates(line: BankLine) -> list[str]:
    """Return the movements on the bank's account that a line may be: same cents, ten days near."""
    day = datetime.combine(line.booked_on, time(12), tzinfo=PARIS)
    keys = bank_entries(
        cents=line.cents,
        currency=line.account.currency,
        begin=day - DAYS_APART,
        end=day + DAYS_APART,
    )
    taken = Explanation.objects.filter(key__in=keys).values_list("key", flat=True)
    return [key for key in keys if key not in set(taken)]
