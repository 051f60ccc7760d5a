"""Quotes: list, page, new, acceptance."""

from django.contrib import messages
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.base.sheets import Cents
from clust.campaigns.models import Campaign
from clust.sourcing.actions.quoting import award_quote, record_quote, reject_quote
from clust.sourcing.models import Quote
from clust.sourcing.models.quotes import QuoteState
from clust.web.desk.pages import form_page, sent, with_form
from clust.web.desk.quote_forms import AwardForm, QuoteForm, RejectionForm
from clust.web.desk.readings import campaigns
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.quotes import side_by_side

SOURCES = {
    "enquiry": Q(enquiry__isnull=False, side="supplier"),
    "proposal": Q(enquiry=None, side="supplier", person__isnull=False),
    "desk": Q(enquiry=None, side="supplier", person=None),
    "counter": Q(side="desk"),
}
SOURCE_LABELS = {
    "enquiry": gettext_lazy("answers an enquiry"),
    "proposal": gettext_lazy("proposed by the supplier"),
    "desk": gettext_lazy("recorded here"),
    "counter": gettext_lazy("our counter-offer"),
}


def source_of(quote: Quote) -> str:
    """Return in words where a quote comes from."""
    if quote.side == "desk":
        return str(SOURCE_LABELS["counter"])
    if quote.enquiry_id:
        return str(SOURCE_LABELS["enquiry"])
    return str(SOURCE_LABELS["proposal" if quote.person_id else "desk"])


QUOTES = Listing(
    columns={
        gettext_lazy("Number"): lambda quote: quote.pk,
        gettext_lazy("Supplier"): lambda quote: quote.product.supplier.name,
        gettext_lazy("Product"): lambda quote: quote.product.name,
        gettext_lazy("Reference"): lambda quote: quote.product.reference,
        gettext_lazy("Currency"): lambda quote: quote.currency,
        gettext_lazy("Rungs"): lambda quote: quote.number_of_rungs,
        gettext_lazy("Dearest unit cost"): lambda quote: Cents(quote.dearest or 0),
        gettext_lazy("Cheapest unit cost"): lambda quote: Cents(quote.cheapest or 0),
        gettext_lazy("Units per case"): lambda quote: quote.case_size,
        gettext_lazy("Smallest order in cases"): lambda quote: quote.minimum_cases,
        gettext_lazy("Most units"): lambda quote: quote.capacity,
        gettext_lazy("Days to delivery"): lambda quote: quote.lead_days,
        gettext_lazy("Valid until"): lambda quote: quote.valid_until,
        gettext_lazy("Received"): lambda quote: quote.received_at,
        gettext_lazy("Accepted"): lambda quote: quote.award.at if quote.is_awarded else None,
        gettext_lazy("Source"): lambda quote: source_of(quote),
        gettext_lazy("Enquiry"): lambda quote: quote.enquiry.title if quote.enquiry else "",
    },
    search=(
        "product__name_fr",
        "product__name_en",
        "product__reference",
        "product__supplier__name",
    ),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "open",
                    gettext_lazy("to decide"),
                    lambda now: Q(state=QuoteState.OPEN, side="supplier"),
                ),
                Answer("awarded", gettext_lazy("accepted"), lambda now: Q(is_awarded=True)),
                Answer(
                    "ready",
                    gettext_lazy("accepted, without a clust"),
                    lambda now: Q(is_awarded=True, is_used=False),
                ),
                Answer(
                    "over",
                    gettext_lazy("valid no more"),
                    lambda now: Q(state=QuoteState.EXPIRED),
                ),
                Answer(
                    "countered",
                    gettext_lazy("countered or replaced"),
                    lambda now: Q(state__in=[QuoteState.COUNTERED, QuoteState.REPLACED]),
                ),
                Answer(
                    "refused",
                    pgettext_lazy("quote", "refused"),
                    lambda now: Q(state=QuoteState.REFUSED),
                ),
            ],
        ),
        Filter(
            "source",
            gettext_lazy("source"),
            [
                Answer(word, label, lambda now, word=word: SOURCES[word])  # type: ignore[misc]
                for word, label in SOURCE_LABELS.items()
            ],
        ),
    ],
    links={"product": "product", "supplier": "product__supplier", "enquiry": "enquiry"},
    sorts={
        "number": ["pk"],
        "product": ["product__name_fr"],
        "supplier": ["product__supplier__name"],
        "cost": ["cheapest"],
        "valid": ["valid_until"],
        "received": ["received_at"],
    },
    order="-received",
)
SECTION = "desk:quotes"


