"""Where the pages around private clusts are."""

from django.urls import path

from clust.web.shop.views import hosting, invited, paper_answers, papering, private

urlpatterns = [
    path("private/", private.offerings, name="offerings"),
    path("private/new/<int:pk>/", private.new_gathering, name="new_gathering"),
    path("private/<int:pk>/", hosting.gathering, name="gathering"),
    path("private/<int:pk>/people.csv", hosting.people_csv, name="gathering_csv"),
    path("private/<int:pk>/list/", hosting.people_list, name="gathering_list"),
    path("private/<int:pk>/link/", hosting.link, name="gathering_link"),
    path("private/<int:pk>/letters/", hosting.letters, name="gathering_letters"),
    path("private/<int:pk>/hosts/", hosting.hosts, name="gathering_hosts"),
    path("private/<int:pk>/hosts/end/", hosting.host_end, name="gathering_host_end"),
    path("private/<int:pk>/end/", hosting.end, name="gathering_end"),
    path("private/<int:pk>/closing/", hosting.closing, name="gathering_closing"),
    path("private/<int:pk>/name/", invited.own_name, name="gathering_name"),
    path("private/<int:pk>/papers/form/", papering.blank, name="paper_blank"),
    path("private/<int:pk>/papers/new/", papering.new_paper, name="new_paper"),
    path("private/papers/<int:pk>/", papering.paper, name="signed_form"),
    path("private/papers/<int:pk>/scan/", papering.scan, name="paper_scan"),
    path("private/papers/<int:pk>/receipt/", papering.receipt, name="paper_receipt"),
    path("private/papers/<int:pk>/invoice/", papering.invoice, name="paper_invoice"),
    path("private/papers/<int:pk>/withdrawal/", papering.withdrawal, name="paper_withdrawal"),
    path(
        "private/papers/<int:pk>/money-back/",
        paper_answers.paper_money_back,
        name="paper_money_back",
    ),
    path(
        "private/papers/<int:pk>/substitution/",
        paper_answers.paper_substitution,
        name="paper_substitution",
    ),
    path("private/papers/<int:pk>/renewal/", paper_answers.paper_renewal, name="paper_renewal"),
    path("i/<str:token>/", invited.invitation, name="invitation"),
    path("i/<str:token>/no/", invited.no_letters, name="no_letters"),
]
