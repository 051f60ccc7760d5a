"""The room as Django knows it."""

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    """Gatherings."""

    name = "clust.gatherings"
    label = "gatherings"
