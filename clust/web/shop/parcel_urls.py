"""Where the pages about parcels are, for buyers and for those who hand out."""

from django.urls import path

from clust.web.shop.views import collecting, parcels

urlpatterns = [
    path("orders/<int:pk>/money-back/", parcels.money_back, name="money_back"),
    path("orders/<int:pk>/address/", parcels.order_address, name="order_address"),
    path("orders/<int:pk>/substitution/", parcels.substitution, name="substitution"),
    path("orders/<int:pk>/destinations/", parcels.destinations, name="destinations"),
    path("parcels/<int:pk>/reception/", parcels.reception, name="reception"),
    path("pickup/", collecting.places, name="places"),
    path("pickup/<int:pk>/", collecting.place, name="place"),
    path("pickup/<int:pk>/code/", collecting.code, name="place_code"),
    path("pickup/shipments/<int:pk>/list/", collecting.pickup_list, name="pickup_list"),
    path("pickup/shipments/<int:pk>/arrival/", collecting.arrival, name="arrival"),
    path("pickup/parcels/<str:token>/", collecting.handing, name="handing"),
]
