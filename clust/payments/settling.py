"""
One rule settles everything: what an order owes against what came for it and flowed back.

Due is the order's total less what was undone of it, less what a community pays of it and less the
credits that paid for it. More due
than captured: to charge. More captured than due, beyond what flows back already: to refund.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from clust.campaigns.models import Clearing
from clust.orders.models import Cancellation, Cause, DirectOrder, Order
from clust.payments.models import (
    MADE_AFTER_ALL,
    Attempt,
    CampaignCancellation,
    Capture,
    Collection,
    CreditUse,
    Refund,
    RefundFailure,
    Refusal,
    TransferDue,
)

OrderRows = QuerySet[Any]
PAY_AGAIN = timedelta(hours=settings.PAY_AGAIN_HOURS)
SUMS = (
    *("undone", "units_left", "subsidised", "credited"),
    *("captured", "refunding", "kept", "owed", "due"),
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where the money of an order stands, all in whole cents gross."""

    total: int
    undone: int
    subsidised: int
    credited: int
    captured: int
    refunding: int

    @property
    def due(self) -> int:
        """What its buyer pays in money."""
        return max(0, self.total - self.undone - self.subsidised - self.credited)

    @property
    def kept(self) -> int:
        """What came and does not flow back."""
        return self.captured - self.refunding

    @property
    def to_charge(self) -> int:
        """What is still to come."""
        return max(0, self.due - self.kept)

    @property
    def to_refund(self) -> int:
        """What must flow back."""
        return max(0, self.kept - self.due)

    @property
    def credit_to_return(self) -> int:
        """Credits that paid for what was undone, and are given back as credits."""
        return max(0, self.credited - max(0, self.total - self.undone - self.subsidised))


def settlement(order: Order) -> Settlement:
    """Return where the money of one order stands."""
    row = with_sums(Order.objects.filter(pk=order.pk)).values_list(
        "total_gross_cents", "undone", "subsidised", "credited", "captured", "refunding"
    )
    return Settlement(*row.get())


def with_sums(orders: OrderRows) -> OrderRows:
    """Add the sums of a settlement but the total, `owed`, `due`, `kept` and `units_left`."""
    named: OrderRows = orders.filter(sums__isnull=False).annotate(
        **{name: F(f"sums__{name}") for name in SUMS}
    )
    return named


def with_state(orders: OrderRows) -> OrderRows:
    """
    Add the sums and `state`, a word for people.

    paid, free (nothing to pay), undone, waiting (for its turn), unknown (asked, no answer),
    holder (the bank asks its buyer), transfer (awaited), refused, or none where nobody charged yet.
    """
    open_attempts = Attempt.objects.filter(order=OuterRef("pk"), open=True)
    waiting = open_attempts.filter(asked_at=None)
    told: OrderRows = with_sums(orders).annotate(
        state=Case(
            When(Q(units_left=0), then=Value("undone")),
            When(Q(due=0), then=Value("free")),
            When(Q(kept__gte=F("due")), then=Value("paid")),
            When(Exists(waiting), then=Value("waiting")),
            When(Exists(open_attempts.filter(wants_holder=True)), then=Value("holder")),
            When(Exists(open_attempts), then=Value("unknown")),
            When(
                Exists(Refusal.objects.filter(attempt__order=OuterRef("pk"))), then=Value("refused")
            ),
            When(Exists(TransferDue.objects.filter(order=OuterRef("pk"))), then=Value("transfer")),
            default=Value("none"),
        )
    )
    return told


def captured_orders(clearing: Clearing) -> OrderRows:
    """
    Return the orders of a clearing that are paid and of which units are left, with `units_left`.

    Where the campaign asks for no card, nothing is collected through us: all that stand.
    """
    orders = with_sums(Order.objects.of_clearing(clearing)).filter(units_left__gt=0)
    if clearing.closing.campaign.asks_for_card:
        return orders.filter(kept__gte=F("due"))
    return orders


def due_to_collect(now: datetime) -> QuerySet[Clearing]:
    """Return clearings with orders whose buyers are not put down to be charged yet."""
    orders = Order.objects.filter(allotment__clearing=OuterRef("pk"))
    return Clearing.objects.filter(
        Exists(orders),
        closing__campaign__asks_for_card=True,
        collection=None,
        cancellation=None,
        at__lte=now,
    )


def due_to_undo(now: datetime) -> QuerySet[CampaignCancellation]:
    """Return campaigns called off of which units are still sold."""
    sold = with_sums(Order.objects.filter(allotment__clearing=OuterRef("clearing")))
    return CampaignCancellation.objects.filter(Exists(sold.filter(units_left__gt=0)), at__lte=now)


