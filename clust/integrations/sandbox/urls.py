"""The sandbox's pages: a card is entered, and its bank asks the holder."""

from django.urls import path

from clust.integrations.sandbox import views

app_name = "sandbox"
urlpatterns = [
    path("cards/<uuid:token>/", views.card, name="card"),
    path("cards/<uuid:token>/bank/", views.card_bank, name="card_bank"),
    path("charges/<uuid:token>/bank/", views.charge_bank, name="charge_bank"),
]
