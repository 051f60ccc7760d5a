"""The room as Django knows it."""

from django.apps import AppConfig


class StorefrontsConfig(AppConfig):
    """Storefronts."""

    name = "clust.storefronts"
    label = "storefronts"
