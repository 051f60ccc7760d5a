"""Where the desk's pages around the conversation are."""

from django.urls import path

from clust.web.desk.views import talk, talk_moderation

urlpatterns = [
    path("talk/", talk.comments, name="comments"),
    path("talk/<int:pk>/", talk.comment, name="comment"),
    path("talk/tribes/", talk.tribes, name="tribes"),
    path("talk/reports/", talk_moderation.reports, name="talk_reports"),
    path("talk/objections/", talk_moderation.objections, name="talk_objections"),
    path("talk/objections/<int:pk>/", talk_moderation.objection, name="talk_objection"),
    path("talk/decisions/", talk_moderation.decisions, name="talk_decisions"),
    path("talk/<slug:kind>/<int:pk>/", talk_moderation.written, name="written"),
    path("talk/<slug:kind>/<int:pk>/hiding/", talk_moderation.hiding, name="hide_written"),
    path("talk/<slug:kind>/<int:pk>/dismissal/", talk_moderation.dismissal, name="let_stay"),
]
