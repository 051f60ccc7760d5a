"""Where the pages of this site are."""

from django.urls import path

from clust.web.supplier import enquiry_urls, machine, parcels, talk_urls, views

app_name = "supplier"
urlpatterns = [
    *enquiry_urls.urlpatterns,
    *talk_urls.urlpatterns,
    path("purchase-orders/", views.purchase_orders, name="purchase_orders"),
    path("purchase-orders/<int:pk>/", views.purchase_order, name="purchase_order"),
    path("purchase-orders/<int:pk>/paper/", views.paper, name="purchase_order_paper"),
    path("purchase-orders/<int:pk>/pdf/", views.pdf, name="purchase_order_pdf"),
    path("purchase-orders/<int:pk>/csv/", views.csv, name="purchase_order_csv"),
    path("purchase-orders/<int:pk>/answer/", parcels.answer, name="answer"),
    path("purchase-orders/<int:pk>/shipments/", parcels.shipments, name="shipments"),
    path("purchase-orders/<int:pk>/substitute/", parcels.substitute, name="substitute"),
    path("parcels/", parcels.parcels, name="parcels"),
    path("parcels/to-send.csv", parcels.to_send, name="to_send"),
    path("parcels/slips/<int:pk>/", parcels.slip, name="slip"),
    path("api/parcels/", machine.parcels, name="parcels_api"),
    path("parcels/file/", parcels.parcel_file, name="parcel_file"),
]
