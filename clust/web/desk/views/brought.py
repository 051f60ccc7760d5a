"""Orders that came by a link of anybody: the rows behind the numbers of sources."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.campaigns.models import Pledge
from clust.partners.models import Link, Referral
from clust.payments.models import Capture
from clust.sponsoring.models import order_of
from clust.web.desk.sources import KINDS
from clust.web.desk.views.adverts import SECTION, period
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, equal, listed


def _source(link: Link) -> str:
    return str(link.advert or link.partner or KINDS["sponsor"])


BROUGHT = Listing(
    columns={
        gettext_lazy("Click"): lambda row: row.visit.day,
        gettext_lazy("Source"): lambda row: _source(row.visit.link),
        gettext_lazy("Person"): lambda row: row.person_id,
        gettext_lazy("Clust"): lambda row: row.campaign,
        gettext_lazy("Order"): lambda row: row.order_id,
        gettext_lazy("Paid and kept"): lambda row: Cents(row.kept),
    },
    search=("visit__link__advert__name", "visit__link__partner__name", "visit__link__code"),
    number="order_id",
    filters=[
        Filter(
            "source",
            gettext_lazy("source"),
            [
                Answer(kind, label, equal(f"visit__link__{kind}__isnull", False))
                for kind, label in KINDS.items()
            ],
        ),
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("paid", gettext_lazy("paid"), lambda now: Q(kept__gt=0)),
                Answer("open", gettext_lazy("not paid"), lambda now: Q(kept=0)),
            ],
        ),
    ],
    links={
        "advert": "visit__link__advert",
        "partner": "visit__link__partner",
        "link": "visit__link",
    },
    keeps=("from", "until"),
    sorts={"day": ["visit__day"], "kept": ["kept"]},
    order="-day",
)


def _rows() -> QuerySet[Any]:
    pledges = Pledge.objects.filter(key=OuterRef("key"))
    captured = Capture.objects.filter(order=OuterRef("order_id")).order_by().values("order")
    kept = captured.annotate(sum=Sum(F("cents") - F("refunded_cents"))).values("sum")
    rows = Referral.objects.annotate(
        campaign=Subquery(pledges.values("campaign")[:1]), order_id=order_of(OuterRef("key"))
    )
    return (
        rows.filter(campaign__isnull=False)
        .annotate(kept=Coalesce(Subquery(kept), 0))
        .select_related("visit__link__advert", "visit__link__partner")
    )


@desk_page
def brought(request: PersonRequest) -> HttpResponseBase:
    """Show orders by links, by the day of the click."""
    rows = _rows()
    if "from" in request.GET or "until" in request.GET:
        rows = rows.filter(visit__day__range=period(request.GET))
    return listed(request, BROUGHT, rows, "desk/adverts/brought.html", section=SECTION)
