"""What somebody follows."""

from django.db.models import QuerySet

from clust.campaigns.models import Campaign
from clust.notices.models import Following
from clust.people.models import Person
from clust.storefronts.models import Storefront


def mine(person: Person) -> QuerySet[Following]:
    """Return the clusts that a person follows, those that close first at the top."""
    rows = Following.objects.standing().filter(person=person, campaign__closing=None)
    return (
        rows.exclude(campaign=None)
        .select_related("campaign__product")
        .order_by("campaign__closes_at")
    )


def following_of(person: Person, campaign: Campaign) -> Following | None:
    """Return that a person follows a clust, if so."""
    return Following.objects.standing().filter(person=person, campaign=campaign).first()


def follows_storefront(person: Person, storefront: Storefront) -> Following | None:
    """Return that a person follows what is new in a storefront, if so."""
    return Following.objects.standing().filter(person=person, storefront=storefront).first()
