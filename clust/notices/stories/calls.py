"""That a clust is open which somebody wished for, at a price that their limit can be reached."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, moment, units
from clust.campaigns.models import Call, Campaign
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story, cents, open_story, price_now


def called(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return what was wished for, the limit, and the way to the ready order page."""
    call = Call.objects.select_related("backing__wish").get(pk=notice.fact)
    limit = call.backing.limit_gross_cents or 0
    story = open_story(
        campaign,
        now,
        {
            "wish": call.backing.wish.title,
            "limit": cents(campaign, limit),
            "waits": limit < price_now(campaign),
        },
        [
            Fact(_("Product"), campaign.product.name),
            Fact(_("Units you wished for"), units(call.backing.units)),
            Fact(_("Your limit, each"), cents(campaign, limit), strong=True),
            Fact(_("Seller"), campaign.terms.seller.name),
            Fact(_("Delivered by"), day(campaign.delivery_on)),
            Fact(_("Closes"), moment(campaign.closes_at)),
        ],
    )
    story.actions.insert(0, Action(_("To my ready order"), link("call", call.pk)))
    return story
