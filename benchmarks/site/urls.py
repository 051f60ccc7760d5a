"""The shop's addresses and the references'."""

from django.urls import include, path

from benchmarks.site import views

urlpatterns = [
    path("reference/empty/", views.empty),
    path("reference/reader/", views.reader),
    path("reference/insert/", views.insert),
    path("reference/campaigns/", views.campaigns),
    path("reference/wishes/<int:pk>/", views.wish),
    path("", include("clust.config.urls")),
]
