"""Which clusts a storefront shows to everybody."""

from django.db.models import QuerySet

from clust.campaigns.models import Campaign
from clust.storefronts.models import Storefront


def shown(storefront: Storefront) -> QuerySet[Campaign]:
    """Return the campaigns that machines and other people's pages may show of a storefront."""
    return Campaign.objects.filter(listings__storefront=storefront)
