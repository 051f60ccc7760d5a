"""The room as Django knows it."""

from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """Subsidies."""

    name = "clust.subsidies"
    label = "subsidies"
