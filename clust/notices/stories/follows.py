"""What those hear who follow: a clust costs less, closes soon, or a new one is open."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, moment, units
from clust.campaigns.models import Campaign, PriceStep
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import (
    Action,
    Fact,
    Story,
    cents,
    open_story,
    price_now,
    standing,
)
from clust.storefronts.models import Membership
from clust.wishes.models import Wish


def dropped(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a clust somebody follows costs less."""
    step = PriceStep.objects.get(pk=notice.fact)
    says: dict[str, object] = {
        "was": cents(campaign, step.was_gross_cents),
        "new": cents(campaign, step.gross_cents),
    }
    return open_story(campaign, now, says, _facts(campaign))


def last_day(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a clust somebody follows closes within a day."""
    says: dict[str, object] = {"missing": standing(campaign, now).missing}
    return open_story(campaign, now, says, _facts(campaign))


def _facts(campaign: Campaign) -> list[Fact]:
    return [
        Fact(_("Price now"), cents(campaign, price_now(campaign)), strong=True),
        Fact(_("Taken so far"), units(campaign.gate.units)),
        Fact(_("Closes"), moment(campaign.closes_at)),
        Fact(_("Delivered by"), day(campaign.delivery_on)),
    ]


def opened(notice: Notice, now: datetime) -> Story:
    """Return that a new clust is open in a storefront that somebody follows."""
    rows = Campaign.objects.select_related("product", "gate").prefetch_related("rungs")
    campaign = rows.get(pk=notice.fact)
    ladder = campaign.ladder
    return Story(
        says={
            "product": campaign.product.name,
            "price": cents(campaign, ladder.opening_price),
            "deepest": cents(campaign, ladder.rungs[-1].unit_price),
            "closes": moment(campaign.closes_at),
            "falls": len(ladder.rungs) > 1,
        },
        actions=[Action(_("See the clust"), link("campaign", campaign.pk))],
    )


def tribe_wish(notice: Notice, now: datetime) -> Story:
    """Return that somebody of one's tribe wants something new; never who."""
    wish = Wish.objects.get(pk=notice.fact)
    theirs = Membership.objects.standing().filter(person=wish.person_id).values("tribe")
    shared = Membership.objects.standing().filter(person=notice.person_id, tribe__in=theirs)
    first = shared.select_related("tribe").order_by("pk").first()
    return Story(
        says={"wish": wish.title, "tribe": first.tribe.name if first else ""},
        actions=[Action(_("See the wish"), link("wish", wish.pk))],
    )
