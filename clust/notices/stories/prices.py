"""What the price and the places do to those who pledged, and that it closes soon."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import moment
from clust.campaigns.models import Campaign, ComingIn, PriceStep
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import (
    Action,
    Story,
    cents,
    held,
    is_in,
    open_story,
    pledges_of,
    standing,
)


def price_step(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return what a step of the price means to the reader: in, waiting again, or paying less."""
    step = PriceStep.objects.get(pk=notice.fact)
    story = open_story(
        campaign,
        now,
        {
            "was": cents(campaign, step.was_gross_cents),
            "new": cents(campaign, step.gross_cents),
            "is_on": step.was == 0,
            "on": moment(step.at),
        },
        held(pledges_of(notice), campaign),
    )
    if notice.kind == Notice.Kind.WAITING:
        story.actions[:0] = [
            Action(_("Raise my maximum"), link("maximum", pledge.pk))
            for pledge in pledges_of(notice)
            if pledge.maximum_gross_cents < step.gross_cents
        ][:1]
    return story


def place(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a place came free under the cap."""
    coming = ComingIn.objects.get(pk=notice.fact)
    pledges = [pledge for pledge in pledges_of(notice) if pledge.pk == coming.pledge_id]
    return open_story(campaign, now, {}, held(pledges, campaign))


def soon(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a campaign closes within a day."""
    pledges = pledges_of(notice)
    says: dict[str, object] = {
        "is_in": any(is_in(pledge, campaign) for pledge in pledges),
        "missing": standing(campaign, now).missing,
    }
    return open_story(campaign, now, says, held(pledges, campaign))
