"""The shelves of the wall: categories, and which wish stands on which."""

from datetime import datetime

from django.db import IntegrityError, transaction

from clust.wishes.models import Category, Wish


class SlugTaken(Exception):
    """Another category has this word in its address."""


@transaction.atomic
def add_category(
    *, slug: str, name_fr: str, name_en: str, position: int = 0, now: datetime
) -> Category:
    """
    Put up a shelf.

    :param slug: its word in addresses
    :raises SlugTaken: if another has it
    """
    return _kept(Category(slug=slug), name_fr, name_en, position)


@transaction.atomic
def change_category(
    *, category: Category, slug: str, name_fr: str, name_en: str, position: int, now: datetime
) -> Category:
    """
    Name a shelf anew, or move it.

    :raises SlugTaken: if another has its word
    """
    category.slug = slug
    return _kept(category, name_fr, name_en, position)


def _kept(category: Category, name_fr: str, name_en: str, position: int) -> Category:
    category.name_fr, category.name_en, category.position = name_fr, name_en, position
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as error:
        raise SlugTaken from error
    return category


@transaction.atomic
def shelve_wish(*, wish: Wish, category: Category | None, now: datetime) -> Wish:
    """Put a wish on a shelf, or on none; its words stay as they are."""
    Wish.objects.filter(pk=wish.pk).update(category=category)
    wish.category = category
    return wish
