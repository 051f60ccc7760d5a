"""What a partner's links bring and what it is paid: those of whom the caller acts for."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from clust.partners.models import Partner
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest, allowed
from clust.web.api.pages import Cursor, Limit, answer, page
from clust.web.api.problems import Problem
from clust.web.parts.partners import brought_by, statements, sums_of, url_of, with_brought

router = Router(tags=["partner"])
SCOPE = allowed("partner:read")


@router.get("/partner/", response=shapes.Partner, operation_id="get_partner", **SCOPE)
def partner(request: ApiRequest) -> HttpResponse:
    """Return what your links brought, and what is held, due and paid."""
    row = _partner(request)
    brought = brought_by(row)
    said = {
        "id": row.pk,
        "name": row.name,
        "clicks": brought.visits,
        "orders": brought.pledges,
        "delivered": brought.delivered,
        "sums": [
            {
                "currency": sums.currency,
                "earned_net_cents": sums.earned,
                "held_net_cents": sums.held,
                "due_net_cents": sums.due,
                "paid_net_cents": sums.paid,
            }
            for sums in sums_of(row)
        ],
    }
    return answer(said)


@router.get("/partner/links/", response=shapes.Links, operation_id="list_links", **SCOPE)
def links(request: ApiRequest, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List your links with what each brought."""
    mine = with_brought(_partner(request).links.select_related("storefront"))
    rows, following = page(mine, limit, cursor)
    return answer({"data": [_link(request, row) for row in rows], "next": following})


@router.get(
    "/partner/statements/", response=shapes.Statements, operation_id="list_statements", **SCOPE
)
def monthly(request: ApiRequest, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List your monthly statements, with their bill and payment."""
    rows, following = page(statements().filter(partner=_partner(request)), limit, cursor)
    return answer({"data": [_statement(row) for row in rows], "next": following})


def _partner(request: ApiRequest) -> Partner:
    person = request.caller.person if request.caller else None
    row = Partner.objects.filter(people__person=person, people__left_at=None).first()
    if row is None:
        raise Problem(404, "You act for no partner.", code="no-partner")
    return row


def _link(request: ApiRequest, row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "url": url_of(request, row),
        "clicks": row.clicks,
        "orders": row.pledged,
        "delivered": row.delivered,
        "earned_net_cents": row.earned,
        "at": row.at,
    }


def _statement(row: Any) -> dict[str, Any]:
    bill, payout = getattr(row, "bill", None), getattr(row, "payout", None)
    return {
        "id": row.pk,
        "number": row.number,
        "month": row.month,
        "currency": row.currency,
        "earned_net_cents": row.accrued_cents,
        "reversed_net_cents": row.reversed_cents,
        "payable_net_cents": row.payable_cents,
        "bill": bill.name if bill else None,
        "bill_gross_cents": bill.gross_cents if bill else None,
        "paid_at": payout.at if payout else None,
    }
