"""Where the mail provider speaks to us."""

from django.urls import path

from clust.integrations.mail.views import events

urlpatterns = [path("", events, name="mail_events")]
