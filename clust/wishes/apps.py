"""The room as Django knows it."""

from django.apps import AppConfig


class WishesConfig(AppConfig):
    """Wishes."""

    name = "clust.wishes"
    label = "wishes"
