"""The room as Django knows it."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns."""

    name = "clust.campaigns"
    label = "campaigns"
