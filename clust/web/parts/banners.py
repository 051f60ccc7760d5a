"""Which banners a partner's link has, and the lines that put them on a page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from clust.campaigns.models import Campaign
from clust.partners.models import Link
from clust.web.parts.partners import PAGE_OF_CLUST
from clust.web.parts.share_picture import LAYOUTS
from clust.web.parts.shown import shown


class NotPublic(Exception):
    """Not everybody may see what the link leads to, so no picture shows it."""


@dataclass(frozen=True, slots=True)
class BannerLine:
    """One size of a banner in one language: the picture's path, and the line to copy."""

    wide: int
    high: int
    path: str
    alt: str
    line: str


def clust_of(link: Link) -> Campaign | None:
    """
    Return the clust that a link leads to, None where it leads to the storefront as a whole.

    :raises NotPublic: if the storefront, or the clust in it, is not for everybody
    """
    if not link.storefront.is_open:
        raise NotPublic
    page = PAGE_OF_CLUST.match(link.path)
    if page is None:
        return None
    found = shown(link.storefront).select_related("product").filter(pk=int(page[1])).first()
    if found is None:
        raise NotPublic
    return found


def banner_lines(link: Link, home: str, language: str) -> list[BannerLine]:
    """
    Return the banners of a link in a language; `home` is the address of its storefront.

    :raises NotPublic: if not everybody may see what the link leads to
    """
    clust = clust_of(link)
    with override(language):
        alt = _alt(link, clust)
    return [_line(link, home, size, alt, language) for size in LAYOUTS]


def _alt(link: Link, clust: Campaign | None) -> str:
    """Say what the picture shows, without the price, which changes."""
    shop = link.storefront.name
    if clust is None:
        return _("%(shop)s: the more of us join, the less everybody pays") % {"shop": shop}
    told = {"title": clust.product.name, "shop": shop}
    return _("%(title)s – %(shop)s: the more of us join, the less everybody pays") % told


def _line(link: Link, home: str, size: str, alt: str, language: str) -> BannerLine:
    layout = LAYOUTS[size]
    path = reverse("shop:banner", args=[link.code, language, size])
    line = format_html(
        '<a href="{}" rel="sponsored"><img src="{}" width="{}" height="{}" alt="{}"></a>',
        home + reverse("shop:link", args=[link.code]),
        home + path,
        layout.wide,
        layout.high,
        alt,
    )
    return BannerLine(layout.wide, layout.high, path, alt, line)
