"""Comparing the quotes of an enquiry, offering back, and deciding with a reason."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from clust import flow
from clust.sourcing.actions.quoting import award_quote, counter_quote
from clust.sourcing.models import Award, Enquiry, Quote
from clust.web.desk.brief_forms import CounterForm, DecisionForm, terms_of
from clust.web.desk.comparing import compared, compared_quotes
from clust.web.desk.pages import sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.wishes.demand import demand_of

SECTION = "desk:enquiries"


@desk_page
def comparison(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the quotes side by side; accept one of them, and say why."""
    enquiry = get_object_or_404(Enquiry.objects.select_related("brief"), pk=pk)
    now = timezone.now()
    quotes: Any = compared_quotes(enquiry, now)
    open_ones = quotes.filter(state="open")
    form = DecisionForm(sent(request), quotes=open_ones)
    if form.is_valid() and _decided(request, form):
        messages.success(request, _("Accepted. A clust can be opened on it."))
        return redirect("desk:comparison", pk)
    demand = demand_of(enquiry.brief, now=now)
    award = Award.objects.filter(quote__enquiry=enquiry)
    return with_form(
        request,
        "desk/enquiries/comparison.html",
        form,
        enquiry=enquiry,
        compared=compared(enquiry, list(quotes), firm=demand.curve.units.firm, now=now),
        open_quotes=[quote.pk for quote in open_ones],
        chosen=form["quote"].value(),
        award=award.select_related("quote__product__supplier", "person__identity").first(),
        demand=demand,
        now=now,
        section=SECTION,
    )


def _decided(request: PersonRequest, form: DecisionForm) -> Award | None:
    made: Award | None = form.attempt(
        flow.act,
        award_quote,
        quote=form.cleaned_data["quote"],
        reason=form.cleaned_data["reason"],
        person=request.user,
        now=timezone.now(),
    )
    return made


@desk_page
def counter(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Offer back: the terms of a quote, some of them changed."""
    quotes = Quote.objects.select_related("product__supplier", "enquiry")
    quote = get_object_or_404(quotes.filter(side="supplier"), pk=pk)
    form = CounterForm(sent(request), initial=terms_of(quote))
    if form.is_valid():
        made = form.attempt(
            flow.act,
            counter_quote,
            quote=quote,
            person=request.user,
            now=timezone.now(),
            **_changes(form),
        )
        if made:
            messages.success(request, _("The supplier has our counter-offer."))
            return _back(made)
    return with_form(request, "desk/enquiries/counter.html", form, quote=quote, section=SECTION)


def _changes(form: CounterForm) -> dict[str, Any]:
    return form.cleaned_data | {"rungs": form.cleaned_data["rungs"].rungs}


def _back(made: Quote) -> HttpResponseBase:
    if made.enquiry_id:
        return redirect("desk:enquiry", made.enquiry_id)
    return redirect("desk:quote", made.pk)
