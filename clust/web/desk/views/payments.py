"""The money of a clust: who paid, who did not, and what the desk does about it; refunds."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents
from clust.campaigns.models import Campaign, Clearing
from clust.orders.models import Order
from clust.payments.actions.charging import AttemptOpen, NoCard, NothingDue, begin_attempt
from clust.payments.actions.collecting import pause_collection, resume_collection
from clust.payments.actions.deciding import Outcome, call_off, decide_purchase, outcome
from clust.payments.actions.refunding import begin_refund, note_paid_back
from clust.payments.models import Collection, Refund, RefundAfterAll, Refusal
from clust.payments.settling import stuck, with_state
from clust.web.desk.pages import form_page, sent
from clust.web.desk.payment_forms import CallOffForm, DecisionForm, PaidBackForm
from clust.web.desk.templatetags.desk import PAYMENTS as PAYMENT_WORDS
from clust.web.desk.views.campaigns import SECTION, found
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.refusals import why

STATES = {word: label for word, (label, _tone) in PAYMENT_WORDS.items()}


def _in_state(word: str) -> Answer:
    return Answer(word, STATES[word], lambda now: Q(state=word))


PAYMENTS = Listing(
    columns={
        gettext_lazy("Order"): lambda order: order.pk,
        gettext_lazy("Person"): lambda order: order.person_id,
        gettext_lazy("Units"): lambda order: order.units_left,
        gettext_lazy("Due"): lambda order: Cents(order.due),
        gettext_lazy("Paid"): lambda order: Cents(order.kept),
        gettext_lazy("State"): lambda order: STATES[order.state],
        gettext_lazy("Reason"): lambda order: why(order.code),
        gettext_lazy("Code"): lambda order: order.code,
        gettext_lazy("Currency"): lambda order: order.campaign.currency,
    },
    search=("name",),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [_in_state(word) for word in STATES],
        )
    ],
    links={"person": "person"},
    sorts={"number": ["pk"], "due": ["due"], "units": ["units_left"]},
    order="number",
)
REFUNDS = Listing(
    columns={
        gettext_lazy("Number"): lambda refund: refund.pk,
        gettext_lazy("Order"): lambda refund: refund.capture.order_id,
        gettext_lazy("Person"): lambda refund: refund.capture.order.person_id,
        gettext_lazy("Amount"): lambda refund: Cents(refund.cents),
        gettext_lazy("Currency"): lambda refund: refund.capture.order.campaign.currency,
        gettext_lazy("Asked"): lambda refund: refund.at,
        gettext_lazy("Done"): lambda refund: refund.done_at,
        gettext_lazy("Failed because"): lambda refund: why(refund.code),
        gettext_lazy("Code"): lambda refund: refund.code,
    },
    search=("name",),
    number="capture__order",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("bank", gettext_lazy("to send"), lambda now: Q(open=True, by_bank=True)),
                Answer("failed", gettext_lazy("failed"), lambda now: Q(is_stuck=True)),
                Answer("open", gettext_lazy("on its way"), lambda now: Q(open=True, by_bank=False)),
                Answer("done", gettext_lazy("done"), lambda now: Q(open=False, failure=None)),
            ],
        )
    ],
    links={"campaign": "capture__order__campaign"},
    sorts={"number": ["pk"], "amount": ["cents"]},
    order="-number",
)
REFUND_SECTION = "desk:refunds"


def cleared(pk: int) -> tuple[Campaign, Clearing]:
    """Return a clust whose price is final, and its clearing, or answer 404."""
    campaign = found(pk)
    clearing = getattr(getattr(campaign, "closing", None), "clearing", None)
    if clearing is None:
        raise Http404
    return campaign, clearing


@desk_page
def payments(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show who paid, who did not, and what can be done."""
    campaign, clearing = cleared(pk)
    rows = with_state(Order.objects.of_clearing(clearing)).select_related("campaign")
    rows = rows.annotate(name=F("person__identity__name"), code=_last_code())
    stands = outcome(clearing)
    collection = Collection.objects.filter(clearing=clearing).first()
    return listed(
        request,
        PAYMENTS,
        rows,
        "desk/payments/payments.html",
        section=SECTION,
        campaign=campaign,
        clearing=clearing,
        outcome=stands,
        counts=_counts(stands),
        orders=sum(stands.orders.values()),
        waiting=stands.orders.get("waiting", 0),
        asked=sum(stands.orders.values()) - stands.orders.get("waiting", 0),
        collection=collection,
        paused=collection and Collection.objects.paused().filter(pk=collection.pk).exists(),
        undecided=not hasattr(clearing, "purchase_decision"),
        stands_off=hasattr(clearing, "cancellation"),
        bought=hasattr(clearing, "purchase_order"),
    )


def _last_code() -> Any:
    """Return the provider's reason of an order's last refusal."""
    last = Refusal.objects.filter(attempt__order=OuterRef("pk")).order_by("-pk")
    return Subquery(last.values("code")[:1])


def _counts(stands: Outcome) -> list[dict[str, Any]]:
    """Return each state that occurs: its word, label, orders and cents due."""
    return [
        {"word": word, "label": label, "orders": stands.orders[word], "cents": stands.cents[word]}
        for word, label in STATES.items()
        if word in stands.orders
    ]


