"""The room as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "clust.people"
    label = "people"
