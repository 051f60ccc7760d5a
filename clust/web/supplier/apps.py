"""The room as Django knows it."""

from django.apps import AppConfig


class SupplierConfig(AppConfig):
    """Supplier."""

    name = "clust.web.supplier"
    label = "supplier"
