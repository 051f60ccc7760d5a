"""The room as Django knows it."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    """Banking."""

    name = "clust.banking"
    label = "banking"
