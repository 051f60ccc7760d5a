"""The shop's addresses with the one that Stripe's messages go to."""

from django.urls import path

from clust.config.urls import urlpatterns as shop
from clust.integrations.stripe.views import webhook

urlpatterns = [*shop, path("webhooks/stripe/", webhook)]
