"""The room as Django knows it."""

from django.apps import AppConfig


class CommissionsConfig(AppConfig):
    """Commissions."""

    name = "clust.commissions"
    label = "commissions"
