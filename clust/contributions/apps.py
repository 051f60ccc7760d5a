"""The room as Django knows it."""

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """Contributions of communities."""

    name = "clust.contributions"
    label = "contributions"
