"""What the desk reads of a clust: its stage, its crowd over time, what is owed, what is odd."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign, CampaignQuerySet, ComingIn, Level, Pledge, Rung
from clust.rules.margin import Margin, margin_at
from clust.sourcing.models import QuoteRung
from clust.web.parts.lists import Answer, Filter

BUCKETS = 72
ACCOUNTS_AT_ONE_ADDRESS = 3
WITHDRAWALS_IN_AN_HOUR = 5


# Stages


def is_planned(now: datetime) -> Q:
    """Ask for clusts that open later."""
    return Q(gate__open=True, opens_at__gt=now)


def is_live(now: datetime) -> Q:
    """Ask for clusts that take pledges."""
    return Q(gate__open=True, opens_at__lte=now, closes_at__gt=now)


def is_closing(now: datetime) -> Q:
    """Ask for clusts whose time is over and whose price is not computed yet."""
    over = Q(gate__open=True, closes_at__lte=now)
    return over | Q(closing__isnull=False, closing__clearing=None)


def is_cleared(now: datetime) -> Q:
    """Ask for clusts with a final price."""
    return Q(closing__clearing__gross_cents__isnull=False)


def is_not_reached(now: datetime) -> Q:
    """Ask for clusts that ended without a price."""
    return Q(closing__clearing__isnull=False, closing__clearing__gross_cents=None)


def campaigns() -> CampaignQuerySet:
    """Return clusts with what a list says of them: price now, unit cost, units waiting."""
    rungs = Rung.objects.filter(campaign=OuterRef("pk"), number=Greatest(OuterRef("gate__rung"), 1))
    costs = QuoteRung.objects.filter(quote=OuterRef("award__quote"))
    reached = costs.filter(from_units__lte=OuterRef("gate__units")).order_by("-from_units")
    pledged = Level.objects.filter(campaign=OuterRef("pk")).values("campaign")
    return Campaign.objects.select_related(
        "product__supplier", "storefront", "gate", "closing__clearing"
    ).annotate(
        price_cents=Subquery(rungs.values("gross_cents")[:1]),
        cost_cents=Coalesce(
            Subquery(reached.values("net_cents")[:1]),
            Subquery(costs.order_by("from_units").values("net_cents")[:1]),
        ),
        pledged=Coalesce(Subquery(pledged.annotate(n=Sum("wanted")).values("n")), 0),
    )


# One clust


class Crowd(NamedTuple):
    """The units pledged, less those withdrawn, up to a moment."""

    at: datetime
    units: int


def crowd_over_time(campaign: Campaign, until: datetime) -> list[Crowd]:
    """Return how the units pledged grew since the opening, in at most some seventy points."""
    width = max(
        (until - campaign.opens_at) / BUCKETS, (campaign.closes_at - campaign.opens_at) / 500
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_bin(%s::interval, at, %s) + %s::interval, sum(units) FROM ("
            " SELECT at, units FROM pledge WHERE campaign_id = %s UNION ALL"
            " SELECT w.at, -w.units FROM withdrawal AS w JOIN pledge AS p ON p.id = w.pledge_id"
            " WHERE p.campaign_id = %s) AS moves GROUP BY 1 ORDER BY 1",
            [str(width), campaign.opens_at, str(width), campaign.pk, campaign.pk],
        )
        return list(_summed(cursor.fetchall()))


def _summed(moves: Sequence[tuple[datetime, int]]) -> Iterator[Crowd]:
    units = 0
    for at, change in moves:
        units += int(change)
        yield Crowd(at, units)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What buyers would owe at a price, with surcharges and delivery, in cents gross."""

    pledges: int
    people: int
    units: int
    owed: int
    at_most: int


def exposure(campaign: Campaign, price_cents: int | None) -> Exposure:
    """Return what would be owed at this price now; `at_most` at everybody's maximum."""
    price = 2_000_000_000 if price_cents is None else price_cents
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT p.person_id), coalesce(sum(a.units), 0),"
            " coalesce(sum(a.units::bigint * (%s + p.surcharge_gross_cents) + d.gross_cents), 0)"
            " FROM allotted(%s, %s, %s, %s) AS a JOIN pledge AS p ON p.id = a.pledge_id"
            " JOIN delivery_option AS d ON d.id = p.delivery_option_id",
            [price, campaign.pk, price, campaign.case_size, campaign.gate.room],
        )
        pledged, people, units, owed = (int(value) for value in cursor.fetchone())
        cursor.execute(
            "SELECT coalesce(sum((s.units + s.extra)::bigint * (p.maximum_gross_cents"
            " + p.surcharge_gross_cents) + d.gross_cents), 0) FROM standing(%s) AS s"
            " JOIN pledge AS p ON p.id = s.id"
            " JOIN delivery_option AS d ON d.id = p.delivery_option_id",
            [campaign.pk],
        )
        return Exposure(pledged, people, units, owed, at_most=int(cursor.fetchone()[0]))


