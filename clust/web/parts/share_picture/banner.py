"""A banner for somebody else's page: title, price now and ladder, in one of the usual sizes."""

from dataclasses import dataclass
from hashlib import sha256

from clust.web.parts.colours import Colours, painted
from clust.web.parts.share_picture import faces, setting
from clust.web.parts.share_picture.canvas import Canvas, Point
from clust.web.parts.share_picture.drawn import Drawn

KEPT = 400
PAD = 8


@dataclass(frozen=True, slots=True)
class Box:
    """Where words go: the upper left corner, the width, how many lines at which size in pixels."""

    at: Point
    wide: float
    sizes: dict[int, int]

    def fitted(self, said: str, weight: int = faces.BOLD) -> setting.Set:
        """Return words set so that they keep inside."""
        return setting.fitted(said, self.sizes, self.wide, weight)


@dataclass(frozen=True, slots=True)
class Layout:
    """A usual size in pixels, and where everything is on it; the ladder as (corner, width)."""

    wide: int
    high: int
    shop: Box
    title: Box
    label: Box
    price: Box
    words: Box
    call: Box
    ladder: tuple[Point, float]


# Named by their form: what blocks advertisements blocks such numbers in addresses too.
LAYOUTS = {
    "box": Layout(
        *(300, 250),
        shop=Box((14, 16), 272, {13: 1}),
        title=Box((14, 36), 272, {24: 2, 20: 2, 17: 3, 15: 3}),
        label=Box((158, 102), 128, {12: 1, 11: 1}),
        price=Box((158, 116), 128, {30: 1, 24: 1, 18: 1, 14: 1}),
        words=Box((158, 152), 128, {13: 3, 12: 3, 11: 4}),
        call=Box((158, 208), 128, {14: 1, 12: 1}),
        ladder=((14, 122), 132),
    ),
    "wide": Layout(
        *(728, 90),
        shop=Box((16, 12), 270, {12: 1}),
        title=Box((16, 28), 270, {22: 2, 19: 2, 16: 3, 14: 3}),
        label=Box((306, 12), 150, {12: 1, 11: 1}),
        price=Box((306, 24), 150, {26: 1, 22: 1, 18: 1, 14: 1}),
        words=Box((306, 54), 180, {12: 2, 11: 2}),
        call=Box((622, 31), 90, {14: 1, 12: 1}),
        ladder=((494, 10), 112),
    ),
    "strip": Layout(
        *(320, 100),
        shop=Box((118, 56), 98, {11: 1}),
        title=Box((12, 9), 204, {17: 2, 15: 2, 12: 3}),
        label=Box((0, 0), 0, {}),
        price=Box((12, 50), 102, {20: 1, 16: 1, 12: 1}),
        words=Box((12, 73), 204, {11: 2}),
        call=Box((226, 67), 84, {12: 1, 11: 1}),
        ladder=((228, 9), 80),
    ),
    "tall": Layout(
        *(300, 600),
        shop=Box((18, 22), 264, {15: 1}),
        title=Box((18, 50), 264, {32: 3, 28: 3, 24: 4, 20: 5}),
        label=Box((18, 184), 264, {14: 1, 12: 1}),
        price=Box((18, 200), 264, {46: 1, 38: 1, 28: 1, 18: 1}),
        words=Box((18, 256), 264, {16: 3, 15: 4}),
        call=Box((18, 546), 264, {18: 1, 15: 1}),
        ladder=((18, 346), 264),
    ),
}


@dataclass(frozen=True, slots=True)
class Banner:
    """All that a banner says; `drawing` is a ladder of ours as SVG, none where it is empty."""

    shop: str
    title: str
    label: str
    price: str
    words: str
    call: str
    drawing: str
    colours: Colours

    @property
    def version(self) -> str:
        """Return a mark that changes whenever the picture does."""
        return sha256(repr(self).encode()).hexdigest()[:12]


def banner_png(banner: Banner, size: str) -> bytes:
    """Return a banner in a size of `LAYOUTS`, drawn once for all who ask for what it says."""
    return _drawn.of((banner, size))


def is_banner_drawn(banner: Banner, size: str) -> bool:
    """Say whether the banner is drawn already."""
    return (banner, size) in _drawn


def _png(said: tuple[Banner, str]) -> bytes:
    banner, size = said
    layout, colours = LAYOUTS[size], banner.colours
    canvas = Canvas(layout.wide, layout.high, colours.line_strong)
    canvas.box((1, 1), (layout.wide - 3, layout.high - 3), colours.paper)
    canvas.box((0, 0), (layout.wide, 5), colours.brand)
    _words(canvas, layout.shop, banner.shop, colours.brand_text)
    _words(canvas, layout.title, banner.title, colours.ink)
    _words(canvas, layout.label, banner.label, colours.ink_soft, faces.REGULAR)
    _words(canvas, layout.price, banner.price, colours.brand_text)
    _words(canvas, layout.words, banner.words, colours.ink, faces.REGULAR)
    if banner.drawing:
        canvas.picture(painted(banner.drawing, colours), *layout.ladder)
    _button(canvas, layout.call, banner.call, colours)
    return canvas.png()


def _words(canvas: Canvas, box: Box, said: str, colour: str, weight: int = faces.BOLD) -> None:
    if box.sizes:
        canvas.words(box.fitted(said, weight), box.at, colour, box.wide, weight=weight)


def _button(canvas: Canvas, box: Box, said: str, colours: Colours) -> None:
    words = setting.fitted(said, box.sizes, box.wide - 2 * PAD)
    high = words.size + 2 * PAD
    canvas.box(box.at, (box.wide, high), colours.brand, min(10, high / 3))
    middle = (box.at[0] + box.wide / 2, box.at[1] + high / 2 + words.size * 0.35)
    for line in words.lines:
        canvas.text(line, middle, words.size, colours.on_brand, anchor=0.5, weight=faces.BOLD)


_drawn = Drawn(_png, KEPT)
