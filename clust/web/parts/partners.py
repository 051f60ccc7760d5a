"""What partners' links brought and what is owed to partners, for their site and the desk."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from clust.base.sheets import Cents
from clust.campaigns.models import Pledge
from clust.commissions.models import (
    PAID,
    Clawback,
    Commission,
    CommissionPayout,
    CommissionStatement,
)
from clust.commissions.owed import BY, currencies_of, fees_of, rows_of
from clust.partners.models import Link, Partner, Referral, Visit
from clust.web.parts.lists import Answer, Filter, Listing

PAGE_OF_CLUST = re.compile(r"/(?:clusts|c)/([0-9]{1,18})/")
EXAMPLE = "7"


@dataclass(frozen=True, slots=True)
class PartnerSums:
    """What a partner earned in one currency, in cents without tax: all of it, due, paid."""

    currency: str
    earned: int
    due: int
    paid: int

    @property
    def held(self) -> int:
        """Return what is on no statement that pays it: held until goods may not come back."""
        return self.earned - self.due - self.paid


@dataclass(frozen=True, slots=True)
class Brought:
    """What links brought: clicks, orders placed, orders delivered."""

    visits: int
    pledges: int
    delivered: int


def sums_of(partner: Partner) -> list[PartnerSums]:
    """Return a partner's commissions in each currency."""
    return [_sums(partner, currency) for currency in currencies_of(partner) or ["EUR"]]


def _sums(partner: Partner, currency: str) -> PartnerSums:
    came, back = (_total(rows_of(table, partner, currency)) for table in (Commission, Clawback))
    came += _total(fees_of(partner, currency))
    stated = CommissionStatement.objects.filter(partner=partner, currency=currency)
    due, paid = stated.exclude(PAID), stated.filter(PAID)
    return PartnerSums(
        currency, came - back, _total(due, "payable_cents"), _total(paid, "payable_cents")
    )


def _total(rows: QuerySet[Any], of: str = "cents") -> int:
    return int(rows.aggregate(sum=Sum(of, default=0))["sum"])


def with_brought(links: QuerySet[Link]) -> QuerySet[Any]:
    """Add `clicks`, `pledged`, `delivered` and `earned` to links."""
    placed = Referral.objects.filter(Exists(Pledge.objects.filter(key=OuterRef("key"))))
    earned = Commission.objects.filter(referral__visit__link=OuterRef("pk"))
    back = Clawback.objects.filter(referral__visit__link=OuterRef("pk"))
    by = "referral__visit__link"
    return links.annotate(
        clicks=_of(Visit.objects.filter(link=OuterRef("pk")), "link", Count("pk")),
        pledged=_of(placed.filter(visit__link=OuterRef("pk")), "visit__link", Count("pk")),
        delivered=_of(earned, by, Count("delivery_line__order", distinct=True)),
        earned=_of(earned, by, Sum("cents")) - _of(back, by, Sum("cents")),
    )


def _of(rows: QuerySet[Any], by: str, what: Any) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(said=what).values("said")), 0)


def brought_by(partner: Partner) -> Brought:
    """Return what all links of a partner brought."""
    placed = Referral.objects.filter(Exists(Pledge.objects.filter(key=OuterRef("key"))))
    delivered = Commission.objects.filter(**{BY: partner}).values("delivery_line__order")
    return Brought(
        visits=Visit.objects.filter(link__partner=partner).count(),
        pledges=placed.filter(visit__link__partner=partner).count(),
        delivered=delivered.distinct().count(),
    )


def is_page(path: str) -> bool:
    """Say whether a path is that of a page of the shop."""
    try:
        return resolve(path.partition("?")[0].partition("#")[0]).namespace == "shop"
    except Resolver404:
        return False


