"""Pictures that links show where they are passed on, and banners, drawn by us."""

from clust.web.parts.share_picture.banner import LAYOUTS, Banner, banner_png, is_banner_drawn
from clust.web.parts.share_picture.card import HIGH, WIDE, ShareCard, is_drawn, png

__all__ = [
    "HIGH",
    "LAYOUTS",
    "WIDE",
    "Banner",
    "ShareCard",
    "banner_png",
    "is_banner_drawn",
    "is_drawn",
    "png",
]
