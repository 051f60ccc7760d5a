"""The room as Django knows it."""

from django.apps import AppConfig


class PartsConfig(AppConfig):
    """Parts."""

    name = "clust.web.parts"
    label = "parts"
