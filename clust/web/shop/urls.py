"""Where the pages of this site are."""

from django.urls import path

from clust.web.shop.views import (
    campaign,
    changes,
    guests,
    holds,
    home,
    mine,
    ordering,
    profile,
    words,
)

app_name = "shop"
urlpatterns = [
    path("", home.home, name="home"),
    path("clusts/<int:pk>/", campaign.campaign, name="campaign"),
    path("clusts/<int:pk>/live/", campaign.campaign_live, name="campaign_live"),
    path("clusts/<int:pk>/totals/", campaign.totals, name="totals"),
    path("clusts/<int:pk>/book.json", campaign.book, name="book"),
    path("clusts/<int:pk>/order/", ordering.order_page, name="order_page"),
    path("clusts/<int:pk>/pledges/", ordering.pledges, name="pledges"),
    path("holds/<uuid:key>/", holds.hold, name="hold"),
    path("holds/<uuid:key>/card/", holds.hold_card, name="hold_card"),
    path("holds/<uuid:key>/end/", holds.hold_end, name="hold_end"),
    path("guest/", guests.guest, name="guest"),
    path("guest/<str:token>/", guests.guest_link, name="guest_link"),
    path("my/clusts/", mine.my_clusts, name="my_clusts"),
    path("my/orders.csv", mine.orders_csv, name="orders_csv"),
    path("my/profile/", profile.profile, name="profile"),
    path("my/addresses/new/", profile.new_address, name="new_address"),
    path("my/addresses/<int:pk>/", profile.address, name="address"),
    path("my/addresses/<int:pk>/removal/", profile.address_removal, name="address_removal"),
    path("my/data.json", profile.my_data, name="my_data"),
    path("my/erasure/", profile.erasure, name="erasure"),
    path("pledges/<int:pk>/", mine.pledge, name="pledge"),
    path("pledges/<int:pk>/withdrawal/", changes.withdrawal, name="withdrawal"),
    path("pledges/<int:pk>/maximum/", changes.maximum, name="maximum"),
    path("pledges/<int:pk>/renewal/", changes.renewal, name="renewal"),
    path("pledges/<int:pk>/address/", changes.pledge_address, name="pledge_address"),
    path("withdrawals/<int:pk>/", mine.withdrawn, name="withdrawn"),
    path("orders/<int:pk>/", mine.order, name="order"),
    path("about/", words.about, name="about"),
    path("terms/", words.terms, name="terms"),
    path("terms/<int:version>/", words.terms, name="terms_version"),
    path("seller/", words.seller, name="seller"),
    path("privacy/", words.privacy, name="privacy"),
    path("accessibility/", words.accessibility, name="accessibility"),
    path("withdrawal/", words.withdrawal_right, name="withdrawal"),
]