@desk_page
def quotes(request: PersonRequest) -> HttpResponseBase:
    """Show what suppliers offer."""
    found = Quote.objects.with_state(timezone.now())
    rows = found.select_related("product__supplier", "award", "enquiry").annotate(
        number_of_rungs=Count("rungs"),
        dearest=Max("rungs__net_cents"),
        cheapest=Min("rungs__net_cents"),
        is_awarded=Q(award__isnull=False),
        is_used=Exists(Campaign.objects.filter(award__quote=OuterRef("pk"))),
    )
    return listed(request, QUOTES, rows, "desk/quotes.html", section=SECTION)


def _found(pk: int) -> Quote:
    found = Quote.objects.with_state(timezone.now()).select_related(
        "product__supplier",
        "award__person__identity",
        "enquiry",
        "replaces__product",
        "replaced_by",
        "rejection",
    )
    quote: Quote = get_object_or_404(found.prefetch_related("rungs"), pk=pk)
    return quote


@desk_page
def quote(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one quote, to be accepted or to open a clust on."""
    return _quote_page(request, _found(pk), AwardForm())


def _quote_page(request: PersonRequest, found: Quote, form: AwardForm) -> HttpResponseBase:
    now = timezone.now()
    return with_form(
        request,
        "desk/quote.html",
        form,
        quote=found,
        award=getattr(found, "award", None),
        is_over=found.valid_until is not None and found.valid_until < now.date(),
        source=source_of(found),
        may_answer=found.state == QuoteState.OPEN and found.side == "supplier",  # type: ignore[attr-defined]
        compared=side_by_side(found.replaces, found) if found.replaces else [],
        next=getattr(found, "replaced_by", None),
        rejection=getattr(found, "rejection", None),
        campaigns=campaigns().filter(award__quote=found).order_by("-pk")[:20],
        now=now,
        section=SECTION,
    )


@desk_page
def new_quote(request: PersonRequest) -> HttpResponseBase:
    """Record a quote."""
    form = QuoteForm(sent(request), initial=request.GET.dict())
    if form.is_valid():
        recorded = form.attempt(record_quote, now=timezone.now(), **_terms(form))
        if recorded:
            messages.success(request, _("The quote is recorded."))
            return redirect("desk:quote", recorded.pk)
    return form_page(
        request,
        form,
        title=_("New quote"),
        action=_("Record the quote"),
        back=reverse(SECTION),
        section=SECTION,
    )


def _terms(form: QuoteForm) -> dict[str, object]:
    return form.terms | {"product": form.cleaned_data["product"]}


@desk_page
@require_POST
def award(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Accept a quote."""
    found = _found(pk)
    form = AwardForm(request.POST)
    if form.is_valid() and form.attempt(
        flow.act,
        award_quote,
        quote=found,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        return redirect("desk:opening", pk)
    return _quote_page(request, found, form)


@desk_page
def rejection(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Refuse a quote, and tell the supplier why."""
    found = _found(pk)
    form = RejectionForm(sent(request))
    told = {"quote": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(reject_quote, **told, **form.cleaned_data):
        messages.success(request, _("The supplier sees that the quote is refused."))
        return redirect("desk:quote", pk)
    return form_page(
        request,
        form,
        title=_("Refuse the quote"),
        action=_("Refuse it"),
        back=reverse("desk:quote", args=[pk]),
        section=SECTION,
    )
