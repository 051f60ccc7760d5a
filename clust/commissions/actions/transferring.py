"""Money sent to partners and creators: gathered into a file for the bank, and carried out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet, Sum

from clust.banking.actions.matching import explain_line
from clust.banking.models import BankLine
from clust.base.copying import next_ids
from clust.commissions.models import (
    CommissionPayout,
    RoyaltyPayout,
    RoyaltyStatement,
    SelfBill,
    Transfer,
    TransferDownload,
    TransferEnd,
    TransferFile,
    TransferFilePaid,
)
from clust.commissions.models.payouts import EURO, bills_to_pay, naming, royalties_to_pay
from clust.commissions.pain import Payer, Payment, pain001
from clust.ledger.actions import Account, Line, post
from clust.ledger.readings import CALENDAR
from clust.partners.models import PayoutAccount
from clust.people.models import Person
from clust.storefronts.models import Seller

NEAR = timedelta(days=10)


class NothingToPay(Exception):
    """Nobody waits for money, or nobody whose account is known."""


class NoAccount(Exception):
    """We have no account of our own to pay from: it is missing in the seller's data."""


class AlreadyHandedOut(Exception):
    """The file was handed out before: it is given once."""


class TakenBack(Exception):
    """A transfer was taken out before the file was given: the bank must not get it."""


class AlreadyPaid(Exception):
    """The file was carried out before."""


class NotHandedOut(Exception):
    """The bank cannot have carried out what it was never given."""


class AlreadyOut(Exception):
    """The transfer was taken out before."""


class NoReason(Exception):
    """A transfer is taken out for a reason."""


class Due(NamedTuple):
    """Somebody to pay: for a partner's bill or a creator's statement, to which account."""

    bill: SelfBill | None
    royalty: RoyaltyStatement | None
    account: PayoutAccount
    cents: int
    text: str


@transaction.atomic
def gather_transfers(seller: Seller, *, person: Person | None, now: datetime) -> TransferFile:
    """
    Put all that is due, in euros, to known accounts into one file for the bank.

    The seller's row stays locked meanwhile, so that nothing is gathered twice, and creators'
    statements, so that none is paid by hand.

    :raises NoAccount: if the seller's own account is not known
    :raises NothingToPay: if nobody can be paid
    """
    lock_seller(seller)
    if not seller.iban:
        raise NoAccount
    locked = lock_royalties(now)
    due = [one for one in due_now(now) if one.royalty is None or one.royalty.pk in locked]
    if not due:
        raise NothingToPay
    key = next_ids("transfer_file", 1)[0]
    file = TransferFile(pk=key, seller=seller, currency=EURO, iban=seller.iban, person=person)
    file.at, file.cents = now, sum(one.cents for one in due)
    file.content = pain001(
        number=file.number,
        payer=Payer(seller.name, seller.iban),
        payments=[_payment(file, place, one) for place, one in enumerate(due, 1)],
        on=now.astimezone(CALENDAR).date(),
        now=now,
    )
    file.save(force_insert=True)
    Transfer.objects.bulk_create(_transfer(file, one) for one in due)
    return file


def lock_seller(seller: Seller) -> None:
    """Let one gather at a time."""
    Seller.objects.select_for_update(no_key=True).get(pk=seller.pk)


def lock_royalties(now: datetime) -> set[int]:
    """Let no creator's statement that waits be paid by hand; what waits is read after this."""
    rows = royalties_to_pay(now).select_for_update(no_key=True, of=("self",))
    return set(rows.order_by("pk").values_list("pk", flat=True))


def due_now(now: datetime) -> Iterator[Due]:
    """Yield whom we owe money that can be sent, in euros: partners, then creators."""
    accounts = PayoutAccount.objects.standing()
    partners = {row.partner_id: row for row in accounts.filter(partner__isnull=False)}
    creators = {row.creator_id: row for row in accounts.filter(creator__isnull=False)}
    bills = bills_to_pay(now).filter(statement__currency=EURO).select_related("statement")
    for bill in bills.order_by("pk"):
        if account := partners.get(bill.partner_id):
            yield Due(bill, None, account, bill.pay_cents, bill.name)
    for statement in royalties_to_pay(now).filter(currency=EURO).order_by("pk"):
        if account := creators.get(statement.creator_id):
            yield Due(None, statement, account, statement.payable_cents, statement.number)


def _payment(file: TransferFile, place: int, due: Due) -> Payment:
    reference, account = f"{file.number}-{place}", due.account
    return Payment(reference, account.holder, account.iban, due.cents, due.text)


def _transfer(file: TransferFile, due: Due) -> Transfer:
    return Transfer(
        file=file,
        bill=due.bill,
        royalty_statement=due.royalty,
        account=due.account,
        cents=due.cents,
    )


