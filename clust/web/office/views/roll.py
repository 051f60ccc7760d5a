"""The staff roll: searched, exported, and brought up to date by a list."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clust.base.sheets import sheet
from clust.storefronts.actions.roll import (
    difference,
    drop_roll_list,
    read_roll_list,
    take_roll_list,
)
from clust.storefronts.models import RollEntry, RollList
from clust.storefronts.roll_file import NotARoll, TooLong
from clust.storefronts.roll_words import COLUMNS, fault_words
from clust.web.office.access import OfficeRequest, treasurer_page
from clust.web.office.money_forms import RollFileForm, RollListForm
from clust.web.parts.lists import Answer, Filter, Listing, csv_file, listed

SECTION = "office:roll"
A_PAGE = 100
ROLL = Listing(
    columns={
        gettext_lazy("Staff number"): lambda row: row.number,
        gettext_lazy("Name"): lambda row: row.name,
        gettext_lazy("E-mail"): lambda row: row.email,
        gettext_lazy("Year of birth"): lambda row: row.birth_year,
        gettext_lazy("Category"): lambda row: row.category,
        gettext_lazy("Household"): lambda row: row.household,
        gettext_lazy("First day"): lambda row: row.begins_on,
        gettext_lazy("Last day"): lambda row: row.ends_on,
    },
    search=("number", "name", "email", "category", "household"),
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("here", gettext_lazy("belongs to us"), lambda now: Q(ended_at=None)),
                Answer(
                    "gone", pgettext_lazy("somebody", "gone"), lambda now: Q(ended_at__isnull=False)
                ),
                Answer(
                    "known",
                    gettext_lazy("signed in"),
                    lambda now: Q(claim__isnull=False, claim__entered_by=None),
                ),
                Answer(
                    "paper",
                    pgettext_lazy("way in", "on paper"),
                    lambda now: Q(claim__entered_by__isnull=False),
                ),
            ],
        )
    ],
    sorts={"number": ["number"], "name": ["name"], "category": ["category"]},
    order="number",
)


@treasurer_page
def roll(request: OfficeRequest) -> HttpResponseBase:
    """Show the roll; take a new list and lay it aside."""
    form = RollFileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid() and (kept := _read(request, form)):
        return redirect("office:roll_list", kept.pk)
    rows = RollEntry.objects.filter(storefront=request.storefront).select_related(
        "claim__entered_by__identity"
    )
    answer = listed(request, ROLL, rows, "office/roll.html", form=form, section=SECTION)
    answer.status_code = 422 if form.is_bound and form.errors else 200
    return answer


def _read(request: OfficeRequest, form: RollFileForm) -> RollList | None:
    upload: Any = form.cleaned_data["file"]
    try:
        return read_roll_list(
            request.storefront,
            file=upload.file,
            file_name=upload.name,
            person=request.user,
            now=timezone.now(),
        )
    except NotARoll:
        form.add_error(
            "file",
            _(
                "This is no CSV with a column of staff numbers. In your spreadsheet, save the list"
                " as CSV, with “matricule” above the numbers."
            ),
        )
    except TooLong:
        form.add_error("file", _("This list is longer than half a million lines: split it."))
    return None


@treasurer_page
def roll_list(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Show what a list would change and which lines are wrong; take it in, or drop it."""
    kept = _list(request, pk)
    if request.method == "POST" and "drop" in request.POST:
        drop_roll_list(kept, now=timezone.now())
        messages.success(request, _("The list is let go; the roll stays as it was."))
        return redirect(SECTION)
    form = RollListForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _taken(request, kept, form):
        return redirect(SECTION)
    faults = kept.lines.exclude(fault="").order_by("line")
    page: Any = Paginator(faults, A_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.words = fault_words(row.fault, row.found)
    context = {
        "kept": kept,
        "form": form,
        "difference": difference(kept),
        "columns": [words for name, words in COLUMNS.items() if name in kept.columns],
        "page": page,
        "section": SECTION,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "office/roll_list.html", context, status=status)


def _list(request: OfficeRequest, pk: int) -> RollList:
    mine = RollList.objects.filter(storefront=request.storefront, application=None)
    kept: RollList = get_object_or_404(mine, pk=pk)
    if not kept.lines.exists():
        raise Http404
    return kept


def _taken(request: OfficeRequest, kept: RollList, form: RollListForm) -> bool:
    said = form.cleaned_data
    done = form.attempt(
        take_roll_list,
        kept,
        person=request.user,
        good_only=said["good_only"],
        end_missing=said["missing"] if said["end_missing"] else None,
        now=timezone.now(),
    )
    if done is None:
        return False
    told = {"added": done.added, "changed": done.changed, "ended": done.ended}
    words = _("Taken in: %(added)s new, %(changed)s changed, %(ended)s ended.")
    messages.success(request, words % told)
    return True


@treasurer_page
def faults(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give the lines that are wrong as a table to mend."""
    mine = RollList.objects.filter(storefront=request.storefront)
    kept = get_object_or_404(mine, pk=pk)
    rows = kept.lines.exclude(fault="").order_by("line").iterator(2_000)
    header = [_("Line"), _("Staff number"), _("What is wrong")]
    told = ([row.line, row.number, fault_words(row.fault, row.found)] for row in rows)
    return csv_file(sheet(header, told), f"faults-{kept.pk}")
