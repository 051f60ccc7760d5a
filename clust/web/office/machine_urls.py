"""Where the storefront's own keys and webhooks are."""

from django.urls import path

from clust.web.office.views import machines

urlpatterns = [
    path("machines/", machines.machines, name="machines"),
    path("machines/keys/", machines.new_key, name="new_key"),
    path("machines/keys/<int:pk>/revocation/", machines.key_revocation, name="key_revocation"),
    path("machines/endpoints/", machines.new_endpoint, name="new_endpoint"),
    path("machines/endpoints/<int:pk>/", machines.endpoint, name="endpoint"),
    path("machines/endpoints/<int:pk>/secret/", machines.endpoint_secret, name="new_secret"),
    path("machines/endpoints/<int:pk>/end/", machines.endpoint_end, name="endpoint_end"),
    path("machines/messages/<int:pk>/resending/", machines.resending, name="resending"),
]
