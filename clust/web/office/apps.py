"""The room as Django knows it."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Office."""

    name = "clust.web.office"
    label = "office"
