"""What an order owes, and its buyer, or who entered their signed form, paying it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.base.qr import qr
from clust.gatherings.models import Gathering
from clust.orders.actions import AlreadyOrdered, TakenBack, order_direct
from clust.orders.models import Cause, DirectOrder, Order
from clust.payments.actions.charging import (
    AttemptOpen,
    NothingDue,
    ask,
    begin_attempt,
    look_at_attempt,
)
from clust.payments.cards import ask_holder, begin_check, look_at_check
from clust.payments.gateway import Ask
from clust.payments.models import Attempt, CardCheck, Refund, Refusal
from clust.payments.settling import PAY_AGAIN, stuck, with_state
from clust.rules.money import plain
from clust.storefronts.models import Seller
from clust.wallet.models import Card
from clust.web.parts.refusals import code_for_buyer, why_for_buyer
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import me

MAY_PAY = ("refused", "holder", "transfer")
TONES = {
    "paid": "done",
    "free": "done",
    "undone": "plain",
    "refused": "danger",
    "holder": "danger",
}


@dataclass(frozen=True, slots=True)
class Payment:
    """Where the money of an order stands; amounts in cents gross."""

    order: Order
    state: str
    due: int
    kept: int
    captured: int
    subsidised: int
    credited: int
    undone: int
    on_its_way: int
    refunded: int
    stuck: int
    card: Card | None
    refused_at: datetime | None
    code: str
    lapsed: bool
    now: datetime

    @property
    def owed(self) -> int:
        """Return what is still to be paid."""
        return max(0, self.due - self.kept)

    @property
    def may_pay(self) -> bool:
        """Say whether its buyer can pay it here and now."""
        return self.state in MAY_PAY and self.owed > 0

    @property
    def pay_until(self) -> datetime | None:
        """Return when it lapses unless it is paid, None where no card was refused."""
        return self.refused_at + PAY_AGAIN if self.refused_at and self.may_pay else None

    @property
    def why(self) -> str:
        """Return why the card was refused last, in words; empty where it was not."""
        return why_for_buyer(self.code) if self.code and self.state == "refused" else ""

    @property
    def bank_code(self) -> str:
        """Return the code that the bank knows the refusal by."""
        return code_for_buyer(self.code)

    @property
    def tone(self) -> str:
        """Return the badge that goes with the state."""
        return TONES.get(self.state, "waiting")

    @property
    def label(self) -> str:
        """Return the state in a few words."""
        return _lapsed() if self.lapsed else _LABELS[self.state]()

    @property
    def words(self) -> str:
        """Return the state in a sentence."""
        return _WORDS["lapsed" if self.lapsed else self.state]()


def _lapsed() -> str:
    return _("Lapsed")


_LABELS = {
    "paid": lambda: _("Paid"),
    "free": lambda: _("Nothing to pay"),
    "undone": lambda: _("Cancelled"),
    "waiting": lambda: _("To be charged"),
    "unknown": lambda: _("On its way"),
    "holder": lambda: _("Your bank asks you"),
    "transfer": lambda: _("Transfer awaited"),
    "refused": lambda: _("Card refused"),
    "none": lambda: _("To be paid"),
}
_WORDS = {
    "paid": lambda: _("Your payment has come."),
    "free": lambda: _("There is nothing to pay."),
    "undone": lambda: _("This order was cancelled: you owe nothing."),
    "lapsed": lambda: _("It was not paid in time and has lapsed: you owe nothing."),
    "waiting": lambda: _("Your card is charged in a moment; you need do nothing."),
    "unknown": lambda: _("The bank has not answered yet. It is never charged twice."),
    "holder": lambda: _("Your bank wants you to confirm the payment."),
    "transfer": lambda: _("We wait for your bank transfer."),
    "refused": lambda: _("Your card was refused. Your price stands: pay again, with any card."),
    "none": lambda: _("Your card is charged shortly after the close."),
}


def order_or_404(request: HttpRequest, pk: int) -> Order:
    """Return an order of the person signed in, with its sums; everybody else's is not there."""
    return _one_or_404(request, pk, Q(person=me(request)))


def payable_or_404(request: HttpRequest, pk: int) -> Order:
    """Return an order of the person signed in, or of a form signed in a clust they organise."""
    organised = Gathering.objects.organised_by(me(request))
    on_paper = Q(allotment__pledge__hold_end__hold__paper__gathering__in=organised)
    return _one_or_404(request, pk, Q(person=me(request)) | on_paper)


def _one_or_404(request: HttpRequest, pk: int, theirs: Q) -> Order:
    rows = Order.objects.filter(theirs, sold_at(storefront_of(request)), pk=pk)
    row: Order | None = as_paid(rows).first()
    if row is None:
        raise Http404
    return row


