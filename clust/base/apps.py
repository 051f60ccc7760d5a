"""The room as Django knows it."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Base."""

    name = "clust.base"
    label = "base"
