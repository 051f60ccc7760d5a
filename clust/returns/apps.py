"""The room as Django knows it."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Returns."""

    name = "clust.returns"
    label = "returns"
