"""Where the desk's pages around advertising and sponsorship are."""

from django.urls import path

from clust.web.desk.views import adverts, brought, sponsorships

urlpatterns = [
    path("sources/", adverts.sources, name="sources"),
    path("sources/orders/", brought.brought, name="brought"),
    path("adverts/", adverts.adverts, name="adverts"),
    path("adverts/new/", adverts.new_advert, name="new_advert"),
    path("adverts/<int:pk>/", adverts.advert, name="advert"),
    path("adverts/<int:pk>/links/", adverts.advert_link, name="advert_link"),
    path("adverts/<int:pk>/costs/", adverts.advert_cost, name="advert_cost"),
    path("adverts/costs/<int:pk>/end/", adverts.advert_cost_end, name="advert_cost_end"),
    path("sponsorships/", sponsorships.sponsorships, name="sponsorships"),
    path("sponsorships/terms/", sponsorships.sponsor_terms, name="sponsor_terms"),
    path("sponsorships/terms/new/", sponsorships.new_sponsor_terms, name="new_sponsor_terms"),
]
