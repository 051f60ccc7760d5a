"""
The caller's own pledges: read and withdrawn.

Placed they are not: an order with an obligation to pay wants its buyer's own click under its
summary, and their bank's word on the card. A campaign's `url` leads there.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from clust import flow
from clust.campaigns.actions.pledging import PledgeRefused, withdraw_pledge
from clust.campaigns.models import Pledge
from clust.campaigns.telling import told
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest, allowed
from clust.web.api.pages import Cursor, Limit, answer, page
from clust.web.api.problems import Problem, refused

router = Router(tags=["pledges"])


@router.get(
    "/pledges/", response=shapes.Pledges, operation_id="list_pledges", **allowed("pledges:read")
)
def pledges(request: ApiRequest, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List your pledges."""
    rows, following = page(_mine(request), limit, cursor)
    return answer({"data": _said(rows, request), "next": following})


@router.get(
    "/pledges/{int:pk}/",
    response=shapes.Pledge,
    operation_id="get_pledge",
    **allowed("pledges:read"),
)
def pledge(request: ApiRequest, pk: int) -> HttpResponse:
    """Return one of your pledges."""
    return answer(_said([_mine_or_404(request, pk)], request)[0])


@router.post(
    "/pledges/{int:pk}/withdrawal/",
    response={201: shapes.Withdrawal},
    operation_id="withdraw_pledge",
    **allowed("pledges:write"),
)
def withdrawal(request: ApiRequest, pk: int, said: shapes.NewWithdrawal) -> HttpResponse:
    """Take units of a pledge back, all that is left where none are named."""
    try:
        fact = flow.act(
            withdraw_pledge,
            pledge=_mine_or_404(request, pk),
            units=said.units,
            key=request.once,
            now=timezone.now(),
        )
    except PledgeRefused as error:
        raise refused(error, 409) from error
    row = {"id": fact.pk, "pledge_id": fact.pledge_id, "units": fact.units, "at": fact.at}
    return answer(row, 201)


def _mine(request: ApiRequest) -> "QuerySet[Pledge]":
    person = request.caller.person if request.caller else None
    rows = Pledge.objects.with_left().filter(person=person)
    return rows.filter(campaign__listings__storefront=request.storefront)


def _mine_or_404(request: ApiRequest, pk: int) -> Pledge:
    row = _mine(request).filter(pk=pk).first()
    if row is None:
        raise Problem(404)
    return row


def _said(rows: list[Pledge], request: ApiRequest) -> list[dict[str, Any]]:
    campaigns = {row.campaign_id for row in rows}
    prices = {one.campaign: one.price for one in told(list(campaigns), now=timezone.now())}
    return [
        {
            "id": row.pk,
            "campaign_id": row.campaign_id,
            "variant_id": row.variant_id,
            "units": row.units,
            "units_left": row.left,
            "maximum_gross_cents": row.maximum_gross_cents,
            "is_in": row.left > 0 and row.maximum_gross_cents >= prices[row.campaign_id],
            "url": request.build_absolute_uri(f"/pledges/{row.pk}/"),
            "at": row.at,
        }
        for row in rows
    ]