class SameAddress(NamedTuple):
    """Several accounts with one address took units back."""

    street: str
    postcode: str
    people: int
    units: int


class BusyHour(NamedTuple):
    """Many withdrawals within an hour."""

    hour: datetime
    withdrawals: int
    units: int


def withdrawals_at_one_address(campaign: Campaign) -> list[SameAddress]:
    """Return addresses where three accounts or more withdrew, the worst first."""
    return [
        SameAddress(*row)
        for row in _clusters(
            "SELECT lower(a.street), a.postcode, count(DISTINCT p.person_id), sum(w.units)"
            " FROM withdrawal AS w JOIN pledge AS p ON p.id = w.pledge_id"
            " JOIN address AS a ON a.id = p.address_id"
            " WHERE p.campaign_id = %s AND w.cause = 'holder' GROUP BY 1, 2"
            " HAVING count(DISTINCT p.person_id) >= %s ORDER BY 3 DESC, 1 LIMIT 20",
            campaign,
            ACCOUNTS_AT_ONE_ADDRESS,
        )
    ]


def withdrawals_in_one_hour(campaign: Campaign) -> list[BusyHour]:
    """Return hours with five withdrawals or more, the busiest first."""
    return [
        BusyHour(*row)
        for row in _clusters(
            "SELECT date_trunc('hour', w.at), count(*), sum(w.units)"
            " FROM withdrawal AS w JOIN pledge AS p ON p.id = w.pledge_id"
            " WHERE p.campaign_id = %s AND w.cause = 'holder' GROUP BY 1"
            " HAVING count(*) >= %s ORDER BY 2 DESC, 1 LIMIT 20",
            campaign,
            WITHDRAWALS_IN_AN_HOUR,
        )
    ]


def _clusters(statement: str, campaign: Campaign, least: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [campaign.pk, least])
        return list(cursor.fetchall())


def margin_now(campaign: Campaign, units: int, price_cents: int) -> Margin:
    """Return what the units in leave above their cost at the price now."""
    cost, vat = campaign.award.quote.cost_ladder(), campaign.product.vat_per_mille
    return margin_at(units, price_cents, cost, vat, royalty=campaign.royalty_cents)


# Pledges


def pledges(campaign: Campaign, price_cents: int) -> QuerySet[Pledge]:
    """Return a clust's pledges with what is left of each, and whether it is in at this price."""
    addresses = EmailAddress.objects.filter(user=OuterRef("person")).order_by("-primary", "pk")
    return (
        Pledge.objects.with_left()
        .filter(campaign=campaign)
        .select_related("variant", "delivery_option", "address", "allotment")
        .annotate(
            name=F("person__identity__name"),
            email=Subquery(addresses.values("email")[:1]),
            allotted=F("allotment__units"),
            is_in=_is_in(campaign, price_cents),
        )
    )


def _is_in(campaign: Campaign, price_cents: int) -> Q:
    if hasattr(campaign, "closing") and hasattr(campaign.closing, "clearing"):
        return Q(allotment__isnull=False)
    if campaign.gate.room is None:
        return Q(maximum_gross_cents__gte=price_cents)
    return Q(Exists(ComingIn.objects.filter(pledge=OuterRef("pk"), goingout=None)))


PLEDGE_STATES = Filter(
    "state",
    _("state"),
    [
        Answer("in", _("in"), lambda now: Q(left__gt=0, is_in=True)),
        Answer("waiting", _("waiting"), lambda now: Q(left__gt=0, is_in=False)),
        Answer("withdrawn", _("withdrawn"), lambda now: Q(left__lte=0)),
    ],
)


class Book(Sequence[dict[str, Any]]):
    """A clust's standing pledges in book order, read in slices."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

    def __len__(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM standing(%s)", [self.campaign.pk])
            return int(cursor.fetchone()[0])

    def __getitem__(self, wanted: Any) -> Any:
        start, stop = wanted.start or 0, wanted.stop
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT place, id, variant_id, units, extra, fewer, maximum FROM book(%s)"
                " ORDER BY place LIMIT %s OFFSET %s",
                [self.campaign.pk, stop - start, start],
            )
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
