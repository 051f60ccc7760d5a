"""The room as Django knows it."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders."""

    name = "clust.orders"
    label = "orders"