def due_to_charge(now: datetime) -> QuerySet[DirectOrder]:
    """Return orders bought now that nobody was asked to pay yet."""
    asked = Attempt.objects.filter(order=OuterRef("order"))
    paid = TransferDue.objects.filter(order=OuterRef("order"))
    owing = with_sums(Order.objects.all()).filter(pk=OuterRef("order"), due__gt=F("kept"))
    return DirectOrder.objects.filter(
        ~Exists(asked), ~Exists(paid), Exists(owing), order__at__lte=now
    )


def due_to_refund(now: datetime) -> QuerySet[Cancellation]:
    """
    Return what was undone of orders that have been paid more than is due since.

    Not what calling a campaign off undid: that wrote its refunds itself.
    """
    money = Capture.objects.filter(order=OuterRef("order"), refunded_cents__lt=F("cents"))
    undone = Cancellation.objects.exclude(cause=Cause.CAMPAIGN)
    return undone.filter(Exists(money), _overpaid("order"), at__lte=now)


def late_money(now: datetime) -> QuerySet[Capture]:
    """Return money that came for orders that had been paid, or undone, already."""
    return Capture.objects.filter(_overpaid("order"), surplus=True, at__lte=now)


def _overpaid(order: str) -> Exists:
    """
    Return that an order is paid above what is due, and not stuck.

    Where the provider could not send money of a capture back, the desk decides how it goes.
    """
    orders = with_sums(Order.objects.filter(pk=OuterRef(order)))
    failed = stuck().filter(refund__capture__order=OuterRef("pk"))
    return Exists(orders.filter(~Exists(failed), kept__gt=F("due")))


def stuck() -> QuerySet[RefundFailure]:
    """Return refunds that failed and that nobody tried again in any way."""
    again = Refund.objects.filter(capture=OuterRef("refund__capture"), pk__gt=OuterRef("refund"))
    failed = RefundFailure.objects.exclude(code=MADE_AFTER_ALL)
    return failed.filter(~Exists(again), refund__after_all=None)


def due_to_return_credit(now: datetime) -> QuerySet[Cancellation]:
    """Return what was undone of orders that credits had paid for, beyond what is left of them."""
    owing = with_sums(Order.objects.all())
    over = owing.filter(pk=OuterRef("order"), owed__lt=0, credited__gt=0)
    used = CreditUse.objects.filter(order=OuterRef("order"))
    return Cancellation.objects.filter(Exists(used), Exists(over), at__lte=now)


def due_to_lapse(now: datetime) -> QuerySet[Refusal]:
    """Return refusals of orders that are not paid within the time after they were refused."""
    lapsed = Cancellation.objects.filter(order=OuterRef("attempt__order"), cause=Cause.LAPSED)
    return Refusal.objects.filter(
        ~Exists(lapsed), _owing_in_peace("attempt__order"), at__lte=now - PAY_AGAIN
    )


def due_to_lapse_transfers(now: datetime) -> QuerySet[TransferDue]:
    """Return transfers that did not come in time."""
    return TransferDue.objects.filter(_owing_in_peace("order"), due_at__lte=now)


def _owing_in_peace(order: str) -> Exists:
    """Return that an order owes, and that no attempt of it is under way."""
    under_way = Attempt.objects.filter(order=OuterRef("pk"), open=True)
    owing = with_sums(Order.objects.all()).filter(~Exists(under_way), due__gt=F("kept"))
    return Exists(owing.filter(pk=OuterRef(order)))


def ready_to_purchase(now: datetime) -> QuerySet[Clearing]:
    """
    Return clearings whose buyers' money stands firm, or that the desk decided on.

    Firm: all were asked, none is waiting, unknown or may still pay again, and something was paid.
    """
    collections = Collection.objects.filter(clearing=OuterRef("pk"))
    open_attempts = Attempt.objects.filter(collection__clearing=OuterRef("pk"), open=True)
    may_pay = Refusal.objects.filter(
        _owing("attempt__order"), attempt__collection__clearing=OuterRef("pk")
    )
    awaited = TransferDue.objects.filter(_owing("order"), collection__clearing=OuterRef("pk"))
    firm = Q(Exists(collections)) & ~Q(Exists(open_attempts)) & ~Q(Exists(may_pay))
    return Clearing.objects.filter(
        Q(closing__campaign__asks_for_card=False)
        | Q(purchase_decision__isnull=False)
        | (firm & ~Q(Exists(awaited))),
        ~Exists(CampaignCancellation.objects.filter(clearing=OuterRef("pk"))),
        gross_cents__isnull=False,
        at__lte=now,
    )


def _owing(order: str) -> Exists:
    owing = with_sums(Order.objects.all()).filter(due__gt=F("kept"))
    return Exists(owing.filter(pk=OuterRef(order)))
