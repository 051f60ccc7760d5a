"""Royalties at the desk: what is due, statements, payments, and the year for the accountant."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents, sheet
from clust.commissions.actions.stating import pay_royalties
from clust.commissions.documents import statement_html, statement_pdf
from clust.commissions.models import (
    PAID,
    Royalty,
    RoyaltyPayout,
    RoyaltyReversal,
    RoyaltyStatement,
    due_to_pay,
)
from clust.ledger.readings import CALENDAR
from clust.people.models import Person
from clust.web.desk.pages import form_page, sent
from clust.web.desk.project_forms import RoyaltyPaymentForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, csv_file, listed
from clust.web.parts.papers import page_or_pdf

SECTION = "desk:royalties"
PAID_BY = Subquery(
    RoyaltyPayout.objects.filter(statement=OuterRef("pk"), open=True).values("reference")
)

STATEMENTS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.number,
        gettext_lazy("Month"): lambda row: row.month,
        gettext_lazy("Creator"): lambda row: row.creator_id,
        gettext_lazy("Currency"): lambda row: row.currency,
        gettext_lazy("Earned"): lambda row: Cents(row.accrued_cents),
        gettext_lazy("Reversed"): lambda row: Cents(row.reversed_cents),
        gettext_lazy("To pay"): lambda row: Cents(row.payable_cents),
        gettext_lazy("Paid on"): lambda row: row.payout.at if row.payout else None,
        gettext_lazy("Reference"): lambda row: row.payout.reference if row.payout else "",
    },
    search=("creator__identity__name", "reference"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("due", gettext_lazy("to pay"), lambda now: ~PAID & Q(payable_cents__gt=0)),
                Answer("paid", gettext_lazy("paid"), lambda now: PAID),
                Answer("held", gettext_lazy("held"), lambda now: Q(payable_cents=0)),
            ],
        )
    ],
    links={"creator": "creator"},
    sorts={"number": ["pk"], "month": ["month"], "payable": ["payable_cents"]},
    order="-month",
)

CREATORS = Listing(
    columns={
        gettext_lazy("Creator"): lambda row: row.pk,
        gettext_lazy("Name"): lambda row: row.name or "",
        gettext_lazy("Units"): lambda row: row.units,
        gettext_lazy("Earned"): lambda row: Cents(row.accrued),
        gettext_lazy("Paid"): lambda row: Cents(row.paid),
        gettext_lazy("Owed"): lambda row: Cents(row.owed),
    },
    search=("identity__name",),
    number="pk",
    sorts={"number": ["pk"], "accrued": ["accrued"], "paid": ["paid"], "owed": ["owed"]},
    order="-owed",
)


@desk_page
def royalties(request: PersonRequest) -> HttpResponseBase:
    """Show the statements, and what is due."""
    rows = RoyaltyStatement.objects.select_related("creator__identity").annotate(reference=PAID_BY)
    rows = rows.prefetch_related("payouts__transfer")
    due = due_to_pay(timezone.now()).aggregate(sum=Sum("payable_cents", default=0))["sum"]
    return listed(
        request,
        STATEMENTS,
        rows,
        "desk/projects/royalties.html",
        due=due,
        owed=_owed(),
        years=_years(),
        section=SECTION,
    )


def _owed() -> int:
    """Return all that is owed to creators, held or not, in cents of all currencies."""
    standing = RoyaltyPayout.objects.filter(open=True)
    came, back, paid = (
        int(rows.aggregate(sum=Sum("cents", default=0))["sum"])
        for rows in (Royalty.objects.all(), RoyaltyReversal.objects.all(), standing)
    )
    return came - back - paid


def _years() -> list[int]:
    moments = RoyaltyPayout.objects.filter(open=True).order_by("at").values_list("at", flat=True)
    first, last = moments.first(), moments.last()
    if first is None or last is None:
        return []
    return list(range(last.astimezone(CALENDAR).year, first.astimezone(CALENDAR).year - 1, -1))


@desk_page
def creators(request: PersonRequest) -> HttpResponseBase:
    """Show who earned what."""
    return listed(request, CREATORS, _creators(), "desk/projects/creators.html", section=SECTION)


def _creators() -> QuerySet[Any]:
    came = Royalty.objects.filter(rights__person=OuterRef("pk"))
    back = RoyaltyReversal.objects.filter(rights__person=OuterRef("pk"))
    paid = RoyaltyPayout.objects.filter(statement__creator=OuterRef("pk"), open=True)
    return (
        Person.objects.filter(rights_assignments__isnull=False)
        .distinct()
        .annotate(
            name=F("identity__name"),
            units=_sum(came, "rights__person", "units") - _sum(back, "rights__person", "units"),
            accrued=_sum(came, "rights__person", "cents") - _sum(back, "rights__person", "cents"),
            paid=_sum(paid, "statement__creator", "cents"),
        )
        .annotate(owed=F("accrued") - F("paid"))
    )


def _sum(rows: QuerySet[Any], by: str, of: str) -> Coalesce:
    summed = rows.order_by().values(by).annotate(sum=Sum(of)).values("sum")
    return Coalesce(Subquery(summed), 0)


@desk_page
def statement(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give a statement, as a page or as PDF."""
    row = get_object_or_404(RoyaltyStatement.objects.select_related("creator"), pk=pk)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)


@desk_page
def payment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a statement was paid."""
    row = get_object_or_404(RoyaltyStatement.objects.filter(payable_cents__gt=0), pk=pk)
    form = RoyaltyPaymentForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act,
        pay_royalties,
        statement=row,
        reference=form.cleaned_data["reference"],
        person=request.user,
        now=timezone.now(),
    ):
        messages.success(request, _("The payment is noted."))
        return redirect("desk:royalties")
    words = {"number": row.number, "amount": formats.money(row.payable_cents, row.currency)}
    return form_page(
        request,
        form,
        title=_("%(number)s: %(amount)s") % words,
        action=_("Note the payment"),
        back=reverse("desk:royalties"),
        section=SECTION,
        text=_("Once the transfer has left our bank; creator no. %(creator)s.")
        % {"creator": row.creator_id},
    )


@desk_page
def year(request: PersonRequest, year: int) -> HttpResponseBase:
    """Give what each creator was paid in a year: the accountant's list for the declaration."""
    if year not in _years():
        raise Http404
    header = [_("Year"), _("Creator"), _("Name"), _("Currency"), _("Statements"), _("Gross paid")]
    return csv_file(sheet(header, _paid_in(year)), f"royalties-{year}")


def _paid_in(year: int) -> Iterator[list[object]]:
    begin, end = (
        datetime.combine(date(one, 1, 1), datetime.min.time(), CALENDAR) for one in (year, year + 1)
    )
    paid = RoyaltyPayout.objects.filter(at__gte=begin, at__lt=end, open=True)
    summed = paid.values(
        "statement__creator", "statement__creator__identity__name", "statement__currency"
    ).annotate(all_cents=Sum("cents"), number=Count("pk"))
    for row in summed.order_by("statement__creator", "statement__currency"):
        yield [
            year,
            row["statement__creator"],
            row["statement__creator__identity__name"] or "",
            row["statement__currency"],
            row["number"],
            Cents(row["all_cents"]),
        ]
