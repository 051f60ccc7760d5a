"""The part of a private clust's page that tells who invites, who is in and who is missing."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.gatherings.models import Acceptance, Gathering, Offering
from clust.storefronts.models import Storefront
from clust.web.parts.standings import standing
from clust.web.shop import gatherings
from clust.web.shop.inside import is_host
from clust.web.shop.invitations import called
from clust.web.shop.offers import is_listed, storefront_of


def gathering_part(request: HttpRequest, pk: int) -> str:
    """Return what those inside see of a private clust, and nothing of any other."""
    if is_listed(storefront_of(request), pk):
        return ""
    found = Gathering.objects.select_related("campaign__gate", "founder").get(campaign=pk)
    now, person = timezone.now(), request.user
    stand = standing(found.campaign, now)
    came = None
    if person.is_authenticated:
        came = Acceptance.objects.filter(gathering=found, person=person).first()
    shown = {
        "gathering": found,
        "end": getattr(found, "end", None),
        "sender": called(found.founder),
        "missing": gatherings.missing(found, stand, now),
        "next_cents": stand.next_step.price_cents if stand.next_step else 0,
        "currency": found.campaign.currency,
        "is_live": stand.is_live,
        "names": gatherings.shown_names(found),
        "came": came,
        "is_host": person.is_authenticated and is_host(person, found),
    }
    return render_to_string("shop/private/part.html", shown, request=request)


def offering_of(campaign: Campaign, storefront: Storefront) -> Offering | None:
    """Return what a private clust on the same product can be started with."""
    rows = gatherings.offerings(storefront, timezone.now())
    return rows.filter(award__quote__product=campaign.product_id).first()
