"""The room as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Desk."""

    name = "clust.web.desk"
    label = "desk"
