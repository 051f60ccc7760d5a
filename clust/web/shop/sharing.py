"""«Faites passer !»: a clust's link, what to write to friends, and papers to print."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clust.base.pdf import PdfUnavailable, pdf_problem
from clust.base.qr import qr
from clust.web.parts import formats
from clust.web.parts.standings import Standing
from clust.web.shop.offers import Offer, storefront_of

STYLE = Path(__file__).parent / "static" / "shop" / "poster.css"
SIZES = {
    "a4": gettext_lazy("Poster, A4"),
    "strips": gettext_lazy("Poster with strips to tear off, A4"),
    "a5": gettext_lazy("Flyer, A5"),
}
STRIPS = range(8)
LONG, VERY_LONG = 40, 120


@dataclass(frozen=True, slots=True)
class Share:
    """What a reader passes on: the link, and words that say what stands there now."""

    shop: str
    title: str
    url: str
    words: str

    @property
    def mail(self) -> str:
        """Return the address that opens a mail with these words."""
        return f"mailto:?subject={quote(self.title)}&body={quote(self.text)}"

    @property
    def whatsapp(self) -> str:
        """Return the address that opens WhatsApp with these words."""
        return f"https://wa.me/?text={quote(self.text)}"

    @property
    def telegram(self) -> str:
        """Return the address that opens Telegram with these words."""
        return f"https://t.me/share/url?url={quote(self.url)}&text={quote(self.words)}"

    @property
    def ways(self) -> dict[str, str]:
        """Return the addresses that open a message with these words, by what they are called."""
        return {_("By mail"): self.mail, "WhatsApp": self.whatsapp, "Telegram": self.telegram}

    @property
    def text(self) -> str:
        """Return the words with the link."""
        return f"{self.words}\n{self.url}"


def share_of(request: HttpRequest, offer: Offer, stand: Standing) -> Share:
    """Return what to pass on of a clust, by its short link."""
    url = request.build_absolute_uri(reverse("shop:short", args=[offer.campaign.pk]))
    shop, title = storefront_of(request).name, offer.campaign.product.name
    return Share(shop, title, url, words(offer, stand))


def words(offer: Offer, stand: Standing) -> str:
    """Return what to write to friends: the price now, and how many are missing to the next."""
    currency = offer.campaign.currency
    said = {
        "name": offer.campaign.product.name,
        "price": formats.money(stand.price_cents, currency),
    }
    step = stand.next_step
    if not step:
        return _("%(name)s: the price fell to %(price)s for everybody.") % said
    said |= {"n": formats.units(stand.missing), "next": formats.money(step.price_cents, currency)}
    return _("%(name)s at %(price)s: %(n)s more, and everybody pays %(next)s.") % said


def poster_html(offer: Offer, stand: Standing, share: Share, size: str, *, screen: bool) -> str:
    """Return a poster or flyer as a whole page, with the ladder and the code to scan."""
    name = offer.campaign.product.name
    shown = {
        "offer": offer,
        "campaign": offer.campaign,
        "product": offer.campaign.product,
        "standing": stand,
        "share": share,
        "short": share.url.partition("//")[2],
        "ladder": stand.picture("poster"),
        "code": qr(share.url),
        "size": size,
        "length": "longest" if len(name) > VERY_LONG else "long" if len(name) > LONG else "short",
        "strips": STRIPS if size == "strips" else (),
        "picture": _picture(offer, screen=screen),
        "now": timezone.now(),
        "language": get_language(),
        "for_screen": screen,
        "can_be_pdf": not pdf_problem(),
    }
    return render_to_string("shop/poster.html", shown)


def poster_pdf(offer: Offer, stand: Standing, share: Share, size: str) -> bytes:
    """
    Return the same as PDF.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    if problem := pdf_problem():
        raise PdfUnavailable(problem)
    from weasyprint import CSS, HTML

    page = HTML(string=poster_html(offer, stand, share, size, screen=False))
    return bytes(page.write_pdf(stylesheets=[CSS(filename=STYLE)]))


def _picture(offer: Offer, *, screen: bool) -> str:
    if not offer.pictures:
        return ""
    file = offer.pictures[0].file
    return file.url if screen else Path(file.path).as_uri()
