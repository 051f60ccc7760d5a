"""The room as Django knows it."""

from django.apps import AppConfig


class SourcingConfig(AppConfig):
    """Sourcing."""

    name = "clust.sourcing"
    label = "sourcing"
