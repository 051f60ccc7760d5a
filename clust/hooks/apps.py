"""The room as Django knows it."""

from django.apps import AppConfig


class HooksConfig(AppConfig):
    """Webhooks."""

    name = "clust.hooks"
    label = "hooks"
