"""Returns and claims: lists, pages, and what the desk does about each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.orders.models import Order
from clust.returns.actions.claiming import answer_claim
from clust.returns.actions.recalling import recall as recall_product
from clust.returns.actions.returning import (
    AlreadySettled,
    check_return,
    exchange_return,
    give_up_exchange,
    note_return_arrival,
    refuse_return,
)
from clust.returns.models import Claim, ClaimAnswer, Exchange, Return
from clust.rules.returns import money_back_due
from clust.sourcing.models import Product
from clust.web.desk.after_sales_forms import (
    ArrivalForm,
    CheckForm,
    ClaimAnswerForm,
    ExchangeForm,
    RecallForm,
    RefusalForm,
)
from clust.web.desk.pages import form_page, sent
from clust.web.desk.templatetags.desk import RETURN_STAGES
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.forms import DeskForm
from clust.web.parts.labels import label_answer
from clust.web.parts.lists import Answer, Filter, Listing, listed

STAGES = {word: label for word, (label, _tone) in RETURN_STAGES.items()}
SECTION, CLAIMS_SECTION = "desk:returns", "desk:claims"


def _stage(word: str) -> Answer:
    return Answer(word, STAGES[word], lambda now: Q(stage=word))


def _reason(word: Return.Reason) -> Answer:
    return Answer(word.value, word.label, lambda now: Q(reason=word.value))


RETURNS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.number,
        gettext_lazy("Order"): lambda row: row.order_id,
        gettext_lazy("Product"): lambda row: row.order.campaign.product.name,
        gettext_lazy("Person"): lambda row: row.order.person_id,
        gettext_lazy("Units"): lambda row: row.units,
        gettext_lazy("Reason"): lambda row: row.get_reason_display(),
        gettext_lazy("Wish"): lambda row: row.get_wish_display(),
        gettext_lazy("Stage"): lambda row: STAGES[row.stage],
        gettext_lazy("At"): lambda row: row.at,
    },
    search=(
        "order__campaign__product__name_fr",
        "order__campaign__product__name_en",
        "dispatch__tracking",
        "name",
    ),
    number="pk",
    filters=[
        Filter("stage", gettext_lazy("stage"), [_stage(word) for word in STAGES]),
        Filter("reason", gettext_lazy("reason"), [_reason(word) for word in Return.Reason]),
    ],
    links={"order": "order", "campaign": "order__campaign"},
    sorts={"number": ["pk"], "units": ["units"], "at": ["at"], "send_by": ["send_by_on"]},
    order="-number",
)

CLAIMS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.number,
        gettext_lazy("Order"): lambda row: row.order_id,
        gettext_lazy("Product"): lambda row: row.order.campaign.product.name,
        gettext_lazy("Units"): lambda row: row.units,
        gettext_lazy("Wish"): lambda row: row.get_wish_display(),
        gettext_lazy("Settled by"): lambda row: row.due_at,
        gettext_lazy("Answer"): lambda row: row.remedy or "",
    },
    search=("order__campaign__product__name_fr", "order__campaign__product__name_en", "name"),
    number="pk",
    filters=[
        Filter(
            "stage",
            gettext_lazy("stage"),
            [
                Answer("open", gettext_lazy("open"), lambda now: Q(answer=None)),
                Answer("late", gettext_lazy("late"), lambda now: Q(answer=None, due_at__lt=now)),
                Answer("settled", gettext_lazy("settled"), lambda now: Q(answer__isnull=False)),
            ],
        )
    ],
    links={"order": "order"},
    sorts={"number": ["pk"], "due": ["due_at"]},
    order="-number",
)


def staged_returns() -> QuerySet[Return]:
    """Return returns with the word for how far each is, and whose it is."""
    words = (
        (Q(restitution__isnull=False), "given_back"),
        (Q(exchange__isnull=False), "exchanged"),
        (Q(refusal__isnull=False), "refused"),
        (Q(end__isnull=False), "kept"),
        (Q(checked__isnull=False), "checked"),
        (Q(arrival__isnull=False), "arrived"),
        (Q(dispatch__isnull=False), "on_way"),
    )
    whens = [When(condition, then=Value(word)) for condition, word in words]
    return Return.objects.select_related(
        "order__campaign__product",
        "order__variant",
        "retraction",
        "claim",
        "dispatch",
        "arrival",
        "checked",
        "refusal",
        "exchange__purchase_order",
        "end",
        "restitution__cancellation",
    ).annotate(
        stage=Case(*whens, default=Value("to_send"), output_field=CharField()),
        name=F("order__person__identity__name"),
    )


@desk_page
def returns(request: PersonRequest) -> HttpResponseBase:
    """Show what comes back."""
    return listed(request, RETURNS, staged_returns(), "desk/returns.html", section=SECTION)


@desk_page
def return_page(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one return, and what can be done about it."""
    back = get_object_or_404(staged_returns(), pk=pk)
    arrival = getattr(back, "arrival", None)
    dispatch = getattr(back, "dispatch", None)
    told = money_back_due(
        back.at, dispatch.at if dispatch else None, arrival.at if arrival else None
    )
    context = {
        "back": back,
        "is_open": Return.objects.open().filter(pk=pk).exists(),
        "due_at": told if back.retraction_id else None,
        "said": back.thread.messages.prefetch_related("photos") if back.thread else [],
        "section": SECTION,
    }
    return render(request, "desk/return.html", context)


