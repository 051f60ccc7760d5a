"""The clusts of a storefront as a list: sought, chosen by stage, sorted; and the tribe's pulse."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clust.campaigns.models import Campaign, Rung
from clust.orders.models import Order
from clust.storefronts.models import Storefront
from clust.storefronts.readings import with_members
from clust.web.parts import formats
from clust.web.parts.cards import ClustCard
from clust.web.parts.savings import saved_cents
from clust.web.parts.standings import Standing, standings
from clust.web.shop.moments import Moments, minute

A_PAGE = 24
STAGES = {
    "live": gettext_lazy("Open now"),
    "planned": gettext_lazy("Opening soon"),
    "closed": gettext_lazy("Closed"),
}
SORTS = {
    "closing": gettext_lazy("Closing first"),
    "step": gettext_lazy("Nearest to a lower price"),
    "new": gettext_lazy("Newest first"),
    "cheap": gettext_lazy("Lowest price first"),
    "dear": gettext_lazy("Highest price first"),
    "people": gettext_lazy("Most units first"),
}
_ORDERS: dict[str, dict[str, tuple[str, ...]]] = {
    "closing": {"live": ("closes_at",), "planned": ("opens_at",), "closed": ("-closed_at",)},
    "step": dict.fromkeys(STAGES, ("gate__slack",)),
    "new": dict.fromkeys(STAGES, ("-opens_at",)),
    "cheap": dict.fromkeys(STAGES, ("price",)),
    "dear": dict.fromkeys(STAGES, ("-price",)),
    "people": dict.fromkeys(STAGES, ("-gate__units",)),
}


def clusts(storefront: Storefront) -> QuerySet[Campaign]:
    """Return the campaigns shown in a storefront, with all that their cards need."""
    price = Rung.objects.filter(campaign=OuterRef("pk"), number=Greatest(OuterRef("gate__rung"), 1))
    return (
        Campaign.objects.filter(listings__storefront=storefront)
        .annotate(
            price=Subquery(price.values("gross_cents")[:1]),
            closed_at=Coalesce("closing__at", "closes_at"),
        )
        .select_related("product", "gate", "reference_price", "closing__clearing")
        .prefetch_related("rungs", "product__pictures")
    )


def in_stage(rows: QuerySet[Campaign], stage: str, now: datetime) -> QuerySet[Campaign]:
    """Return those that are live, planned or closed at `now`."""
    if stage == "planned":
        return rows.filter(opens_at__gt=now, gate__open=True)
    if stage == "closed":
        return rows.filter(Q(gate__open=False) | Q(closes_at__lte=now))
    return rows.filter(gate__open=True, opens_at__lte=now, closes_at__gt=now)


def sought(rows: QuerySet[Campaign], words: str) -> QuerySet[Campaign]:
    """Return those whose product is named or described with all these words."""
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(product__name_fr__icontains=word)
            | Q(product__name_en__icontains=word)
            | Q(product__description_fr__icontains=word)
            | Q(product__description_en__icontains=word)
        )
    return rows


def in_order(rows: QuerySet[Campaign], sort: str, stage: str) -> QuerySet[Campaign]:
    """Return them sorted, the number deciding between equals."""
    return rows.order_by(*_ORDERS[sort][stage], "pk")


def cards(rows: Any, now: datetime) -> list[ClustCard]:
    """Return campaigns as cards, with one query for where they all stand."""
    return [card(one, now) for one in standings(rows, now)]


def card(one: Standing, now: datetime) -> ClustCard:
    """Return a campaign as a card."""
    campaign = one.campaign
    pictures = list(campaign.product.pictures.all())
    badge, tone = _badge(one)
    step = one.next_step if one.is_live and not one.is_full else None
    return ClustCard(
        url=reverse("shop:campaign", args=[campaign.pk]),
        title=campaign.product.name,
        price_cents=one.price_cents,
        currency=campaign.currency,
        price_label=_price_label(one),
        picture_url=pictures[0].file.url if pictures else "",
        stage=one.stage,
        badge=badge,
        badge_tone=tone,
        missing=step.missing if step else 0,
        next_price_cents=step.price_cents if step else None,
        note=_note(one),
        people=_units_in(one),
        time_left=_time(one, now),
        ladder=one.picture(f"clust{campaign.pk}"),
    )


def _badge(one: Standing) -> tuple[str, str]:
    if one.is_live and one.is_full:
        return _("Full"), "full"
    if one.stage == "live" and one.saving_percent:
        return _("−%(percent)s%%") % {"percent": one.saving_percent}, "done"
    return {
        "planned": (_("Opening soon"), "plain"),
        "live": ("", "live"),
        "closing": (_("Closed"), "plain"),
        "cleared": (_("Final price"), "done"),
        "not_reached": (_("Not reached"), "plain"),
    }[one.stage]


def _price_label(one: Standing) -> str:
    if one.stage == "cleared":
        return _("Everybody paid")
    if one.stage in ("planned", "not_reached") or one.is_below_critical_mass:
        return _("Opening price")
    return _("Price now")


def _note(one: Standing) -> str:
    if one.stage == "cleared" and one.saving_percent:
        return _("%(percent)s%% less than the comparison price") % {"percent": one.saving_percent}
    if one.stage == "not_reached":
        return _("Too few joined. Nobody paid.")
    if one.is_live and one.is_full:
        return _("Every place is taken")
    if one.is_live and one.next_step is None:
        return _("The lowest price is reached")
    return ""


def _units_in(one: Standing) -> str:
    said = ngettext("%(n)s unit taken", "%(n)s units taken", one.units)
    return said % {"n": formats.units(one.units)}


def _time(one: Standing, now: datetime) -> str:
    campaign = one.campaign
    if one.stage == "live":
        return formats.until(campaign.closes_at, now)
    if one.stage == "planned":
        return _("opens on %(day)s") % {"day": formats.short_day(campaign.opens_at)}
    closing = getattr(campaign, "closing", None)
    closed_at = closing.at if closing else campaign.closes_at
    return _("closed on %(day)s") % {"day": formats.short_day(closed_at)}


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the tribe does: members, open clusts, units taken in them, money saved so far."""

    members: int
    open: int
    units: int
    saved_cents: int


_pulses: Moments[Pulse] = Moments(minute)


def pulse(storefront: Storefront, now: datetime) -> Pulse:
    """Return the counters of a storefront, at most a minute old."""
    return _pulses.get(storefront.pk, lambda: _count(storefront, now))


def _count(storefront: Storefront, now: datetime) -> Pulse:
    live = in_stage(Campaign.objects.filter(listings__storefront=storefront), "live", now)
    return Pulse(
        members=with_members(Storefront.objects.filter(pk=storefront.pk)).get().members,
        open=live.count(),
        units=live.aggregate(units=Sum("gate__units"))["units"] or 0,
        saved_cents=saved_cents(Order.objects.filter(campaign__listings__storefront=storefront)),
    )
