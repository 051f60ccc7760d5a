"""The site as Django knows it."""

from django.apps import AppConfig


class WidgetConfig(AppConfig):
    """The widget."""

    name = "clust.web.widget"
    label = "widget"
