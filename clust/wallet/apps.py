"""The room as Django knows it."""

from django.apps import AppConfig


class WalletConfig(AppConfig):
    """Wallet."""

    name = "clust.wallet"
    label = "wallet"
