"""Where the desk's pages around private clusts are."""

from django.urls import path

from clust.web.desk.views import gatherings, signed

urlpatterns = [
    path("private/", gatherings.offerings, name="offerings"),
    path("private/clusts/", gatherings.gatherings, name="gatherings"),
    path("private/forms/", signed.signed, name="signed"),
    path("private/forms/<int:pk>/data/", signed.signed_data, name="signed_data"),
    path("private/forms/<int:pk>/forgetting/", signed.forgetting, name="forgetting"),
    path("private/<int:pk>/end/", gatherings.offering_end, name="offering_end"),
    path("quotes/<int:pk>/private/", gatherings.new_offering, name="new_offering"),
]
