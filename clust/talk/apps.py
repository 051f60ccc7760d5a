"""The room as Django knows it."""

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Talk."""

    name = "clust.talk"
    label = "talk"
