"""What the demo's member follows and how they want to be told of it: the bell rings on its own."""

from datetime import datetime

from clust.campaigns.models import Campaign
from clust.notices.actions.choosing import choose
from clust.notices.actions.following import follow_campaign, follow_storefront
from clust.notices.models import Preference, Rhythm, Topic
from clust.people.models import Person
from clust.storefronts.models import Storefront

FOLLOWED = ("bicycle", "speaker")


def follow_along(person: Person, storefront: Storefront, *, now: datetime) -> None:
    """Follow two clusts whose prices fall often, and what is new; once however often it is run."""
    follow_storefront(person=person, storefront=storefront, now=now)
    for campaign in Campaign.objects.live(now).filter(product__reference__in=FOLLOWED):
        follow_campaign(person=person, campaign=campaign, now=now)
    if not Preference.objects.filter(person=person, topic=Topic.NEWS).exists():
        choose(person=person, topic=Topic.NEWS, mail=Rhythm.DAILY, push=False, site=True, now=now)
