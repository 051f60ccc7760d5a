"""Where the pages of sponsors are."""

from django.urls import path

from clust.web.shop.views import sponsoring

urlpatterns = [
    path("my/sponsorship/", sponsoring.sponsorship, name="sponsorship"),
    path("my/sponsorship/link/", sponsoring.sponsor_link, name="sponsor_link"),
    path("my/sponsorship/name/", sponsoring.sponsor_name, name="sponsor_name"),
    path("my/sponsorship/code.svg", sponsoring.sponsor_code, name="sponsor_code"),
]
