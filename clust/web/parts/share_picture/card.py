"""The picture that a link shows: 1200 by 630 pixels, the live ladder on it."""

from dataclasses import dataclass
from hashlib import sha256

from clust.web.parts.colours import Colours, painted
from clust.web.parts.share_picture import faces, setting
from clust.web.parts.share_picture.canvas import Canvas
from clust.web.parts.share_picture.drawn import Drawn

WIDE, HIGH = 1200, 630
MARGIN, MIDDLE = 60, 590
LEFT = MIDDLE - MARGIN - 40
RIGHT = WIDE - MIDDLE - MARGIN + 14
TITLE = {62: 2, 54: 3, 46: 4, 38: 5, 32: 6}
WORDS = {30: 3, 26: 4}
SHOP = {28: 1}
COUNT = {120: 1, 88: 1, 60: 1}
KEPT = 200


@dataclass(frozen=True, slots=True)
class ShareCard:
    """All that such a picture says; `drawing` is one of ours as SVG, `count` a number above it."""

    shop: str
    title: str
    words: str
    drawing: str
    colours: Colours
    count: str = ""
    counted: str = ""

    @property
    def version(self) -> str:
        """Return a mark that changes whenever the picture does."""
        return sha256(repr(self).encode()).hexdigest()[:12]


def png(card: ShareCard) -> bytes:
    """Return the picture, drawn once for all who ask for what it says."""
    return _drawn.of(card)


def is_drawn(card: ShareCard) -> bool:
    """Say whether the picture is drawn already."""
    return card in _drawn


def _png(card: ShareCard) -> bytes:
    colours = card.colours
    canvas = Canvas(WIDE, HIGH, colours.paper)
    canvas.box((0, 0), (WIDE, 14), colours.brand)
    canvas.words(setting.fitted(card.shop, SHOP, LEFT), (MARGIN, 46), colours.brand_text, LEFT)
    title = setting.fitted(card.title, TITLE, LEFT)
    words = setting.fitted(card.words, WORDS, LEFT, faces.REGULAR)
    canvas.words(title, (MARGIN, 108), colours.ink, LEFT)
    at = (MARGIN, HIGH - 50 - words.height)
    canvas.words(words, at, colours.ink_soft, LEFT, weight=faces.REGULAR)
    _right(canvas, card)
    return canvas.png()


def _right(canvas: Canvas, card: ShareCard) -> None:
    at = 60.0
    if card.count:
        number = setting.fitted(card.count, COUNT, RIGHT)
        at = canvas.words(number, (MIDDLE, 130), card.colours.brand_text, RIGHT) + 6
        told = setting.fitted(card.counted, WORDS, RIGHT)
        at = canvas.words(told, (MIDDLE, at), card.colours.ink, RIGHT) + 34
    canvas.picture(painted(card.drawing, card.colours), (MIDDLE, at), RIGHT)


_drawn = Drawn(_png, KEPT)
