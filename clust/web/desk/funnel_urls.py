"""Where the pages of wishes turned into sales are."""

from django.urls import path

from clust.web.desk.views import calls, funnel

urlpatterns = [
    path("campaigns/<int:pk>/calls/", calls.called, name="calls"),
    path("funnel/", funnel.funnel, name="funnel"),
    path("funnel/<slug:step>/", funnel.rows, name="funnel_rows"),
]
