"""Money sent to partners and creators: what left our bank, and what waits for it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext_lazy as _

from clust.banking.models import BankLine
from clust.commissions.models.commissions import CommissionStatement, SelfBill
from clust.commissions.models.royalties import PAID, RoyaltyStatement
from clust.commissions.models.transfers import Transfer, TransferFile, TransferReturn
from clust.partners.models import PayoutAccount
from clust.people.models import Erasure, Person


class CommissionPayout(models.Model):
    """
    Money left our bank for a partner's bill.

    `open`, kept, is false once it came back; a statement has one open payment at most.
    """

    statement = models.ForeignKey(CommissionStatement, models.PROTECT, related_name="payouts")
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="payout")
    cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    open = models.BooleanField(default=True)

    class Meta:
        db_table = "commission_payout"
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(open=True), name="commission_payout_once"
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="commission_payout_positive"),
        ]


class RoyaltyPayout(models.Model):
    """
    Money left our bank for a creator's statement, by a transfer of a file or by hand.

    `open`, kept, is false once it came back; a statement has one open payment at most.
    """

    statement = models.ForeignKey(RoyaltyStatement, models.PROTECT, related_name="payouts")
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, related_name="royalty_payout"
    )
    cents = models.PositiveBigIntegerField()
    reference = models.CharField(_("reference of the transfer"), max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    open = models.BooleanField(default=True)

    class Meta:
        db_table = "royalty_payout"
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(open=True), name="royalty_payout_once"
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="royalty_payout_positive"),
            models.CheckConstraint(condition=~Q(reference=""), name="royalty_payout_referenced"),
        ]

    @property
    def key(self) -> str:
        """Return under which key it stands in the books."""
        if self.transfer:
            return f"transfer_file:{self.transfer.file_id}"
        return f"royalty_payout:{self.pk}"


class RoyaltyKeeping(models.Model):
    """
    What a creator who left is owed is kept as owed until a day, as nobody can be paid now.

    It can be paid by hand all the same, before that day and after it.
    """

    statement = models.OneToOneField(RoyaltyStatement, models.PROTECT, related_name="keeping")
    note = models.CharField(_("what was tried"), max_length=200)
    until = models.DateField(_("last day on which it can be claimed"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "royalty_keeping"
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="royalty_keeping_has_note")
        ]


EURO = "EUR"
"""What files of transfers pay in."""

BY_HAND = Q(left_at__isnull=False) & (Q(account=None) | Q(gave_back=True) | ~Q(currency=EURO))
"""Of statements `with_ways`: their creator left, and no account is known that a file can pay."""


def with_ways(statements: QuerySet[RoyaltyStatement]) -> QuerySet[Any]:
    """Add `left_at`, the creator's `account` to pay to, and whether it `gave_back` a transfer."""
    left = Erasure.objects.filter(person=OuterRef("creator"))
    known = PayoutAccount.objects.standing().filter(creator=OuterRef("creator"))
    back = TransferReturn.objects.filter(transfer__account=OuterRef("account"))
    return statements.annotate(
        left_at=Subquery(left.values("at")[:1]), account=Subquery(known.values("pk")[:1])
    ).annotate(gave_back=Exists(back))


def owed_to_gone(now: datetime) -> QuerySet[Any]:
    """Return statements to be paid of creators who left, `with_ways`."""
    waiting = RoyaltyStatement.objects.filter(payable_cents__gt=0, at__lte=now).exclude(PAID)
    return with_ways(waiting).filter(left_at__isnull=False)


def due_by_hand(now: datetime) -> QuerySet[RoyaltyStatement]:
    """Return those of creators who left that no file can pay, and nobody settled yet."""
    return owed_to_gone(now).filter(BY_HAND, keeping=None).exclude(transfers__open=True)


def bills_to_pay(now: datetime) -> QuerySet[SelfBill]:
    """Return bills with something to send that stand in no file yet."""
    unsent = SelfBill.objects.filter(gross_cents__gt=F("set_off_cents"))
    waiting = unsent.filter(~Q(statement__payouts__open=True), at__lte=now)
    return waiting.exclude(transfers__open=True)


def royalties_to_pay(now: datetime) -> QuerySet[RoyaltyStatement]:
    """
    Return creators' statements that pay something out, are not paid and stand in no file.

    Not those that only come back again: of creators who left, whose account gave money back.
    """
    waiting = RoyaltyStatement.objects.filter(payable_cents__gt=0, at__lte=now)
    return with_ways(waiting.exclude(PAID).exclude(transfers__open=True)).exclude(BY_HAND)


def naming(number: Any) -> Q:
    """Say of lines of the bank that they name a file, given its number."""
    return Q(payer__end_to_end__startswith=number) | Q(payer__text__contains=number)


def due_to_note_paid(now: datetime) -> QuerySet[TransferFile]:
    """Return files given to the bank that a line of its statements names as carried out."""
    total = Transfer.objects.filter(file=OuterRef("pk"), open=True).order_by().values("file")
    sums = total.annotate(sum=Sum("cents")).values("sum")
    given = TransferFile.objects.filter(paid=None, download__isnull=False, at__lte=now)
    digits = LPad(Cast("pk", models.CharField()), 6, Value("0"))
    number = Concat(Value("CLUST-"), digits)
    lines = BankLine.objects.filter(
        naming(OuterRef("said")),
        cents=OuterRef("total") * -1,
        left_cents=OuterRef("total"),
        booked_on__gte=OuterRef("at__date"),
    )
    return given.annotate(total=Subquery(sums), said=number).filter(Exists(lines))
