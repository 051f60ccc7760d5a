"""«Faites passer !»: a short link, what to write to friends, and the picture that goes with it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clust.web.parts.colours import Colours
from clust.web.parts.share_picture import ShareCard
from clust.web.shop.offers import storefront_of
from clust.web.shop.passing import Subject

SIZES = {
    "a4": gettext_lazy("Poster, A4"),
    "strips": gettext_lazy("Poster with strips to tear off, A4"),
    "a5": gettext_lazy("Flyer, A5"),
}
SHORT = {"clusts": "short", "wishes": "short_wish", "projects": "short_project"}


@dataclass(frozen=True, slots=True)
class Share:
    """What a reader passes on: the link, and words that say what stands there now."""

    subject: Subject
    shop: str
    url: str
    image: str = ""

    @property
    def title(self) -> str:
        """Return what it is called."""
        return self.subject.title

    @property
    def words(self) -> str:
        """Return what to write to friends."""
        return self.subject.words

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

    @property
    def papers(self) -> dict[str, str]:
        """Return the addresses of what can be printed, by what it is called."""
        name, of = "shop:paper", (self.subject.kind, self.subject.pk)
        return {str(said): reverse(name, args=[*of, size]) for size, said in SIZES.items()}


def share_of(request: HttpRequest, subject: Subject) -> Share:
    """Return what to pass on, by its short link."""
    short = reverse(f"shop:{SHORT[subject.kind]}", args=[subject.pk])
    card = card_of(request, subject)
    at = [subject.kind, subject.pk, get_language(), card.version]
    image = request.build_absolute_uri(reverse("shop:share_image", args=at))
    return Share(subject, card.shop, request.build_absolute_uri(short), image)


def card_of(request: HttpRequest, subject: Subject) -> ShareCard:
    """Return the picture that its link shows, in the colours of this storefront."""
    storefront = storefront_of(request)
    return ShareCard(
        shop=storefront.name,
        title=subject.title,
        words=subject.line,
        drawing=subject.drawn("share"),
        colours=Colours.of(storefront.theme),
        count=subject.count,
        counted=subject.counted,
    )
