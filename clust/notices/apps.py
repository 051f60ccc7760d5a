"""The room as Django knows it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "clust.notices"
    label = "notices"
