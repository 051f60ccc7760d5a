"""Where people come in."""

from django.urls import path

from clust.web.shop.views import admission

urlpatterns = [
    path("welcome/", admission.welcome, name="welcome"),
    path("joining/<str:token>/", admission.joining, name="joining"),
]
