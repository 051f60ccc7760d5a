"""Pictures that links show where they are passed on, drawn by us."""

from clust.web.parts.share_picture.card import HIGH, WIDE, ShareCard, png

__all__ = ["HIGH", "WIDE", "ShareCard", "png"]
