"""A supplier's quotes: the list, one of them, the editor, files, answers to counter-offers."""

from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Max, Min, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.base.sheets import Cents
from clust.rules.ladder import Ladder
from clust.sourcing.actions.quoting import reject_quote, stand_by_quote, take_counter
from clust.sourcing.models import Enquiry, Quote, Supplier
from clust.sourcing.models.quotes import QuoteState
from clust.sourcing.quote_file import QuoteFile
from clust.web.parts.forms import DeskForm
from clust.web.parts.lists import Answer, Filter, Listing, answers, listed
from clust.web.parts.paces import too_often
from clust.web.parts.quotes import TermsForm, previewed, side_by_side, terms_of
from clust.web.parts.unusable import reason_said
from clust.web.supplier.access import ContactRequest, seller_form, seller_page
from clust.web.supplier.enquiries import invitation_or_404, quotes_of
from clust.web.supplier.forms import AnswerForm, NoForm, OfferForm, QuoteFileForm

SECTION = "supplier:quotes"
QUOTES = Listing(
    columns={
        gettext_lazy("Number"): lambda quote: quote.pk,
        gettext_lazy("Product"): lambda quote: quote.product.name,
        gettext_lazy("Reference"): lambda quote: quote.product.reference,
        gettext_lazy("Enquiry"): lambda quote: quote.enquiry.title if quote.enquiry else "",
        gettext_lazy("Currency"): lambda quote: quote.currency,
        gettext_lazy("Dearest unit cost"): lambda quote: Cents(quote.dearest or 0),
        gettext_lazy("Cheapest unit cost"): lambda quote: Cents(quote.cheapest or 0),
        gettext_lazy("Received"): lambda quote: quote.received_at,
        gettext_lazy("Valid until"): lambda quote: quote.valid_until,
        gettext_lazy("State"): lambda quote: QuoteState(quote.state).label,
    },
    search=("product__name_fr", "product__name_en", "product__reference", "enquiry__title"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            answers("state", QuoteState.choices),
        ),
        Filter(
            "source",
            gettext_lazy("source"),
            [
                Answer(
                    "enquiry",
                    gettext_lazy("to an enquiry"),
                    lambda now: Q(enquiry__isnull=False, side="supplier"),
                ),
                Answer(
                    "proposal",
                    gettext_lazy("own proposals"),
                    lambda now: Q(enquiry=None, side="supplier"),
                ),
                Answer("counter", gettext_lazy("counter-offers"), lambda now: Q(side="desk")),
            ],
        ),
    ],
    sorts={
        "product": ["product__name_fr"],
        "cost": ["cheapest"],
        "received": ["received_at"],
        "valid": ["valid_until"],
    },
    order="-received",
)


