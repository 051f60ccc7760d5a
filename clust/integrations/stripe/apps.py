"""Stripe as Django knows it."""

from django.apps import AppConfig


class StripeConfig(AppConfig):
    """What we remember of Stripe's messages."""

    name = "clust.integrations.stripe"
    label = "stripe"
