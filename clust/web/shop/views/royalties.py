"""A creator's royalties: earned, held, paid out, month by month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clust.commissions.documents import statement_html, statement_pdf
from clust.commissions.models import RoyaltyStatement
from clust.web.parts.access import signed_in
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.royalties import sums_of
from clust.web.shop.visits import me


@signed_in
@require_safe
def royalties(request: HttpRequest) -> HttpResponse:
    """Show what one's projects bring."""
    person = me(request)
    context = {
        "sums": sums_of(person),
        "statements": person.royalty_statements.prefetch_related("payouts"),
        "contracts": person.rights_assignments.select_related("project__wish").order_by("-pk"),
    }
    return render(request, "shop/projects/royalties.html", context)


@signed_in
@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a statement, as a page or as PDF."""
    rows = RoyaltyStatement.objects.filter(creator=me(request)).select_related("creator")
    row = get_object_or_404(rows, pk=pk)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)
