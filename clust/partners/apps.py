"""The room as Django knows it."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partners."""

    name = "clust.partners"
    label = "partners"
