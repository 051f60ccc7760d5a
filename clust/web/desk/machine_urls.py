"""Where the keys and addresses of machines are."""

from django.urls import path

from clust.web.desk.views import machines

urlpatterns = [
    path("keys/", machines.keys, name="keys"),
    path("keys/<int:pk>/revocation/", machines.revocation, name="key_revocation"),
    path("endpoints/", machines.endpoints, name="endpoints"),
]
