"""The shop's mark as a picture that phones put on their screen, in its colours."""

import re
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from clust.base.pictures import as_png
from clust.storefronts.models import Storefront

SIZES = (180, 192, 512)
GRID, SMOOTH = 64, 4
DOTS = ((14, 14), (14, 32), (14, 50), (32, 32), (32, 50))
LAST, RADIUS = (50, 50), 7.2
HEX = re.compile(r"#[0-9a-fA-F]{6}")


class Colours(NamedTuple):
    """Of the ground, the dots, and the last dot: six digits each."""

    ground: str = "#1E1633"
    paper: str = "#FBF8F3"
    brand: str = "#F2592A"


def colours_of(storefront: Storefront) -> Colours:
    """Return a storefront's colours, ours where its theme names none."""
    day = storefront.theme.get("light", {})
    named = {"ground": day.get("ink"), "paper": day.get("paper"), "brand": day.get("brand")}
    known = {name: value for name, value in named.items() if HEX.fullmatch(str(value))}
    return Colours(**known)


@lru_cache(maxsize=64)
def app_icon(size: int, colours: Colours) -> bytes:
    """Return the mark as a PNG, full to its edges so that a phone may cut it round."""
    scale = size * SMOOTH / GRID
    image = Image.new("RGB", (size * SMOOTH, size * SMOOTH), colours.ground)
    draw = ImageDraw.Draw(image)
    for dot in (*DOTS, LAST):
        # Within the inner 80 %, which every phone shows.
        x, y = (GRID / 2 + (place - GRID / 2) * 0.74 for place in dot)
        box = [(x - RADIUS * 0.74) * scale, (y - RADIUS * 0.74) * scale]
        box += [(x + RADIUS * 0.74) * scale, (y + RADIUS * 0.74) * scale]
        draw.ellipse(box, fill=colours.brand if dot == LAST else colours.paper)
    return as_png(image.resize((size, size), Image.Resampling.LANCZOS))
