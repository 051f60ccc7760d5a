"""What each kind of notice has to say, read from its fact, in the language that is active."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from clust.campaigns.models import Campaign
from clust.notices.models import Notice
from clust.notices.speaking import Speaker, speakers_of, speaking
from clust.notices.stories import talk
from clust.notices.stories.after_sales import (
    answer,
    claim_answer,
    question,
    recalled,
    retracted,
    return_end,
    return_opened,
)
from clust.notices.stories.calls import called
from clust.notices.stories.ends import left_out, result
from clust.notices.stories.enquiries import (
    counter,
    decided,
    enquiry,
    enquiry_answer,
    enquiry_message,
)
from clust.notices.stories.follows import dropped, last_day, opened, tribe_wish
from clust.notices.stories.machines import endpoint_end
from clust.notices.stories.paid_out import came_back, paid_out, stated
from clust.notices.stories.parcels import late, parcel, ready, substitute
from clust.notices.stories.parts import Story
from clust.notices.stories.payments import card_ends, charged, lapsed, refund, refused, transfer
from clust.notices.stories.pledges import called_off, receipt, released, renewal, withdrawn
from clust.notices.stories.prices import place, price_step, soon
from clust.notices.stories.projects import news, reviewed, voted
from clust.notices.stories.signers import is_own_too, of_buyer, papers_behind, passed_on
from clust.notices.stories.suppliers import purchase
from clust.notices.stories.wishes import briefed, hidden, merged, report_seen, ruled
from clust.storefronts.models import Seller, Storefront

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
    _KIND.CALLED_OFF: called_off,
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
    _KIND.CALLED: called,
    _KIND.DROPPED: dropped,
    _KIND.LAST_DAY: last_day,
}
_BEFORE: Mapping[str, Callable[[Notice, datetime], Story]] = {
    _KIND.HIDDEN: hidden,
    _KIND.RULED: ruled,
    _KIND.MERGED: merged,
    _KIND.BRIEFED: briefed,
    _KIND.REPORT_SEEN: report_seen,
    _KIND.REVIEWED: reviewed,
    _KIND.VOTED: voted,
    _KIND.NEWS: news,
    _KIND.ENQUIRY: enquiry,
    _KIND.ENQUIRY_SOON: enquiry,
    _KIND.ENQUIRY_ANSWER: enquiry_answer,
    _KIND.ENQUIRY_MESSAGE: enquiry_message,
    _KIND.COUNTER: counter,
    _KIND.AWARDED: decided,
    _KIND.NOT_AWARDED: decided,
    _KIND.REPLY: talk.replied,
    _KIND.TALK_ANSWER: talk.replied,
    _KIND.TALK_QUESTION: talk.asked,
    _KIND.TALK_HIDDEN: talk.hidden,
    _KIND.TALK_RULED: talk.ruled,
    _KIND.TALK_REPORT_SEEN: talk.report_seen,
    _KIND.SHOWN_OUT: talk.shown_out,
    _KIND.OPENED: opened,
    _KIND.TRIBE_WISH: tribe_wish,
    _KIND.ENDPOINT_END: endpoint_end,
    _KIND.STATED: stated,
    _KIND.PAID_OUT: paid_out,
    _KIND.CAME_BACK: came_back,
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a mail, who sells, and of which clust, if it is about one."""

    speaker: Speaker
    seller: Seller
    campaign: Campaign | None = None

    @property
    def storefront(self) -> Storefront:
        """Return the storefront that speaks."""
        return self.speaker.storefront


def voice_of(notice: Notice, speaker: Speaker | None = None) -> Voice:
    """Return who speaks in a notice, with all that mails say of its campaign."""
    speaker = speaker or speakers_of([notice])[notice.pk]
    if notice.storefront_id:
        return Voice(speaker, speaker.storefront.seller)
    rows = Campaign.objects.select_related(
        "product", "storefront", "terms__seller", "gate", "reference_price", "gathering"
    )
    campaign = rows.prefetch_related("rungs").get(notice=notice)
    return Voice(speaker, campaign.terms.seller, campaign)


def story_of(notice: Notice, voice: Voice, *, now: datetime) -> Story:
    """Return what a notice has to say, as things stand at `now`, with links to who speaks."""
    with speaking(voice.speaker):
        if voice.campaign is None:
            return _BEFORE[notice.kind](notice, now)
        return _of_campaign(notice, voice.campaign, now)


def _of_campaign(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return a story as its reader, or who signed a form that the reader entered, is told it."""
    tell = _STORIES[notice.kind]
    papers = papers_behind([notice]).get(notice.pk) if hasattr(campaign, "gathering") else None
    if not papers:
        return tell(notice, campaign, now)
    own = is_own_too(notice, papers)
    story = tell(notice if own else of_buyer(notice, papers[0]), campaign, now)
    return passed_on(story, notice, campaign, papers, own=own)
