"""Where the pages of members are."""

from django.urls import path

from clust.web.shop.views import members

urlpatterns = [
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/report/", members.report, name="report_member"),
    path("my/sharing/", members.sharing, name="sharing"),
    path("my/sharing/objection/", members.objection, name="object_for_member"),
    path("media/members/<str:name>", members.picture, name="member_picture"),
]
