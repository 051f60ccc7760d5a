"""The room as Django knows it."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Keys."""

    name = "clust.keys"
    label = "keys"
