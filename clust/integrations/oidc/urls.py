"""Where people leave for a community's service, and come back."""

from django.urls import path

from clust.integrations.oidc import views

urlpatterns = [
    path("community/<slug:provider_id>/login/", views.login, name="oidc_login"),
    path("community/<slug:provider_id>/login/callback/", views.callback, name="oidc_callback"),
    path("community/<slug:provider_id>/link/", views.link, name="oidc_link"),
]