def url_of(request: HttpRequest, link: Link) -> str:
    """Return the whole address of a link, at its own storefront."""
    path = reverse("shop:link", args=[link.code])
    if link.storefront_id == request.storefront.pk:  # type: ignore[attr-defined]
        return request.build_absolute_uri(path)
    host = link.storefront.domains.order_by("pk").values_list("host", flat=True).first()
    return f"{request.scheme}://{host or request.get_host()}{path}"


def widget_line(link: Link, home: str) -> str:
    """Return the line that shows a clust live on a partner's page; empty where no guest may see."""
    if not link.storefront.is_open:
        return ""
    shown = PAGE_OF_CLUST.match(link.path)
    return (
        f'<script src="{home}/widget/clust-card.js"></script>'
        f'<clust-card campaign="{shown[1] if shown else EXAMPLE}" link="{link.code}"></clust-card>'
    )


LINKS = Listing(
    columns={
        _("Link"): lambda row: row.code,
        _("Name"): lambda row: row.name,
        _("Page"): lambda row: row.path,
        _("Storefront"): lambda row: row.storefront.name,
        _("Clicks"): lambda row: row.clicks,
        _("Orders"): lambda row: row.pledged,
        _("Delivered"): lambda row: row.delivered,
        _("Earned without tax"): lambda row: Cents(row.earned),
    },
    search=("code", "name", "path"),
    sorts={
        "name": ["name"],
        "clicks": ["clicks"],
        "orders": ["pledged"],
        "delivered": ["delivered"],
        "earned": ["earned"],
        "at": ["at"],
    },
    order="-at",
)

STATEMENTS = Listing(
    columns={
        _("Number"): lambda row: row.number,
        _("Month"): lambda row: row.month,
        _("Partner"): lambda row: row.partner.name,
        _("Currency"): lambda row: row.currency,
        _("Earned"): lambda row: Cents(row.accrued_cents),
        _("Reversed"): lambda row: Cents(row.reversed_cents),
        _("Due without tax"): lambda row: Cents(row.payable_cents),
        _("Bill"): lambda row: row.bill.name if hasattr(row, "bill") else "",
        _("With tax"): lambda row: Cents(row.bill.gross_cents) if hasattr(row, "bill") else None,
        _("Paid on"): lambda row: row.payout.at if row.payout else None,
    },
    search=("partner__name",),
    number="pk",
    filters=[
        Filter(
            "state",
            _("state"),
            [
                Answer("due", _("to pay"), lambda now: ~PAID & Q(payable_cents__gt=0)),
                Answer(
                    "waiting",
                    _("waits for data"),
                    lambda now: ~PAID & Q(payable_cents__gt=0, bill=None),
                ),
                Answer("paid", _("paid"), lambda now: PAID),
                Answer("held", _("held"), lambda now: Q(payable_cents=0)),
            ],
        )
    ],
    links={"partner": "partner"},
    sorts={
        "number": ["pk"],
        "month": ["month"],
        "partner": ["partner__name"],
        "due": ["payable_cents"],
    },
    order="-month",
)

PAYOUTS = Listing(
    columns={
        _("Paid on"): lambda row: row.at,
        _("Statement"): lambda row: row.statement.number,
        _("File"): lambda row: row.transfer.file.number,
        _("Amount"): lambda row: Cents(row.cents),
        _("Currency"): lambda row: row.statement.currency,
        _("Came back on"): lambda row: None if row.open else row.transfer.returned.booked_on,
    },
    number="statement",
    sorts={"at": ["at"], "amount": ["cents"]},
    order="-at",
)


def statements() -> QuerySet[CommissionStatement]:
    """Return statements with their partner, bill and payment."""
    return CommissionStatement.objects.select_related("partner", "bill__tax").prefetch_related(
        "payouts"
    )


def payouts_of(partner: Partner) -> QuerySet[CommissionPayout]:
    """Return what a partner was paid."""
    rows = CommissionPayout.objects.filter(statement__partner=partner)
    return rows.select_related("statement", "transfer__file", "transfer__returned")
