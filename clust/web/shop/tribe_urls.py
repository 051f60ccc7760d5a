"""Where the pages around tribes are."""

from django.urls import path

from clust.web.shop.views import tribes

urlpatterns = [
    path("tribes/", tribes.tribes, name="tribes"),
    path("tribes/new/", tribes.new_tribe, name="new_tribe"),
    path("tribes/<int:pk>/", tribes.tribe, name="tribe"),
    path("tribes/<int:pk>/membership/", tribes.membership, name="membership"),
    path("tribes/<int:pk>/membership/end/", tribes.membership_end, name="membership_end"),
]
