"""Where one's keys for machines and one's webhooks are."""

from django.urls import path

from clust.web.shop.views import machines

urlpatterns = [
    path("my/machines/", machines.machines, name="machines"),
    path("my/machines/keys/", machines.new_key, name="new_key"),
    path("my/machines/keys/<int:pk>/revocation/", machines.key_revocation, name="key_revocation"),
    path("my/machines/endpoints/", machines.new_endpoint, name="new_endpoint"),
    path("my/machines/endpoints/<int:pk>/", machines.endpoint, name="endpoint"),
    path("my/machines/endpoints/<int:pk>/secret/", machines.endpoint_secret, name="new_secret"),
    path("my/machines/endpoints/<int:pk>/end/", machines.endpoint_end, name="endpoint_end"),
    path("my/machines/messages/<int:pk>/resending/", machines.resending, name="resending"),
]
