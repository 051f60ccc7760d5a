"""The room as Django knows it."""

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """Supply."""

    name = "clust.supply"
    label = "supply"
