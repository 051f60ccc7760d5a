"""Where the pages of this site are."""

from django.urls import path

from clust.web.supplier import views

app_name = "supplier"
urlpatterns = [
    path("", views.purchase_orders, name="purchase_orders"),
    path("purchase-orders/<int:pk>/", views.purchase_order, name="purchase_order"),
    path("purchase-orders/<int:pk>/paper/", views.paper, name="purchase_order_paper"),
    path("purchase-orders/<int:pk>/pdf/", views.pdf, name="purchase_order_pdf"),
    path("purchase-orders/<int:pk>/csv/", views.csv, name="purchase_order_csv"),
    path("quotes/", views.quotes, name="quotes"),
    path("quotes/<int:pk>/", views.quote, name="quote"),
]
