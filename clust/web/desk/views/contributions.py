"""What communities owe at the desk: their statements, and what came of them."""

from typing import Any

from django.contrib import messages
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents
from clust.contributions.actions import receive_contribution
from clust.contributions.models import ContributionPayment, ContributionStatement
from clust.web.desk.contribution_forms import ContributionPaymentForm
from clust.web.desk.pages import form_page, sent
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.contributions import statement_html, statement_pdf
from clust.web.parts.fields import written
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.papers import page_or_pdf

SECTION = "desk:ledger"
STATEMENTS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.number,
        gettext_lazy("Community"): lambda row: row.storefront.name,
        gettext_lazy("Month"): lambda row: row.month,
        gettext_lazy("Currency"): lambda row: row.currency,
        gettext_lazy("To pay"): lambda row: Cents(row.asked),
        gettext_lazy("Paid"): lambda row: Cents(row.paid),
        gettext_lazy("Open"): lambda row: Cents(row.open),
        gettext_lazy("Due on"): lambda row: row.due_on,
        gettext_lazy("Reference"): lambda row: row.reference,
    },
    search=("storefront__name", "reference"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("open", pgettext_lazy("statement", "open"), lambda now: Q(open__gt=0)),
                Answer(
                    "late",
                    gettext_lazy("late"),
                    lambda now: Q(open__gt=0, due_on__lt=timezone.localdate(now)),
                ),
                Answer("settled", gettext_lazy("settled"), lambda now: Q(open=0)),
            ],
        )
    ],
    links={"storefront": "storefront"},
    sorts={"number": ["pk"], "month": ["month"], "open": ["open"], "due": ["due_on"]},
    order="-month",
)


@desk_page
def contributions(request: PersonRequest) -> HttpResponseBase:
    """Show what communities were asked for, and what is still open."""
    rows = _statements()
    return listed(
        request,
        STATEMENTS,
        rows,
        "desk/contributions.html",
        owed=rows.values("currency").order_by("currency").annotate(cents=Sum("open")),
        today=timezone.localdate(),
        section=SECTION,
    )


def _statements() -> QuerySet[Any]:
    paid = ContributionPayment.objects.filter(statement=OuterRef("pk")).order_by()
    summed = paid.values("statement").annotate(sum=Sum("cents")).values("sum")
    balance = F("subsidies_cents") - F("returns_cents") + F("before_cents")
    return (
        ContributionStatement.objects.select_related("storefront")
        .annotate(asked=Greatest(balance, 0), paid=Coalesce(Subquery(summed), 0))
        .annotate(open=F("asked") - F("paid"))
    )


@desk_page
def statement(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give a statement, as a page or as PDF."""
    row = get_object_or_404(ContributionStatement, pk=pk)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)


@desk_page
def payment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a community paid; the bank's line is recognised as this movement later."""
    row = get_object_or_404(ContributionStatement, pk=pk)
    form = ContributionPaymentForm(sent(request), initial={"cents": written(row.due_cents)})
    if form.is_valid() and form.attempt(
        flow.act,
        receive_contribution,
        statement=row,
        cents=form.cleaned_data["cents"],
        reference=form.cleaned_data["reference"],
        person=request.user,
        now=timezone.now(),
    ):
        messages.success(request, _("The payment is noted."))
        return redirect("desk:contributions")
    told = {"number": row.number, "amount": formats.money(row.due_cents, row.currency)}
    return form_page(
        request,
        form,
        title=_("%(number)s: %(amount)s") % told,
        action=_("Note the payment"),
        back=reverse("desk:contributions"),
        section=SECTION,
        text=_("A transfer with the reference of the statement is noted by itself."),
    )
