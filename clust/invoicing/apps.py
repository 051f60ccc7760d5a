"""The room as Django knows it."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """Invoicing."""

    name = "clust.invoicing"
    label = "invoicing"
