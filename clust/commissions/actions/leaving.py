"""Money of creators who left: what is owed then, and keeping it where nobody can be paid."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from clust.commissions.actions.stating import AlreadyPaid, InTransferFile
from clust.commissions.models import (
    RoyaltyKeeping,
    RoyaltyPayout,
    RoyaltyStatement,
    Transfer,
    TransferReturn,
)
from clust.ledger.readings import CALENDAR
from clust.partners.models import PayoutAccount
from clust.people.models import Erasure, Person

CLAIM_YEARS = 5


class NotLeft(Exception):
    """The creator is still here, and can say where to pay to."""


class AlreadyKept(Exception):
    """That it is kept was written before."""


class NoNote(Exception):
    """It is kept for a reason: what was tried."""


class Way(NamedTuple):
    """Where a creator's money goes: an account, or none; whether it gave a transfer back."""

    account: PayoutAccount | None
    gave_back: bool


def way_of(creator: Person) -> Way:
    """Return where a creator's royalties go."""
    account = PayoutAccount.objects.standing().filter(creator=creator).first()
    back = TransferReturn.objects.filter(transfer__account=account)
    return Way(account, account is not None and back.exists())


def last_claim(statement: RoyaltyStatement) -> date:
    """Return the last day on which a statement can be claimed (civil code 2224: five years)."""
    day = statement.at.astimezone(CALENDAR).date()
    if (day.month, day.day) == (2, 29):
        return date(day.year + CLAIM_YEARS, 3, 1)
    return day.replace(year=day.year + CLAIM_YEARS)


@transaction.atomic
def keep_royalties(
    *, statement: RoyaltyStatement, note: str, person: Person, now: datetime
) -> RoyaltyKeeping:
    """
    Keep what a creator who left is owed as owed, until the law's term; it is paid if they ask.

    :raises NotLeft: if the creator is still here
    :raises NoNote: without what was tried
    :raises AlreadyPaid: if it was paid
    :raises InTransferFile: if it stands in a file of transfers
    :raises AlreadyKept: if that was written before
    """
    RoyaltyStatement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if not Erasure.objects.filter(person=statement.creator_id).exists():
        raise NotLeft
    if not note.strip():
        raise NoNote
    if RoyaltyPayout.objects.filter(statement=statement, open=True).exists():
        raise AlreadyPaid
    if Transfer.objects.filter(royalty_statement=statement, open=True).exists():
        raise InTransferFile
    if RoyaltyKeeping.objects.filter(statement=statement).exists():
        raise AlreadyKept
    return RoyaltyKeeping.objects.create(
        statement=statement, note=note.strip(), until=last_claim(statement), person=person, at=now
    )
