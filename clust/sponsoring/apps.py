"""The room as Django knows it."""

from django.apps import AppConfig


class SponsoringConfig(AppConfig):
    """Sponsoring."""

    name = "clust.sponsoring"
    label = "sponsoring"
