"""The room as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger."""

    name = "clust.ledger"
    label = "ledger"
