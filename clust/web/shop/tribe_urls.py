"""Where the pages around tribes are."""

from django.urls import path

from clust.web.shop.views import tribe_members, tribes

urlpatterns = [
    path("tribes/", tribes.tribes, name="tribes"),
    path("tribes/new/", tribes.new_tribe, name="new_tribe"),
    path("tribes/<int:pk>/", tribes.tribe, name="tribe"),
    path("tribes/<int:pk>/membership/", tribes.membership, name="membership"),
    path("tribes/<int:pk>/membership/end/", tribes.membership_end, name="membership_end"),
    path("tribes/<int:pk>/members/", tribe_members.members, name="tribe_members"),
    path("tribes/<int:pk>/change/", tribe_members.change, name="change_tribe"),
    path("tribes/<int:pk>/invitation/", tribe_members.new_invitation, name="tribe_invitation"),
    path("tribes/<int:pk>/report/", tribe_members.report, name="report_tribe"),
    path("tribes/<int:pk>/objection/", tribe_members.objection, name="object_for_tribe"),
    path("tribes/<int:pk>/members/<int:member>/out/", tribe_members.showing_out, name="show_out"),
    path(
        "tribes/<int:pk>/members/<int:member>/organising/",
        tribe_members.handing_over,
        name="hand_over",
    ),
    path("tribes/<int:pk>/out/<int:end>/letting-in/", tribe_members.letting_in, name="let_in"),
]
