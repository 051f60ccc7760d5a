"""Where the pages of this site are."""

from django.urls import path

from clust.web.partner import data, machines, people, views

app_name = "partner"
urlpatterns = [
    path("", views.home, name="home"),
    path("links/", views.links, name="links"),
    path("links/new/", views.new_link, name="new_link"),
    path("links/<int:pk>/", views.link, name="link"),
    path("links/<int:pk>/banners/", views.banners, name="banners"),
    path("statements/", views.statements, name="statements"),
    path("statements/<int:pk>/", views.statement, name="statement"),
    path("statements/<int:pk>.csv", views.statement_lines, name="statement_csv"),
    path("payouts/", views.payouts, name="payouts"),
    path("data/", data.data, name="data"),
    path("data/place/", data.place, name="place"),
    path("data/taxes/", data.taxes, name="taxes"),
    path("data/account/", data.account, name="account"),
    path("machines/", machines.machines, name="machines"),
    path("machines/keys/", machines.new_key, name="new_key"),
    path("machines/keys/<int:pk>/revocation/", machines.key_revocation, name="key_revocation"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/leaving/", people.leaving, name="leaving"),
    path("people/invitations/<int:pk>/removal/", people.invitation, name="invitation"),
    path("joining/", people.joining, name="joining"),
]
