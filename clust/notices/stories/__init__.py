"""What each kind of notice has to say, read from its fact, in the language that is active."""

from collections.abc import Callable, Mapping
from datetime import datetime

from clust.campaigns.models import Campaign
from clust.notices.models import Notice
from clust.notices.stories.after_sales import (
    answer,
    claim_answer,
    question,
    recalled,
    retracted,
    return_end,
    return_opened,
)
from clust.notices.stories.ends import left_out, result
from clust.notices.stories.parcels import late, parcel, ready, substitute
from clust.notices.stories.parts import Story
from clust.notices.stories.payments import card_ends, charged, lapsed, refund, refused, transfer
from clust.notices.stories.pledges import receipt, released, renewal, withdrawn
from clust.notices.stories.prices import place, price_step, soon
from clust.notices.stories.suppliers import purchase

_KIND = Notice.Kind
_STORIES: Mapping[str, Callable[[Notice, Campaign, datetime], Story]] = {
    _KIND.RECEIPT: receipt,
    _KIND.WITHDRAWN: withdrawn,
    _KIND.IN: price_step,
    _KIND.WAITING: price_step,
    _KIND.FELL: price_step,
    _KIND.PLACE: place,
    _KIND.SOON: soon,
    _KIND.RENEWAL: renewal,
    _KIND.RELEASED: released,
    _KIND.RESULT: result,
    _KIND.NOT_IN: left_out,
    _KIND.NOT_REACHED: left_out,
    _KIND.PURCHASE: purchase,
    _KIND.PARCEL: parcel,
    _KIND.READY: ready,
    _KIND.LATE: late,
    _KIND.SUBSTITUTE: substitute,
    _KIND.CHARGED: charged,
    _KIND.REFUSED: refused,
    _KIND.LAPSED: lapsed,
    _KIND.REFUND: refund,
    _KIND.TRANSFER: transfer,
    _KIND.CARD_ENDS: card_ends,
    _KIND.RETRACTED: retracted,
    _KIND.RETURN: return_opened,
    _KIND.RETURN_END: return_end,
    _KIND.CLAIM: claim_answer,
    _KIND.ANSWER: answer,
    _KIND.QUESTION: question,
    _KIND.RECALL: recalled,
}


def campaign_of(notice: Notice) -> Campaign:
    """Return the campaign of a notice with all that mails say of it."""
    rows = Campaign.objects.select_related(
        "product", "storefront", "terms__seller", "gate", "reference_price"
    )
    return rows.prefetch_related("rungs").get(pk=notice.campaign_id)


def story_of(notice: Notice, campaign: Campaign, *, now: datetime) -> Story:
    """Return what a notice has to say, as things stand at `now`."""
    return _STORIES[notice.kind](notice, campaign, now)
