"""How far a wish has come, from the rows that point back at it: wished … clust open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign
from clust.sourcing.models import Quote
from clust.storefronts.models import Storefront
from clust.wishes.models import BriefWish, Wish

STEPS = ("wished", "gathering", "negotiating", "offers", "open")
LABELS = {
    "wished": _("Wished"),
    "gathering": _("Gathering"),
    "negotiating": _("In negotiation"),
    "offers": _("Offers are in"),
    "open": _("Clust open"),
}
PLANNED = _("Clust planned")
TONES = {
    "wished": "plain",
    "gathering": "waiting",
    "negotiating": "live",
    "offers": "live",
    "open": "done",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The step a wish has reached; its clust may be planned only."""

    step: str
    is_planned: bool = False

    @property
    def label(self) -> Any:
        """Return the step in two words."""
        return PLANNED if self.is_planned else LABELS[self.step]

    @property
    def tone(self) -> str:
        """Return the badge that goes with it."""
        return "waiting" if self.is_planned else TONES[self.step]

    @property
    def number(self) -> int:
        """Return its place among the steps, from 1."""
        return STEPS.index(self.step) + 1

    @property
    def steps(self) -> list[tuple[Any, str]]:
        """Return all steps: label, and whether it is done, now or later."""
        here = STEPS.index(self.step)
        places = ["done" if at < here else "now" if at == here else "later" for at in range(5)]
        labels = LABELS | ({"open": PLANNED} if self.is_planned else {})
        return list(zip(labels.values(), places, strict=True))


def with_progress(
    rows: QuerySet[Wish], now: datetime, storefront: Storefront | None = None
) -> QuerySet[Wish]:
    """
    Annotate wishes with what came of them: `in_brief`, `has_offers`, `clust`, `is_planned`.

    :param storefront: where the clust must be shown; anywhere if not given
    """
    clusts = Campaign.objects.filter(award__quote__enquiry__brief__lines__wish=OuterRef("pk"))
    shown = {"listings__storefront": storefront} if storefront else {"listings__isnull": False}
    clusts = clusts.filter(**shown)
    offers = Quote.objects.filter(enquiry__brief__lines__wish=OuterRef("pk"), side="supplier")
    return rows.annotate(
        in_brief=Exists(BriefWish.objects.filter(wish=OuterRef("pk"))),
        has_offers=Exists(offers),
        clust=Subquery(clusts.order_by("-opens_at", "-pk").values("pk")[:1]),
        is_planned=Exists(clusts.filter(opens_at__gt=now)),
    )


def progress_of(wish: Any) -> Progress:
    """Return how far a wish has come that `with_progress` and `with_sums` have read."""
    if wish.clust:
        return Progress("open", wish.is_planned)
    if wish.has_offers:
        return Progress("offers")
    if wish.in_brief:
        return Progress("negotiating")
    return Progress("gathering" if wish.people > 1 else "wished")