def as_paid(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Return orders as `payment_of` reads them."""
    return with_state(orders).select_related(
        "allotment", "address", "campaign__product", "transfer_due"
    )


def badges(orders: QuerySet[Any]) -> dict[int, tuple[str, str]]:
    """Return where the money of orders stands, by their buyers: in a few words, and the badge."""
    rows = with_state(orders).values_list("person", "state")
    return {person: (_LABELS[state](), TONES.get(state, "waiting")) for person, state in rows}


def payment_of(order: Order, now: datetime) -> Payment:
    """Return where the money of an order stands; the order as `order_or_404` reads it."""
    sums: Any = order
    refunds = Refund.objects.filter(capture__order=order)
    went = Q(done__isnull=False, failure=None) | Q(after_all__isnull=False)
    done = sum(row.cents for row in refunds.filter(went))
    failed = sum(row.cents for row in refunds.filter(pk__in=stuck().values("refund")))
    refusals = Refusal.objects.filter(attempt__order=order).order_by("at", "pk")
    refusal = refusals.first()
    last_refusal = refusals.exclude(code="not_due").last()
    last = order.attempts.select_related("card").order_by("-pk").first()
    return Payment(
        order=order,
        state=sums.state,
        due=sums.due,
        kept=sums.kept,
        captured=sums.captured,
        subsidised=sums.subsidised,
        credited=sums.credited,
        undone=sums.undone,
        on_its_way=sum(row.cents for row in refunds.unanswered()),
        refunded=done,
        stuck=failed,
        card=last.card if last else _mandated(order),
        refused_at=refusal.at if refusal else None,
        code=last_refusal.code if last_refusal else "",
        lapsed=order.cancellations.filter(cause=Cause.LAPSED).exists(),
        now=now,
    )


def _mandated(order: Order) -> Card | None:
    mandate = getattr(order.pledge, "mandate", None)
    return mandate.card if mandate else None


def transfer_code(payment: Payment, seller: Seller) -> str:
    """
    Return a code that bank apps read, empty where there is none to make.

    European Payments Council, guideline EPC069-12, version 2: credit transfer in euro.
    """
    due = getattr(payment.order, "transfer_due", None)
    if due is None or not seller.iban or payment.order.campaign.currency != "EUR":
        return ""
    amount = f"EUR{plain(payment.owed)}"
    lines = ["BCD", "002", "1", "SCT", "", seller.name[:70], seller.iban, amount, "", due.reference]
    return qr("\n".join(lines))


def payment_page(order: Order) -> str:
    """Return the address where an order is paid, and where one comes back to from the bank."""
    return reverse("shop:payment", args=[order.pk])


def order_page(request: HttpRequest, order: Order) -> str:
    """Return the address where one follows an order: one's own, or that of a signed form."""
    if order.person_id == me(request).pk:
        return reverse("shop:order", args=[order.pk])
    return reverse("shop:signed_form", args=[order.pledge.hold_end.hold.paper.pk])


def pay(request: HttpRequest, order: Order, card: Card) -> HttpResponse:
    """Charge a card whose holder is here; their bank may want to see them."""
    now = timezone.now()
    try:
        attempt = begin_attempt(order, card=card, by_buyer=True, now=now)
    except (AttemptOpen, NothingDue):
        return redirect(order_page(request, order))
    back = request.build_absolute_uri(payment_page(order))
    answer = ask(attempt, return_url=back, now=now)
    return redirect(answer.url if isinstance(answer, Ask) else payment_page(order))


def pay_with_new_card(request: HttpRequest, order: Order, cents: int) -> HttpResponse:
    """Send who pays to the provider to enter a card; it is charged when they come back."""
    now = timezone.now()
    check = begin_check(
        person=me(request), order=order, cents=cents, currency=order.campaign.currency, now=now
    )
    back = request.build_absolute_uri(payment_page(order))
    answer = ask_holder(check, return_url=back, cancel_url=back, now=now)
    return redirect(answer.url if isinstance(answer, Ask) else payment_page(order))


def come_back(request: HttpRequest, order: Order) -> HttpResponse | None:
    """
    See what the provider says of what was open, and go on with it.

    A card that was just entered is charged, once. Returns None where nothing is left to do.
    """
    now = timezone.now()
    attempt = Attempt.objects.filter(order=order, open=True, by_buyer=True).first()
    if attempt:
        look_at_attempt(attempt, now=now)
        return None
    mine = CardCheck.objects.filter(order=order, person=me(request))
    check = mine.select_related("end__card").order_by("-pk")
    newest = check.filter(at__gte=now - timedelta(hours=1), given_up=False).first()
    if newest is None:
        return None
    if not hasattr(newest, "end"):
        look_at_check(newest, now=now)
        newest = check.get(pk=newest.pk)
    end = getattr(newest, "end", None)
    if end is None or end.card is None or order.attempts.filter(at__gte=end.at).exists():
        return None
    return pay(request, order, end.card)


def buy_now(request: HttpRequest, pledge: Any) -> HttpResponse:
    """Make the order of what is bought now, and charge the card just confirmed."""
    try:
        order = order_direct(pledge, now=timezone.now()).order
    except TakenBack:
        return redirect("shop:pledge", pledge.pk)
    except AlreadyOrdered:
        order = DirectOrder.objects.get(pledge=pledge).order
    card = pledge.mandate.card
    if card is None or order.attempts.exists():
        return redirect("shop:order", order.pk)
    return pay(request, order, card)
