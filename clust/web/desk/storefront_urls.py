"""Where storefronts of communities are opened and followed."""

from django.urls import path

from clust.web.desk.views import storefronts

urlpatterns = [
    path("storefronts/", storefronts.storefronts, name="storefronts"),
    path("storefronts/new/", storefronts.new_storefront, name="new_storefront"),
    path("storefronts/<int:pk>/", storefronts.storefront, name="storefront"),
    path(
        "storefronts/<int:pk>/officers/",
        storefronts.storefront_officers,
        name="storefront_officers",
    ),
    path("storefronts/<int:pk>/portal/", storefronts.storefront_portal, name="storefront_portal"),
    path("storefronts/<int:pk>/trust/", storefronts.storefront_trust, name="storefront_trust"),
]
