"""Where the links of those who bring buyers are."""

from django.urls import path

from clust.web.shop.views import feeds, payout_accounts, referring

urlpatterns = [
    path("r/<slug:code>/", referring.link, name="link"),
    path("feeds/<slug:code>.<slug:kind>", feeds.feed, name="feed"),
    path("payout-account/<str:token>/", payout_accounts.confirmation, name="payout_account"),
    path("my/royalties/account/", payout_accounts.account, name="royalty_account"),
    path("visits/choice/", referring.visit_choice, name="visit_choice"),
]
