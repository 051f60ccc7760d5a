"""Where the office's pages around the conversation are."""

from django.urls import path

from clust.web.office.views import conversation, moderation

COMMENT, TRIBE = {"kind": "comment"}, {"kind": "tribe"}

urlpatterns = [
    path("talk/", conversation.comments, name="comments"),
    path("talk/<int:pk>/", conversation.comment, name="comment"),
    path("talk/<int:pk>/hiding/", moderation.hiding, COMMENT, name="hide_comment"),
    path("talk/<int:pk>/dismissal/", moderation.dismissal, COMMENT, name="let_comment_stay"),
    path("talk/tribes/<int:pk>/", moderation.tribe, name="tribe"),
    path("talk/tribes/<int:pk>/hiding/", moderation.hiding, TRIBE, name="hide_tribe"),
    path("talk/tribes/<int:pk>/dismissal/", moderation.dismissal, TRIBE, name="let_tribe_stay"),
    path("talk/reports/", moderation.reports, name="talk_reports"),
    path("talk/objections/", moderation.objections, name="talk_objections"),
    path("talk/objections/<int:pk>/", moderation.objection, name="talk_objection"),
    path("talk/decisions/", moderation.decisions, name="talk_decisions"),
]
