"""Where the widget lies."""

from django.urls import path

from clust.web.widget import views

app_name = "widget"
urlpatterns = [
    path("clust-card.js", views.script, name="script"),
    path("clust-card.<slug:version>.js", views.script, name="script_version"),
    path("campaigns/<int:pk>.json", views.preflight, name="card"),
    path("campaigns/<int:pk>/", views.frame, name="frame"),
    path("campaigns/<int:pk>/code/", views.code, name="code"),
    path("oembed/", views.oembed, name="oembed"),
]
