"""The words of the contract between a creator and the seller; a version is never changed."""

from functools import cache
from pathlib import Path

from django.utils import translation

from clust.base import formats
from clust.wishes.models import RightsOffer

NEWEST = 1


def contract_words(offer: RightsOffer, language: str) -> str:
    """Return the contract of an offer in a language, word for word."""
    wish = offer.project.wish
    with translation.override(language):
        royalty = formats.money(offer.royalty_cents, wish.currency)
    return (
        _text(offer.version, language)
        .replace("[SELLER]", wish.storefront.seller.name)
        .replace("[CREATOR]", str(wish.person_id))
        .replace("[ROYALTY]", royalty)
        .replace("[TITLE]", wish.title)
    )


@cache
def _text(version: int, language: str) -> str:
    return (Path(__file__).parent / f"rights_{version}_{language}.txt").read_text().strip()
