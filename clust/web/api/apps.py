"""The site as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API's pages."""

    name = "clust.web.api"
    label = "api"
