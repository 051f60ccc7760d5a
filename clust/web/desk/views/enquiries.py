"""Enquiries: sent to chosen suppliers; who answered, what they asked, what was said."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.sourcing.actions.enquiring import (
    answer_question,
    invite_supplier,
    say_to,
    send_enquiry,
)
from clust.sourcing.models import (
    Award,
    Enquiry,
    EnquiryQuestion,
    Invitee,
    Quote,
    Supplier,
)
from clust.web.desk.brief_forms import EnquiryForm, InvitationForm, WordsForm
from clust.web.desk.pages import sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.wishes.demand import demand_of
from clust.wishes.models import Brief

SECTION = "desk:enquiries"
LASTS = timedelta(days=14)
EVENING = time(18)
MOST_SUPPLIERS = 200
ENQUIRIES = Listing(
    columns={
        gettext_lazy("Number"): lambda enquiry: enquiry.pk,
        gettext_lazy("Title"): lambda enquiry: enquiry.title,
        gettext_lazy("Brief"): lambda enquiry: enquiry.brief.title,
        gettext_lazy("Units we count on"): lambda enquiry: enquiry.likely_units,
        gettext_lazy("Suppliers asked"): lambda enquiry: enquiry.asked,
        gettext_lazy("Offered"): lambda enquiry: enquiry.offered,
        gettext_lazy("Declined"): lambda enquiry: enquiry.declined,
        gettext_lazy("Questions to answer"): lambda enquiry: enquiry.unanswered,
        gettext_lazy("Answer by"): lambda enquiry: enquiry.answer_by,
        gettext_lazy("Decided"): lambda enquiry: enquiry.is_decided,
        gettext_lazy("Sent"): lambda enquiry: enquiry.at,
    },
    search=("title", "brief__title", "words"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "open",
                    gettext_lazy("to be answered"),
                    lambda now: Q(is_decided=False, answer_by__gt=now),
                ),
                Answer(
                    "decide",
                    gettext_lazy("to decide"),
                    lambda now: Q(is_decided=False, answer_by__lte=now),
                ),
                Answer("asked", gettext_lazy("with questions"), lambda now: Q(unanswered__gt=0)),
                Answer("decided", gettext_lazy("decided"), lambda now: Q(is_decided=True)),
            ],
        )
    ],
    links={"brief": "brief", "supplier": "invitees__supplier"},
    sorts={
        "title": ["title"],
        "units": ["likely_units"],
        "offers": ["offered"],
        "until": ["answer_by"],
        "sent": ["at"],
    },
    order="-sent",
)


def rows() -> QuerySet[Enquiry]:
    """Return enquiries with how many were asked, offered and declined."""
    decided = Award.objects.filter(quote__enquiry=OuterRef("pk"))
    theirs = Q(quotes__side="supplier")
    open_question = Q(invitees__questions__isnull=False, invitees__questions__answer=None)
    return Enquiry.objects.select_related("brief").annotate(
        asked=Count("invitees", distinct=True),
        offered=Count("quotes__product__supplier", filter=theirs, distinct=True),
        declined=Count("invitees__decline", distinct=True),
        unanswered=Count("invitees__questions", filter=open_question, distinct=True),
        is_decided=Exists(decided),
    )


@desk_page
def enquiries(request: PersonRequest) -> HttpResponseBase:
    """Show what suppliers are asked."""
    return listed(request, ENQUIRIES, rows(), "desk/enquiries/enquiries.html", section=SECTION)


@desk_page
def new_enquiry(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Ask chosen suppliers about a brief: look for them, mark them, say until when."""
    brief = get_object_or_404(Brief, pk=pk)
    told: Any = sent(request) or request.GET
    chosen = _suppliers().filter(pk__in=_numbers(told.getlist("supplier")))
    form = EnquiryForm(sent(request), initial=_begun(brief))
    if form.is_valid():
        made = form.attempt(
            flow.act,
            send_enquiry,
            brief=brief,
            suppliers=chosen,
            person=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
        if made:
            messages.success(request, _("The enquiry is sent."))
            return redirect("desk:enquiry", made.pk)
    return with_form(
        request,
        "desk/enquiries/new.html",
        form,
        brief=brief,
        chosen=chosen,
        found=_found(told.get("q", ""), chosen),
        words=told.get("q", ""),
        section=SECTION,
    )


def _numbers(words: list[str]) -> list[int]:
    return [int(word) for word in words[:MOST_SUPPLIERS] if word.isdecimal() and len(word) < 19]


def _suppliers() -> QuerySet[Supplier]:
    return Supplier.objects.annotate(
        times_asked=Count("invitations", distinct=True),
        times_won=Count("products__quotes__award", distinct=True),
    )


def _found(words: str, chosen: QuerySet[Supplier]) -> QuerySet[Supplier]:
    found = _suppliers().exclude(pk__in=chosen.values("pk"))
    for word in words.replace("\x00", "").split()[:8]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(country__iexact=word)
            | Q(pk__in=Supplier.objects.filter(products__name_fr__icontains=word).values("pk"))
        )
    return found.order_by("name")[:50]


