"""The room as Django knows it."""

from django.apps import AppConfig


class PartnerConfig(AppConfig):
    """Partner."""

    name = "clust.web.partner"
    label = "partner"