@transaction.atomic
def hand_out(file: TransferFile, *, person: Person, now: datetime) -> TransferDownload:
    """
    Give a file to the desk for the bank, once.

    :raises AlreadyHandedOut: if it was given before
    :raises TakenBack: if something was taken out of it, which its words still pay
    """
    _lock(file)
    if TransferDownload.objects.filter(file=file).exists():
        raise AlreadyHandedOut
    if file.transfers.filter(open=False).exists():
        raise TakenBack
    return TransferDownload.objects.create(file=file, person=person, at=now)


@transaction.atomic
def take_out(
    *, transfer: Transfer, reason: str, person: Person | None, now: datetime
) -> TransferEnd:
    """
    Note that a transfer was not made; what it was for can stand in another file.

    Before the file is handed out all its transfers go: its words would still pay them.

    :raises AlreadyPaid: if the file was carried out
    :raises AlreadyOut: if it was taken out before
    :raises NoReason: without a reason
    """
    _lock(transfer.file)
    if TransferFilePaid.objects.filter(file=transfer.file).exists():
        raise AlreadyPaid
    if not reason.strip():
        raise NoReason
    gone = list(_taken_with(transfer))
    if transfer not in gone:
        raise AlreadyOut
    Transfer.objects.filter(pk__in=[one.pk for one in gone]).update(open=False)
    ends = [TransferEnd(transfer=one, reason=reason.strip(), person=person, at=now) for one in gone]
    return TransferEnd.objects.bulk_create(ends)[gone.index(transfer)]


def _taken_with(transfer: Transfer) -> QuerySet[Transfer]:
    stand = Transfer.objects.filter(file=transfer.file_id, open=True)
    given = TransferDownload.objects.filter(file=transfer.file_id).exists()
    return stand.filter(pk=transfer.pk) if given else stand


@transaction.atomic
def note_file_paid(
    *, file: TransferFile, reference: str, person: Person | None, now: datetime
) -> TransferFilePaid:
    """
    Note that the bank carried a file out: all its open transfers, in one movement.

    :raises NotHandedOut: if it was never given to the bank
    :raises AlreadyPaid: if that was noted before
    :raises NothingToPay: if all was taken out of it
    """
    _lock(file)
    if TransferFilePaid.objects.filter(file=file).exists():
        raise AlreadyPaid
    if not TransferDownload.objects.filter(file=file).exists():
        raise NotHandedOut
    rows = file.transfers.filter(open=True).select_related("bill__statement", "royalty_statement")
    if not (made := list(rows.order_by("pk"))):
        raise NothingToPay
    for transfer in made:
        _pay_out(transfer, file, person, now)
    total = sum(one.cents for one in made)
    lines = [*map(_line, made), Line(Account.BANK, -total)]
    post(key=f"transfer_file:{file.pk}", currency=file.currency, lines=lines, now=now)
    return TransferFilePaid.objects.create(
        file=file, cents=total, reference=reference.strip() or file.number, person=person, at=now
    )


def _pay_out(transfer: Transfer, file: TransferFile, person: Person | None, now: datetime) -> None:
    if transfer.bill:
        CommissionPayout.objects.create(
            statement=transfer.bill.statement, transfer=transfer, cents=transfer.cents, at=now
        )
    elif transfer.royalty_statement:
        RoyaltyPayout.objects.create(
            statement=transfer.royalty_statement,
            transfer=transfer,
            cents=transfer.cents,
            reference=file.number,
            person=person,
            at=now,
        )


def _line(transfer: Transfer) -> Line:
    if transfer.bill:
        return Line(Account.COMMISSIONS, transfer.cents, party=transfer.bill.partner_id)
    creator = transfer.royalty_statement.creator_id if transfer.royalty_statement else None
    return Line(Account.ROYALTIES, transfer.cents, party=creator)


@transaction.atomic
def note_paid_by_bank(file: TransferFile, *, now: datetime) -> TransferFilePaid:
    """
    Note a file as carried out that the bank's statement names, and take its line for it.

    Another payment of the same amount is none: what names no file is left to the desk.

    :raises NothingToPay: if no line of the bank, or more than one, can be it
    """
    _lock(file)
    total = file.transfers.filter(open=True).aggregate(sum=Sum("cents", default=0))["sum"]
    lines = BankLine.objects.about(-total, file.at, now + NEAR)
    found = list(lines.filter(naming(file.number), account__currency=file.currency)[:2])
    if len(found) != 1:
        raise NothingToPay
    paid = note_file_paid(file=file, reference=found[0].ref, person=None, now=now)
    explain_line(line=found[0], key=f"transfer_file:{file.pk}", person=None, now=now)
    return paid


def _lock(file: TransferFile) -> None:
    TransferFile.objects.select_for_update(no_key=True).get(pk=file.pk)