def _begun(brief: Brief) -> dict[str, Any]:
    now = timezone.now()
    demand = demand_of(brief, now=now)
    local = timezone.localtime(now + LASTS)
    return {
        "title": brief.title,
        "currency": demand.currency,
        "likely_units": max(demand.curve.units.firm, 1),
        "answer_by": timezone.make_aware(datetime.combine(local.date(), EVENING)),
    }


def _enquiry(pk: int) -> Any:
    return get_object_or_404(rows().select_related("person__identity"), pk=pk)


@desk_page
def enquiry(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show who was asked, who answered, and what was asked back."""
    return _page(request, _enquiry(pk), InvitationForm())


def _page(request: PersonRequest, found: Any, form: InvitationForm) -> HttpResponseBase:
    now = timezone.now()
    award = Award.objects.filter(quote__enquiry=found).select_related(
        "quote__product__supplier", "person__identity"
    )
    form.fields["supplier"].queryset = Supplier.objects.exclude(  # type: ignore[attr-defined]
        invitations__enquiry=found
    )
    return with_form(
        request,
        "desk/enquiries/enquiry.html",
        form,
        enquiry=found,
        award=award.first(),
        invitees=_invitees(found),
        quotes=_quotes(found, now),
        questions=_questions(found),
        answer=WordsForm(),
        is_open=found.answer_by > now and not found.is_decided,
        now=now,
        section=SECTION,
    )


def _invitees(found: Enquiry) -> QuerySet[Invitee]:
    offers = Quote.objects.filter(
        enquiry=found, side="supplier", product__supplier=OuterRef("supplier")
    )
    return (
        found.invitees.select_related("supplier", "decline")
        .annotate(
            has_offered=Exists(offers),
            said=Count("messages", distinct=True),
            asked=Count("questions", distinct=True),
        )
        .order_by("supplier__name")
    )


def _quotes(found: Enquiry, now: datetime) -> QuerySet[Quote]:
    quotes = found.quotes.with_state(now).select_related("product__supplier")
    return quotes.prefetch_related("rungs").order_by("-received_at", "-pk")


def _questions(found: Enquiry) -> QuerySet[EnquiryQuestion]:
    return EnquiryQuestion.objects.filter(invitee__enquiry=found).select_related(
        "invitee__supplier", "answer__person__identity"
    )


@desk_page
@require_POST
def invitation(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Ask one more supplier."""
    found = _enquiry(pk)
    form = InvitationForm(request.POST)
    if form.is_valid() and form.attempt(
        flow.act, invite_supplier, enquiry=found, now=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The supplier is asked."))
        return redirect("desk:enquiry", pk)
    return _page(request, found, form)


@desk_page
@require_POST
def question_answer(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Answer a supplier's question, to all who were asked."""
    question = get_object_or_404(EnquiryQuestion.objects.select_related("invitee"), pk=pk)
    form = WordsForm(request.POST)
    if form.is_valid() and form.attempt(
        flow.act,
        answer_question,
        question=question,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("All who were asked can read the answer."))
    else:
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
    return redirect("desk:enquiry", question.invitee.enquiry_id)


@desk_page
def invitee(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Talk with one supplier about an enquiry; nobody else reads it."""
    rows = Invitee.objects.select_related("enquiry__brief", "supplier", "decline")
    found = get_object_or_404(rows, pk=pk)
    form = WordsForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act,
        say_to,
        invitee=found,
        person=request.user,
        by_desk=True,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        return redirect("desk:invitee", pk)
    quotes = _quotes(found.enquiry, timezone.now()).filter(product__supplier=found.supplier_id)
    return with_form(
        request,
        "desk/enquiries/invitee.html",
        form,
        invitee=found,
        said=found.messages.select_related("person__identity"),
        quotes=quotes,
        section=SECTION,
    )
