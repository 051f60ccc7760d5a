"""Whom the demo tells what: its member follows clusts, and one address takes no more mails."""

from datetime import datetime, timedelta

from clust.campaigns.models import Campaign
from clust.notices.actions.bouncing import record_bounce
from clust.notices.actions.choosing import choose
from clust.notices.actions.following import follow_campaign, follow_storefront
from clust.notices.models import Bounce, Preference, Rhythm, Topic
from clust.people.models import Person
from clust.storefronts.models import Storefront
from demo.shop import member

FOLLOWED = ("bicycle", "speaker")
LOST = "claude.avant@clust.example"


def follow_along(person: Person, storefront: Storefront, *, now: datetime) -> None:
    """Follow two clusts whose prices fall often, and what is new; once however often it is run."""
    follow_storefront(person=person, storefront=storefront, now=now)
    for campaign in Campaign.objects.live(now).filter(product__reference__in=FOLLOWED):
        follow_campaign(person=person, campaign=campaign, now=now)
    if not Preference.objects.filter(person=person, topic=Topic.NEWS).exists():
        choose(person=person, topic=Topic.NEWS, mail=Rhythm.DAILY, push=False, site=True, now=now)


def lose_an_address(*, now: datetime) -> Bounce:
    """Let a mail to somebody who changed their address have come back, once."""
    member(LOST, "Claude Exemple", now=now)
    came_back = now - timedelta(days=6)
    return record_bounce(
        ref="demo-lost", address=LOST, kind=Bounce.Kind.HARD, happened_at=came_back, now=came_back
    )
