"""What a banner of a partner's link says now: of a clust, or of the storefront as a whole."""

from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clust.partners.models import Link
from clust.storefronts.models import Storefront
from clust.web.parts import formats
from clust.web.parts.banners import clust_of
from clust.web.parts.colours import Colours
from clust.web.parts.ladder_picture import draw
from clust.web.parts.ladders import now_word
from clust.web.parts.share_picture import Banner
from clust.web.parts.standings import standing
from clust.web.shop import listing
from clust.web.shop.moments import Moments, page_seconds
from clust.web.shop.passing import clust_line

_said: Moments[Banner] = Moments(page_seconds)


def banner_of(link: Link, now: datetime) -> Banner:
    """
    Return what stands on a link's banners, in the language that is active; a moment old at most.

    :raises NotPublic: if not everybody may see what the link leads to
    """

    def say() -> Banner:
        clust = clust_of(link)
        return _of_clust(link.storefront, clust.pk, now) if clust else _of_shop(link, now)

    return _said.get((link.storefront_id, link.path, get_language()), say)


def _of_clust(storefront: Storefront, pk: int, now: datetime) -> Banner:
    stand = standing(listing.clusts(storefront).get(pk=pk), now)
    state = "full" if stand.is_live and stand.is_full else stand.stage
    return Banner(
        shop=storefront.name,
        title=stand.campaign.product.name,
        label=now_word(state, stand.rung),
        price=formats.money(stand.price_cents, stand.campaign.currency),
        words=clust_line(stand),
        call=_("Join") if stand.is_live else _("See"),
        drawing=draw(stand.picture("banner"), "card"),
        colours=Colours.of(storefront.theme),
    )


def _of_shop(link: Link, now: datetime) -> Banner:
    """Say how many clusts are open, beside the ladder of the fullest."""
    storefront = link.storefront
    rows = listing.in_stage(listing.clusts(storefront), "live", now)
    number, fullest = rows.count(), listing.in_order(rows, "people", "live").first()
    counted = ngettext("%(n)s clust", "%(n)s clusts", number) % {"n": formats.units(number)}
    return Banner(
        shop=_("Group buying"),
        title=storefront.name,
        label=_("Open now") if number else "",
        price=counted if number else "",
        words=_("The more of us join, the less everybody pays."),
        call=_("See"),
        drawing=draw(standing(fullest, now).picture("banner"), "card") if fullest else "",
        colours=Colours.of(storefront.theme),
    )
