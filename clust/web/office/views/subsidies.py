"""Budgets and plans of the community: set up, changed, ended; and what each person had."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust.base.sheets import Cents, sheet
from clust.orders.models import Subsidy
from clust.rules.gifts import gift_limit
from clust.subsidies.actions import planning
from clust.subsidies.models import SubsidyBudget, SubsidyPlan
from clust.web.office.access import OfficeRequest, treasurer_page
from clust.web.office.money_forms import BudgetChangeForm, BudgetForm, EndForm, PlanForm
from clust.web.parts.fields import written
from clust.web.parts.lists import csv_file

SECTION = "office:subsidies"
UNPROCESSABLE = 422
NUMBER, NAME = "part__promise__entry__number", "part__promise__entry__name"
OCCASION = "part__plan__occasion"
A_PAGE = 100


@treasurer_page
def subsidies(request: OfficeRequest) -> HttpResponse:
    """Show budgets with what is used, reserved and left, and the plans that draw from them."""
    budgets = SubsidyBudget.objects.filter(storefront=request.storefront)
    rows = budgets.prefetch_related("plans__end").order_by("-begins_on", "-pk")
    year = timezone.localdate().year
    limit = gift_limit(year)
    context = {
        "budgets": rows,
        "year": year,
        "limit": limit,
        "above": _above(request, year, limit),
        "section": SECTION,
    }
    return render(request, "office/subsidies.html", context)


def _above(request: OfficeRequest, year: int, limit: int | None) -> int:
    """Return how many people had more in a year, for one occasion, than the URSSAF presumes."""
    return _had(request, year).filter(cents__gt=limit).count() if limit else 0


def _had(request: OfficeRequest, year: int) -> Any:
    mine = Subsidy.objects.filter(part__plan__budget__storefront=request.storefront, at__year=year)
    return mine.values(NUMBER, NAME, OCCASION).annotate(
        cents=Sum("cents") - Sum("returned_cents"), orders=Count("order", distinct=True)
    )


@treasurer_page
def people(request: OfficeRequest) -> HttpResponseBase:
    """Show what each person had this year, with a warning above the yearly limit."""
    year, words = timezone.localdate().year, request.GET.get("q", "").strip()
    rows = _had(request, year).order_by("-cents", NUMBER)
    if words:
        rows = rows.filter(Q(**{f"{NUMBER}__iexact": words}) | Q(**{f"{NAME}__icontains": words}))
    if request.GET.get("export") == "csv":
        header = [_("Staff number"), _("Name"), _("Occasion"), _("Orders"), _("Amount")]
        told = (
            [row[NUMBER], row[NAME], row[OCCASION], row["orders"], Cents(row["cents"])]
            for row in rows
        )
        return csv_file(sheet(header, told), f"subsidies-{year}")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    people = [
        {
            "number": row[NUMBER],
            "name": row[NAME],
            "occasion": row[OCCASION],
            "orders": row["orders"],
            "cents": row["cents"],
        }
        for row in page
    ]
    context = {"page": page, "people": people, "year": year, "limit": gift_limit(year)}
    return render(request, "office/subsidy_people.html", context | {"section": SECTION})


@treasurer_page
def budget_new(request: OfficeRequest) -> HttpResponse:
    """Set money aside."""
    form = BudgetForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        planning.open_budget,
        storefront=request.storefront,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        return _done(request)
    return _form(request, form, _("A new budget"), _("Set it aside"))


@treasurer_page
def budget(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give a budget more, or take some of it back."""
    row = get_object_or_404(SubsidyBudget, pk=pk, storefront=request.storefront)
    form = BudgetChangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        planning.change_budget,
        row,
        cents=form.change,
        person=request.user,
        now=timezone.now(),
    ):
        return _done(request)
    return _form(request, form, row.name, _("Change the budget"))


@treasurer_page
def plan_new(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say under which terms a budget pays."""
    row = get_object_or_404(SubsidyBudget, pk=pk, storefront=request.storefront)
    days = {"begins_on": row.begins_on, "ends_on": row.ends_on}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=days)
    if form.is_valid() and form.attempt(
        planning.make_plan, budget=row, terms=form.terms, person=request.user, now=timezone.now()
    ):
        return _done(request)
    return _form(request, form, _("A new plan"), _("Start the plan"))


@treasurer_page
def plan(request: OfficeRequest, pk: int) -> HttpResponse:
    """Go on with other terms: a new plan takes the place of this one."""
    row = _plan(request, pk)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=_said(row))
    if form.is_valid() and form.attempt(
        planning.replace_plan, row, terms=form.terms, person=request.user, now=timezone.now()
    ):
        return _done(request)
    text = _("What was promised stands. From now on the new terms hold; ceilings count on.")
    return _form(request, form, row.name, _("Go on with these terms"), text)


@require_POST
@treasurer_page
def plan_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Promise nothing more under a plan."""
    form = EndForm(request.POST)
    form.attempt(planning.end_plan, _plan(request, pk), person=request.user, now=timezone.now())
    return _done(request)


def _plan(request: OfficeRequest, pk: int) -> SubsidyPlan:
    mine = SubsidyPlan.objects.filter(budget__storefront=request.storefront, end=None)
    row: SubsidyPlan = get_object_or_404(mine, pk=pk)
    return row


def _said(row: SubsidyPlan) -> dict[str, Any]:
    names = ("name", "rank", "yearly", "goods", "occasion", "begins_on", "ends_on")
    amounts = ("fixed_cents", "order_most_cents", "person_most_cents", "family_most_cents")
    return {
        **{name: getattr(row, name) for name in names},
        **{name: written(getattr(row, name)) for name in amounts},
        "percent": f"{row.per_mille / 10:g}" if row.per_mille else None,
        "people": ", ".join(row.people),
    }


def _done(request: OfficeRequest) -> HttpResponse:
    messages.success(request, _("The change is written."))
    return redirect(SECTION)


def _form(
    request: OfficeRequest, form: Any, title: str, action: str, text: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "text": text, "section": SECTION}
    context["back"] = reverse(SECTION)
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "office/money_form.html", context, status=status)
