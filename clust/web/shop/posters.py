"""Posters and flyers: what is wanted, how many want it, and a code to scan."""

import re
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from clust.base.pdf import PdfUnavailable, hint, own_pictures, pdf_problem
from clust.base.qr import qr
from clust.rules.graphemes import columns, shortened
from clust.storefronts.models import Storefront
from clust.web.parts.colours import Colours, painted
from clust.web.shop.passing import address_of
from clust.web.shop.sharing import Share

STYLE = Path(__file__).parent / "static" / "shop" / "poster.css"
STRIPS = range(8)
SIZE = re.compile(r'<svg width="[^"]+" height="[^"]+"')
STRIP_COLUMNS = 30
TYPED_AT_MOST = 36
LONG, VERY_LONG, LONGEST = 40, 120, 240


def poster_html(
    share: Share, size: str, storefront: Storefront, *, screen: bool, tribe: str = ""
) -> str:
    """Return a poster or flyer as a whole page; `tribe` is the name of those who invite."""
    short = share.url.partition("//")[2]
    subject, colours = share.subject, Colours.of(storefront.theme)
    shown = {
        "subject": subject,
        "share": share,
        "logo": address_of(storefront.logo, screen=screen),
        "short": short,
        "drawing": mark_safe(painted(subject.drawn("full"), colours)),  # noqa: S308 - ours
        "code": mark_safe(SIZE.sub("<svg", qr(share.url), count=1)),  # noqa: S308 - ours
        "size": size,
        "length": _length(subject.title),
        "strip_title": shortened(subject.title, STRIP_COLUMNS),
        "strip_says": short if len(short) <= TYPED_AT_MOST else share.shop,
        "strips": STRIPS if size == "strips" else (),
        "picture": subject.picture(screen=screen),
        "tribe": tribe,
        "language": get_language(),
        **hint(for_screen=screen),
    }
    return render_to_string("shop/poster.html", shown)


def poster_pdf(share: Share, size: str, storefront: Storefront, *, tribe: str = "") -> bytes:
    """
    Return the same as PDF.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return bytes(poster_document(share, size, storefront, tribe=tribe).write_pdf())


def poster_document(share: Share, size: str, storefront: Storefront, *, tribe: str = "") -> Any:
    """
    Return the same as set pages.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    if problem := pdf_problem():
        raise PdfUnavailable(problem)
    from weasyprint import CSS, HTML

    said = poster_html(share, size, storefront, screen=False, tribe=tribe)
    page = HTML(string=said, url_fetcher=own_pictures())
    return page.render(
        stylesheets=[CSS(string=Colours.of(storefront.theme).tokens), CSS(filename=STYLE)]
    )


def _length(title: str) -> str:
    names = {LONG: "short", VERY_LONG: "long", LONGEST: "longest"}
    return next((name for most, name in names.items() if columns(title) <= most), "endless")
