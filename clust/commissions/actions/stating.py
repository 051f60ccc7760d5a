"""Monthly statements of royalties, and their payment."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from clust.commissions.levels import account_of, last_month, month_start
from clust.commissions.models import (
    Royalty,
    RoyaltyPayout,
    RoyaltyReversal,
    RoyaltyStatement,
    Transfer,
)
from clust.ledger.actions import Account, Line, post
from clust.people.models import Person
from clust.rules.royalties import payable


class AlreadyStated(Exception):
    """The month has its statement, or there is nothing to state."""


class NothingToPay(Exception):
    """The statement pays nothing out."""


class AlreadyPaid(Exception):
    """The statement was paid before."""


class InTransferFile(Exception):
    """The statement stands in a file of transfers: that is paid as a whole."""


class NoReference(Exception):
    """A payment is noted with the reference of its transfer."""


@transaction.atomic
def state_royalties(creator: Person, *, now: datetime) -> list[RoyaltyStatement]:
    """
    Write a creator's statement until the end of the last month, one for each currency.

    :raises AlreadyStated: if it is written, or nothing was earned since
    """
    Person.objects.select_for_update(no_key=True).get(pk=creator.pk)
    currencies = creator.rights_assignments.values_list("project__wish__currency", flat=True)
    found = [_state(creator, currency, now) for currency in sorted(set(currencies))]
    written = [statement for statement in found if statement]
    if not written:
        raise AlreadyStated
    return written


def _state(creator: Person, currency: str, now: datetime) -> RoyaltyStatement | None:
    month, until = last_month(now), month_start(now)
    stated = RoyaltyStatement.objects.filter(creator=creator, currency=currency)
    last = stated.order_by("month").last()
    account = account_of(creator, currency, until)
    before = last.open_cents if last else 0
    if (last and last.month >= month) or account.accrued - account.reversed == account.stated:
        return None
    since = account_of(creator, currency, last.until) if last else None
    return RoyaltyStatement.objects.create(
        creator=creator,
        currency=currency,
        month=month,
        until=until,
        before_cents=before,
        units=_units(creator, currency, last.until if last else None, until),
        accrued_cents=account.accrued - (since.accrued if since else 0),
        reversed_cents=account.reversed - (since.reversed if since else 0),
        payable_cents=payable(account),
        at=now,
    )


def _units(creator: Person, currency: str, since: datetime | None, until: datetime) -> int:
    fields = {"rights__person": creator, "rights__project__wish__currency": currency}
    spell = {"at__lt": until} | ({"at__gte": since} if since else {})
    came, back = (
        table.objects.filter(**fields, **spell).aggregate(sum=Sum("units", default=0))["sum"]
        for table in (Royalty, RoyaltyReversal)
    )
    return int(came - back)


@transaction.atomic
def pay_royalties(
    *, statement: RoyaltyStatement, reference: str, person: Person, now: datetime
) -> RoyaltyPayout:
    """
    Note that a statement's money left our bank.

    :raises NothingToPay: if it pays nothing out
    :raises NoReference: without the reference of the transfer
    :raises AlreadyPaid: if that was noted before
    :raises InTransferFile: if it stands in a file of transfers
    """
    RoyaltyStatement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if not statement.payable_cents:
        raise NothingToPay
    if not reference.strip():
        raise NoReference
    if RoyaltyPayout.objects.filter(statement=statement, open=True).exists():
        raise AlreadyPaid
    if Transfer.objects.filter(royalty_statement=statement, open=True).exists():
        raise InTransferFile
    payout = RoyaltyPayout.objects.create(
        statement=statement,
        cents=statement.payable_cents,
        reference=reference.strip(),
        person=person,
        at=now,
    )
    post(
        key=f"royalty_payout:{payout.pk}",
        currency=statement.currency,
        lines=[
            Line(Account.ROYALTIES, payout.cents, party=statement.creator_id),
            Line(Account.BANK, -payout.cents),
        ],
        now=now,
    )
    return payout
