"""Where the shop itself is set up: words, colours, domains, door, places, catalogue."""

from django.urls import path

from clust.web.office.views import catalogue, domains, door, dress, members, reports, service

urlpatterns = [
    path("words/", dress.words, name="words"),
    path("words/logo/", dress.logo, name="logo"),
    path("colours/", dress.colours, name="colours"),
    path("colours/sample/", dress.sample, name="sample"),
    path("colours/sample.css", dress.sample_style, name="sample_style"),
    path("domains/", domains.domains, name="domains"),
    path("domains/<int:pk>/", domains.domain, name="domain"),
    path("domains/claims/<int:pk>/", domains.claim, name="claim"),
    path("door/", door.door, name="door"),
    path("service/", service.service, name="service"),
    path("invitations/", door.invitations, name="invitations"),
    path("invitations/<int:pk>/", door.invitation, name="invitation"),
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member, name="member"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/choice/", catalogue.choice, name="choice"),
    path("catalogue/<int:pk>/", catalogue.shown, name="shown"),
    path("places/", catalogue.places, name="places"),
    path("places/<int:pk>/", catalogue.place, name="place"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
]