@desk_page
def decision(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Order with what is paid."""
    campaign, clearing = cleared(pk)
    stands, form = outcome(clearing), DecisionForm(sent(request))
    if form.is_valid():
        words = {"clearing": clearing, "person": request.user, "now": timezone.now()}
        reason = form.cleaned_data["below_cost_reason"]
        if form.attempt(flow.act, decide_purchase, below_cost_reason=reason, **words):
            messages.success(request, _("The supplier gets its order."))
            return redirect("desk:payments", pk)
    return form_page(
        request,
        form,
        title=_("Order now"),
        text=ngettext(
            "%(units)s unit is paid. At this quantity it leaves %(margin)s without tax.",
            "%(units)s units are paid. At this quantity they leave %(margin)s without tax.",
            stands.paid_units,
        )
        % {
            "units": formats.units(stands.paid_units),
            "margin": formats.money(stands.margin.total, campaign.currency),
        },
        action=_("Order now"),
        back=reverse("desk:payments", args=[pk]),
        section=SECTION,
    )


@desk_page
def calling_off(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Call the clust off, with everybody's money back; first show what that means."""
    campaign, clearing = cleared(pk)
    stands, form = outcome(clearing), CallOffForm(sent(request))
    orders = sum(stands.orders.values()) - stands.orders.get("undone", 0)
    if form.is_valid():
        words = {"clearing": clearing, "person": request.user, "now": timezone.now()}
        condition = form.cleaned_data["condition"]
        if form.attempt(flow.act, call_off, condition=condition, **words):
            messages.success(request, _("The clust is called off, the money flows back."))
            return redirect("desk:payments", pk)
    return form_page(
        request,
        form,
        title=_("Call this clust off"),
        text=ngettext(
            "%(orders)s order is undone, and %(money)s flow back.",
            "%(orders)s orders are undone, and %(money)s flow back.",
            orders,
        )
        % {
            "orders": formats.units(orders),
            "money": formats.money(stands.to_refund, campaign.currency),
        },
        action=_("Call it off"),
        back=reverse("desk:payments", args=[pk]),
        section=SECTION,
    )


@desk_page
@require_POST
def pause(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Stop charging, or go on."""
    collection = get_object_or_404(Collection, clearing=cleared(pk)[1])
    on = request.POST.get("resume") == "1"
    act = resume_collection if on else pause_collection
    flow.act(act, collection=collection, person=request.user, now=timezone.now())
    messages.success(request, _("Charging goes on.") if on else _("Charging has stopped."))
    return redirect("desk:payments", pk)


@desk_page
@require_POST
def attempt(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Ask for an order's money once more."""
    order = get_object_or_404(Order, pk=pk)
    try:
        flow.act(begin_attempt, order=order, now=timezone.now())
    except (AttemptOpen, NoCard, NothingDue):
        messages.warning(request, _("There is nothing to ask for now."))
    else:
        messages.success(request, _("The card is asked again."))
    return redirect("desk:payments", order.campaign_id)


def all_refunds() -> QuerySet[Any]:
    """Return refunds with what became of them."""
    return Refund.objects.select_related("capture__order__campaign__product").annotate(
        name=F("capture__order__person__identity__name"),
        done_at=F("done__at"),
        code=F("failure__code"),
        was_made=Exists(RefundAfterAll.objects.filter(refund=OuterRef("pk"))),
        is_stuck=Exists(stuck().filter(refund=OuterRef("pk"))),
    )


@desk_page
def refunds(request: PersonRequest) -> HttpResponseBase:
    """Show money that flows back, and what the desk must send itself."""
    return listed(
        request,
        REFUNDS,
        all_refunds(),
        "desk/payments/refunds.html",
        section=REFUND_SECTION,
        owed_twice=RefundAfterAll.objects.filter(twice_cents__gt=0, regain=None).count(),
    )


@desk_page
def paid_back(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a refund was sent from the bank."""
    refund = get_object_or_404(all_refunds(), pk=pk, by_bank=True, open=True)
    form = PaidBackForm(sent(request))
    words = {"refund": refund, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, note_paid_back, **form.cleaned_data, **words):
        messages.success(request, _("The refund is noted."))
        return redirect("desk:refunds")
    money = formats.money(refund.cents, refund.capture.order.campaign.currency)
    return form_page(
        request,
        form,
        title=_("Sent from the bank"),
        text=_("%(money)s to the buyer of order %(order)s.")
        % {"money": money, "order": refund.capture.order_id},
        action=_("Note it"),
        back=reverse("desk:refunds"),
        section=REFUND_SECTION,
    )


@desk_page
@require_POST
def refund_again(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give money back once more that did not arrive: to the card, or from the bank."""
    refund = get_object_or_404(all_refunds(), pk=pk, is_stuck=True)
    by_bank = request.POST.get("by_bank") == "1"
    order = refund.capture.order
    flow.act(begin_refund, order=order, by_bank=by_bank, now=timezone.now())
    messages.success(request, _("It is tried again."))
    return redirect("desk:refunds")
