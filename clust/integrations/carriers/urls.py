"""Where carriers speak to us."""

from django.urls import path

from clust.integrations.carriers.views import events

urlpatterns = [path("", events, name="carrier_events")]
