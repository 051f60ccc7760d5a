"""The room as Django knows it."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """Shop."""

    name = "clust.web.shop"
    label = "shop"
