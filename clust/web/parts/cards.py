"""A clust as it shows among others."""

from dataclasses import dataclass

from clust.web.parts.ladder_picture import LadderPicture


@dataclass(frozen=True, slots=True)
class ClustCard:
    """What `parts/ladder_card.html` shows; money in cents gross, texts translated."""

    url: str
    title: str
    price_cents: int
    currency: str = "EUR"
    price_label: str = ""
    picture_url: str = ""
    stage: str = "live"
    badge: str = ""
    badge_tone: str = "live"
    missing: int = 0
    next_price_cents: int | None = None
    note: str = ""
    people: str = ""
    time_left: str = ""
    ladder: LadderPicture | None = None