@seller_page
def quotes(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what was offered, by either side."""
    rows = quotes_of(supplier, timezone.now()).annotate(
        dearest=Max("rungs__net_cents"), cheapest=Min("rungs__net_cents")
    )
    return listed(request, QUOTES, rows, "supplier/quotes.html", supplier=supplier, section=SECTION)


def _found(supplier: Supplier, pk: int) -> Quote:
    rows = quotes_of(supplier, timezone.now()).select_related(
        "replaces__product", "replaced_by", "rejection"
    )
    quote: Quote = get_object_or_404(rows.prefetch_related("rungs"), pk=pk)
    return quote


@seller_page
def quote(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Show one quote; a counter-offer beside what it answers."""
    return _quote_page(request, supplier, _found(supplier, pk))


def _quote_page(
    request: ContactRequest, supplier: Supplier, found: Quote, no: DeskForm | None = None
) -> HttpResponseBase:
    is_open = found.state == QuoteState.OPEN  # type: ignore[attr-defined]
    before = found.replaces
    shown = {
        "supplier": supplier,
        "quote": found,
        "compared": side_by_side(before, found) if before else [],
        "next": getattr(found, "replaced_by", None),
        "rejection": getattr(found, "rejection", None),
        "is_counter": found.side == "desk",
        "may_answer": is_open and found.side == "desk",
        "may_revise": is_open and found.side == "supplier" and _still_asked(found),
        "no_form": no if isinstance(no, NoForm) else NoForm(prefix="no"),
        "refused": no,
        "section": SECTION,
    }
    return render(request, "supplier/quote.html", shown, status=422 if no else 200)


def _still_asked(quote: Quote) -> bool:
    return quote.enquiry is None or timezone.now() < quote.enquiry.answer_by


# The editor


@dataclass(frozen=True)
class Offering:
    """What is being offered: to an enquiry or not, in the place of another quote or not."""

    supplier: Supplier
    enquiry: Enquiry | None = None
    replaces: Quote | None = None

    @property
    def likely(self) -> int:
        """The units that are counted on, 0 where nobody said."""
        return self.enquiry.likely_units if self.enquiry else 0

    @property
    def address(self) -> str:
        """Where the editor is."""
        if self.replaces:
            return reverse("supplier:revision", args=[self.replaces.pk])
        if self.enquiry:
            return reverse("supplier:offer", args=[self.enquiry.pk])
        return reverse("supplier:proposal")

    def form(self, data: Any = None, read: QuoteFile | None = None) -> OfferForm:
        """Return the form, filled in with the quote it replaces and what a file says."""
        initial: dict[str, Any] = {}
        if self.replaces:
            initial = terms_of(self.replaces) | {"product": self.replaces.product_id}
        if read and read.rungs:
            initial["rungs"] = Ladder.of(read.rungs)
        return OfferForm(data, supplier=self.supplier, enquiry=self.enquiry, initial=initial)


@seller_form
def offer(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Answer an enquiry with a quote."""
    return _edited(request, Offering(supplier, invitation_or_404(supplier, pk).enquiry))


@seller_form
def proposal(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Propose an offer without an enquiry."""
    return _edited(request, Offering(supplier))


@seller_form
def revision(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Offer anew, in the place of a quote or as the answer to a counter-offer."""
    found = _found(supplier, pk)
    return _edited(request, Offering(supplier, found.enquiry, found))


def _edited(request: ContactRequest, offering: Offering) -> HttpResponseBase:
    if request.method != "POST":
        return _editor(request, offering, offering.form())
    if "read" in request.POST:
        return _read(request, offering)
    form = offering.form(request.POST)
    if request.headers.get("HX-Target") == "preview":
        return render(request, "supplier/preview.html", previewed(form, likely=offering.likely))
    if form.is_valid():
        made = form.offer(request.user, timezone.now(), offering.replaces)
        if made:
            messages.success(request, _("Your quote is with us. Thank you!"))
            return redirect("supplier:quote", made.pk)
    return _editor(request, offering, form)


def _read(request: ContactRequest, offering: Offering) -> HttpResponseBase:
    """Show what a file says in the editor; nothing is kept before the quote is sent."""
    upload = QuoteFileForm(request.POST, request.FILES)
    read = None
    if not ratelimit.consume(request, action="quote_file", key=str(request.user.pk)):
        return too_often(request)
    if upload.is_valid():
        code = offering.replaces.product.reference if offering.replaces else ""
        read = upload.read(code)
    return _editor(request, offering, offering.form(read=read), upload, read)


def _editor(
    request: ContactRequest,
    offering: Offering,
    form: TermsForm,
    upload: QuoteFileForm | None = None,
    read: QuoteFile | None = None,
) -> HttpResponseBase:
    shown = {
        "supplier": offering.supplier,
        "offering": offering,
        "enquiry": offering.enquiry,
        "form": form,
        "file_form": upload or QuoteFileForm(),
        "read": read,
        "unused": [(line.number, reason_said(line.reason)) for line in read.unused] if read else [],
        "section": SECTION,
        **previewed(form, likely=offering.likely),
    }
    wrong = (form.is_bound and form.errors) or (upload and upload.errors)
    return render(request, "supplier/offer.html", shown, status=422 if wrong else 200)


# Counter-offers


@require_POST
@seller_form
def taking(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Take a counter-offer over."""
    return _answered(request, supplier, pk, take_counter)


@require_POST
@seller_form
def standing(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Stand by what was offered before."""
    return _answered(request, supplier, pk, stand_by_quote)


def _answered(
    request: ContactRequest, supplier: Supplier, pk: int, answer: Any
) -> HttpResponseBase:
    found = _found(supplier, pk)
    form = AnswerForm(request.POST)
    if form.is_valid() and (
        made := form.attempt(answer, quote=found, person=request.user, now=timezone.now())
    ):
        messages.success(request, _("Your quote is with us. Thank you!"))
        return redirect("supplier:quote", made.pk)
    return _quote_page(request, supplier, _found(supplier, pk), form)


@require_POST
@seller_form
def rejection(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Refuse a counter-offer."""
    found = get_object_or_404(quotes_of(supplier, timezone.now()), pk=pk, side="desk")
    form = NoForm(request.POST, prefix="no")
    told = {"quote": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(reject_quote, **told, **form.cleaned_data):
        messages.success(request, _("Thank you for telling us."))
        return redirect("supplier:quote", pk)
    return _quote_page(request, supplier, _found(supplier, pk), form)
