"""Where the conversation is on a supplier's site."""

from django.urls import path

from clust.web.supplier import conversation

urlpatterns = [
    path("conversation/", conversation.conversation, name="conversation"),
    path("conversation/<int:pk>/", conversation.comment, name="comment"),
]
