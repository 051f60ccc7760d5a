"""Transfers that the bank gave back after their file was carried out: what they paid is owed."""

from datetime import date, datetime

from django.db import transaction

from clust.commissions.models import (
    CommissionPayout,
    RoyaltyPayout,
    Transfer,
    TransferFile,
    TransferFilePaid,
    TransferReturn,
)
from clust.ledger.actions import Account, Line, post
from clust.ledger.readings import CALENDAR
from clust.people.models import Person


class NotPaid(Exception):
    """The transfer was not made: it can be taken out of its file instead."""


class AlreadyReturned(Exception):
    """That it came back was noted before."""


class NoReason(Exception):
    """A transfer comes back for a reason, which the bank says."""


class NotThen(Exception):
    """It cannot have come back on that day: before it was sent, or after today."""


@transaction.atomic
def note_returned(
    *, transfer: Transfer, reason: str, booked_on: date, person: Person | None, now: datetime
) -> TransferReturn:
    """
    Note that the bank gave a transfer back: what it paid is owed again, and can be sent anew.

    :raises NotPaid: if its file was not carried out, or without it
    :raises AlreadyReturned: if that was noted before
    :raises NoReason: without the bank's reason
    :raises NotThen: if that is no day between the making of the file and today
    """
    transfer = lock_transfer(transfer)
    if TransferReturn.objects.filter(transfer=transfer).exists():
        raise AlreadyReturned
    if not (transfer.open and TransferFilePaid.objects.filter(file=transfer.file_id).exists()):
        raise NotPaid
    if not reason.strip():
        raise NoReason
    if not _day(transfer.file.at) <= booked_on <= _day(now):
        raise NotThen
    _reopen(transfer)
    post(
        key=f"transfer_return:{transfer.pk}",
        currency=transfer.file.currency,
        lines=[Line(Account.BANK, transfer.cents), _owed_again(transfer)],
        now=now,
    )
    return TransferReturn.objects.create(
        transfer=transfer, reason=reason.strip(), booked_on=booked_on, person=person, at=now
    )


def lock_transfer(transfer: Transfer) -> Transfer:
    """Return a transfer as it stands, and let nobody else note anything of its file meanwhile."""
    TransferFile.objects.select_for_update(no_key=True).get(pk=transfer.file_id)
    rows = Transfer.objects.select_related("file", "bill", "royalty_statement")
    return rows.get(pk=transfer.pk)


def _day(moment: datetime) -> date:
    return moment.astimezone(CALENDAR).date()


def _reopen(transfer: Transfer) -> None:
    """Let the bill or statement stand in another file."""
    Transfer.objects.filter(pk=transfer.pk).update(open=False)
    CommissionPayout.objects.filter(transfer=transfer).update(open=False)
    RoyaltyPayout.objects.filter(transfer=transfer).update(open=False)


def _owed_again(transfer: Transfer) -> Line:
    """Return the line of the books by which a partner or creator is owed again."""
    if transfer.bill:
        return Line(Account.COMMISSIONS, -transfer.cents, party=transfer.bill.partner_id)
    creator = transfer.royalty_statement.creator_id if transfer.royalty_statement else None
    return Line(Account.ROYALTIES, -transfer.cents, party=creator)
