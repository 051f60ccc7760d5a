"""Recalling a product that turned out to be dangerous."""

from datetime import datetime

from clust.people.models import Person
from clust.returns.models import Recall
from clust.sourcing.models import Product


class NoWords(Exception):
    """A recall says in both languages what is wrong and what to do."""


def recall(
    *, product: Product, words_fr: str, words_en: str, person: Person, now: datetime
) -> Recall:
    """
    Recall a product: everybody who bought it is told, once, by the notices.

    :raises NoWords: if one of the languages is empty
    """
    if not (words_fr.strip() and words_en.strip()):
        raise NoWords
    return Recall.objects.create(
        product=product, words_fr=words_fr, words_en=words_en, person=person, at=now
    )
