"""The sandbox as Django knows it."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The sandbox provider's own rows and pages."""

    name = "clust.integrations.sandbox"
    label = "sandbox"
