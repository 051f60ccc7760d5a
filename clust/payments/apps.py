"""The room as Django knows it."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "clust.payments"
    label = "payments"
