"""Enquiries to a supplier: what waits for it, the list, one with what is said about it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.sourcing.actions.enquiring import ask_about, decline_enquiry, say_to
from clust.sourcing.models import EnquiryQuestion, Invitee, Quote, Supplier
from clust.sourcing.readings import InviteeState, with_states
from clust.web.parts.demands import ShownDemand
from clust.web.parts.lists import Filter, Listing, Rows, answers, listed
from clust.web.supplier.access import ContactRequest, seller_form, seller_page, supplier_page
from clust.web.supplier.forms import NoForm, WordsForm
from clust.web.supplier.views import orders_of
from clust.wishes.demand import demand_of

SHOWN = 10
SECTION = "supplier:enquiries"
ENQUIRIES = Listing(
    columns={
        gettext_lazy("Number"): lambda invitee: invitee.enquiry_id,
        gettext_lazy("Title"): lambda invitee: invitee.enquiry.title,
        gettext_lazy("Units counted on"): lambda invitee: invitee.enquiry.likely_units,
        gettext_lazy("Currency"): lambda invitee: invitee.enquiry.currency,
        gettext_lazy("Deadline"): lambda invitee: invitee.enquiry.answer_by,
        gettext_lazy("State"): lambda invitee: InviteeState(invitee.state).label,
    },
    search=("enquiry__title",),
    number="enquiry_id",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            answers("state", InviteeState.choices),
        )
    ],
    sorts={
        "title": ["enquiry__title"],
        "units": ["enquiry__likely_units"],
        "by": ["enquiry__answer_by"],
    },
    order="-by",
)


def invitations(supplier: Supplier, now: datetime) -> Rows:
    """Return the enquiries that a supplier was asked, with where they stand."""
    rows = Invitee.objects.filter(supplier=supplier).select_related("enquiry__brief")
    return with_states(rows, now)


def quotes_of(supplier: Supplier, now: datetime) -> Rows:
    """Return what a supplier offered and what it was offered back, with what became of it."""
    rows = Quote.objects.filter(product__supplier=supplier).with_state(now)
    return rows.select_related("product", "enquiry")


@supplier_page
def home(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what waits for the supplier."""
    now = timezone.now()
    orders = orders_of(supplier).order_by("-pk")
    shown: dict[str, Any] = {
        "supplier": supplier,
        "orders": orders[:SHOWN],
        "to_answer": orders.filter(answers=None).count(),
        "now": now,
        "section": "supplier:home",
    }
    if request.contact.may_quote:
        waiting = invitations(supplier, now).filter(state=InviteeState.WAITING)
        counters = quotes_of(supplier, now).filter(side="desk", state="open")
        shown |= {
            "waiting": waiting.order_by("enquiry__answer_by")[:SHOWN],
            "counters": counters.order_by("-pk")[:SHOWN],
        }
    return render(request, "supplier/home.html", shown)


@seller_page
def enquiries(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what the supplier was asked."""
    rows = invitations(supplier, timezone.now())
    return listed(
        request, ENQUIRIES, rows, "supplier/enquiries.html", supplier=supplier, section=SECTION
    )


def invitation_or_404(supplier: Supplier, pk: int) -> Invitee:
    """
    Return the supplier's invitation to an enquiry.

    :raises Http404: if it was not asked
    """
    invitee: Invitee = get_object_or_404(invitations(supplier, timezone.now()), enquiry=pk)
    return invitee


@seller_page
def enquiry(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Show one enquiry with its specification, questions and words."""
    return _page(request, supplier, invitation_or_404(supplier, pk))


def _page(
    request: ContactRequest,
    supplier: Supplier,
    invitee: Invitee,
    *,
    question: WordsForm | None = None,
    message: WordsForm | None = None,
    no: NoForm | None = None,
) -> HttpResponseBase:
    now = timezone.now()
    asked = EnquiryQuestion.objects.filter(invitee__enquiry=invitee.enquiry_id)
    quotes = quotes_of(supplier, now).filter(enquiry=invitee.enquiry_id)
    state = invitee.state  # type: ignore[attr-defined]
    shown = {
        "supplier": supplier,
        "invitee": invitee,
        "enquiry": invitee.enquiry,
        "brief": invitee.enquiry.brief,
        "shown": ShownDemand(demand_of(invitee.enquiry.brief, now=now).for_suppliers()),
        "questions": asked.select_related("answer"),
        "said": invitee.messages.all(),
        "quotes": quotes.order_by("-pk"),
        "is_open": now < invitee.enquiry.answer_by and state != InviteeState.DECIDED,
        "may_decline": state == InviteeState.WAITING,
        "state_label": InviteeState(state).label,
        "question_form": question or WordsForm(prefix="question"),
        "message_form": message or WordsForm(prefix="message"),
        "no_form": no or NoForm(prefix="no"),
        "now": now,
        "section": SECTION,
    }
    status = 422 if question or message or no else 200
    return render(request, "supplier/enquiry.html", shown, status=status)


@require_POST
@seller_form
def question(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Ask about an enquiry, for all to read."""
    invitee = invitation_or_404(supplier, pk)
    form = WordsForm(request.POST, prefix="question")
    told = {"invitee": invitee, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(ask_about, **told, **form.cleaned_data):
        messages.success(request, _("Your question is sent. All who were asked see the answer."))
        return redirect("supplier:enquiry", pk)
    return _page(request, supplier, invitee, question=form)


@require_POST
@seller_form
def message(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Say something to the desk, that nobody else reads."""
    invitee = invitation_or_404(supplier, pk)
    form = WordsForm(request.POST, prefix="message")
    told = {"invitee": invitee, "person": request.user, "by_desk": False, "now": timezone.now()}
    if form.is_valid() and form.attempt(say_to, **told, **form.cleaned_data):
        messages.success(request, _("Your message is sent."))
        return redirect("supplier:enquiry", pk)
    return _page(request, supplier, invitee, message=form)


@require_POST
@seller_form
def decline(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Say that the supplier does not offer."""
    invitee = invitation_or_404(supplier, pk)
    form = NoForm(request.POST, prefix="no")
    told = {"invitee": invitee, "now": timezone.now()}
    if form.is_valid() and form.attempt(decline_enquiry, **told, **form.cleaned_data):
        messages.success(request, _("Thank you for telling us."))
        return redirect("supplier:enquiry", pk)
    return _page(request, supplier, invitee, no=form)
