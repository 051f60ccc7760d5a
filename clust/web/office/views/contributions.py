"""What the community owes: its monthly statements, as page, PDF and list."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.base.sheets import Cents, sheet
from clust.contributions.models import ContributionStatement
from clust.web.office.access import OfficeRequest, treasurer_page
from clust.web.parts.contributions import stated_lines, statement_html, statement_pdf
from clust.web.parts.lists import csv_file
from clust.web.parts.paces import paper_pace, too_often
from clust.web.parts.papers import page_or_pdf

SECTION = "office:contributions"


@treasurer_page
def contributions(request: OfficeRequest) -> HttpResponse:
    """Show the statements and what is still to be paid."""
    rows = ContributionStatement.objects.filter(storefront=request.storefront)
    context = {
        "statements": rows.prefetch_related("payments"),
        "today": timezone.localdate(),
        "section": SECTION,
    }
    return render(request, "office/contributions.html", context)


@treasurer_page
def statement(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give a statement, as a page or as PDF."""
    row = _statement(request, pk)
    if wait := paper_pace.wait(request.user.pk):
        return too_often(request, wait)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)


@treasurer_page
def statement_list(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give the list behind a statement: who, which order, how much."""
    row = _statement(request, pk)
    header = [_("Staff number"), _("Name"), _("Plan"), _("Order"), _("Day"), _("Amount")]
    told = ([*one[:5], Cents(one[5])] for one in stated_lines(row))
    return csv_file(sheet(header, told), row.number)


def _statement(request: OfficeRequest, pk: int) -> ContributionStatement:
    mine = ContributionStatement.objects.filter(storefront=request.storefront)
    row: ContributionStatement = get_object_or_404(mine, pk=pk)
    return row
