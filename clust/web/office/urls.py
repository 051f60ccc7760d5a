"""Where the pages of this site are."""

from django.urls import path

from clust.web.office import machine_urls, money_urls, setup_urls, talk_urls
from clust.web.office.views import home, officers

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("officers/", officers.officers, name="officers"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("officers/invitations/<int:pk>/", officers.officer_invitation, name="officer_invitation"),
    path("officers/joining/", officers.taking_up, name="taking_up"),
    *setup_urls.urlpatterns,
    *money_urls.urlpatterns,
    *talk_urls.urlpatterns,
    *machine_urls.urlpatterns,
]
