"""Where the pages of the conversation are."""

from django.urls import path

from clust.web.shop.views import comments, conversation

urlpatterns = [
    path("talk/<slug:word>/<int:pk>/", conversation.conversation, name="conversation"),
    path("products/<int:pk>/review/", conversation.review, name="review"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/edit/", comments.edit, name="edit_comment"),
    path("comments/<int:pk>/taking-back/", comments.taking_back, name="take_comment_back"),
    path("comments/<int:pk>/thanks/", comments.thanks, name="thanks"),
    path("comments/<int:pk>/report/", comments.report, name="report_comment"),
    path("comments/<int:pk>/objection/", comments.objection, name="object_to_hiding"),
    path("media/talk/<str:name>", comments.photo, name="comment_photo"),
]