@desk_page
def label(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the label."""
    return label_answer(get_object_or_404(Return, pk=pk))


def _step(
    request: PersonRequest, pk: int, form: type[DeskForm], act: Callable[..., Any], **words: Any
) -> HttpResponseBase:
    back = get_object_or_404(staged_returns(), pk=pk)
    filled = form(sent(request), initial={"units": back.units})
    inputs = {"return_": back, "person": request.user, "now": timezone.now()}
    if filled.is_valid() and filled.attempt(flow.act, act, **inputs, **filled.cleaned_data):
        flow.enqueue_delivery()
        messages.success(request, _("It is written down."))
        return redirect("desk:return", pk)
    back_url = reverse("desk:return", args=[pk])
    return form_page(request, filled, back=back_url, section=SECTION, **words)


@desk_page
def arrival(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that goods came back."""
    return _step(
        request,
        pk,
        ArrivalForm,
        note_return_arrival,
        title=_("It has arrived"),
        action=_("Note the arrival"),
    )


@desk_page
def check(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Say what is accepted; its money flows back."""
    return _step(
        request,
        pk,
        CheckForm,
        check_return,
        title=_("Look at it"),
        action=_("Accept and give back"),
        text=_("The money of what is accepted flows back at once, in whatever way it was paid."),
    )


@desk_page
def refusal(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take nothing back."""
    return _step(
        request,
        pk,
        RefusalForm,
        refuse_return,
        title=_("Refuse the return"),
        action=_("Refuse it"),
        text=_("The buyer reads the reason, and who mediates."),
    )


@desk_page
def exchange(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Send new units instead."""
    return _step(
        request,
        pk,
        ExchangeForm,
        exchange_return,
        title=_("Exchange it"),
        action=_("Order new units"),
        text=_("They are ordered from the supplier at once: ask it first, we hold no stock."),
    )


@desk_page
@require_POST
def exchange_end(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the money back where there are no new units."""
    rows = Exchange.objects.select_related("return_of__order", "claim_answer__claim__order")
    found = get_object_or_404(rows, pk=pk)
    try:
        flow.act(give_up_exchange, exchange=found, now=timezone.now())
    except AlreadySettled:
        messages.error(request, _("The new units are on their way, or it ended before."))
    else:
        messages.success(request, _("The money flows back; we owe the supplier nothing for them."))
    if found.claim_answer:
        return redirect("desk:claim", found.claim_answer.claim_id)
    return redirect("desk:return", found.return_of_id)


@desk_page
def claims(request: PersonRequest) -> HttpResponseBase:
    """Show what is claimed under the legal guarantee."""
    rows = Claim.objects.select_related("order__campaign__product", "answer")
    rows = rows.annotate(name=F("order__person__identity__name"), remedy=F("answer__remedy"))
    return listed(request, CLAIMS, rows, "desk/claims.html", section=CLAIMS_SECTION)


@desk_page
def claim(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one claim with its words and pictures."""
    rows = Claim.objects.select_related("order__campaign__product", "order__variant", "thread")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "claim": found,
        "answer": ClaimAnswer.objects.filter(claim=found).first(),
        "back": Return.objects.filter(claim=found).first(),
        "said": found.thread.messages.prefetch_related("photos"),
        "section": CLAIMS_SECTION,
    }
    return render(request, "desk/claim.html", context)


@desk_page
def claim_answer(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Settle a claim."""
    found = get_object_or_404(Claim, pk=pk)
    form = ClaimAnswerForm(sent(request))
    inputs = {"claim": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, answer_claim, **inputs, **form.cleaned_data):
        flow.enqueue_delivery()
        messages.success(request, _("It is written down."))
        return redirect("desk:claim", pk)
    return form_page(
        request,
        form,
        title=_("Settle the claim %(number)s") % {"number": found.number},
        action=_("Settle it"),
        back=reverse("desk:claim", args=[pk]),
        section=CLAIMS_SECTION,
    )


@desk_page
def recall(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Recall a product: every buyer is told."""
    product = get_object_or_404(Product, pk=pk)
    buyers = Order.objects.filter(campaign__product=product).values("person").distinct().count()
    form = RecallForm(sent(request))
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("words_fr", "words_en")}
        inputs = {"product": product, "person": request.user, "now": timezone.now()}
        if form.attempt(flow.act, recall_product, **inputs, **words):
            flow.enqueue_delivery()
            messages.success(request, _("Every buyer is told."))
            return redirect("desk:product", pk)
    return form_page(
        request,
        form,
        title=_("Recall “%(product)s”") % {"product": product.name},
        text=_(
            "Buyers who get the mail: %(n)s. Name the danger, what to do at once, and the"
            " remedy: repair, replacement or money back."
        )
        % {"n": buyers},
        action=_("Recall it"),
        back=reverse("desk:product", args=[pk]),
        section="desk:products",
    )
