"""Where the links of those who bring buyers are."""

from django.urls import path

from clust.web.shop.views import referring

urlpatterns = [
    path("r/<slug:code>/", referring.link, name="link"),
    path("visits/choice/", referring.visit_choice, name="visit_choice"),
]
