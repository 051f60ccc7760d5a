"""Where a buyer's invoices are."""

from django.urls import path

from clust.web.shop.views import invoices

urlpatterns = [
    path("orders/<int:pk>/invoice/", invoices.invoice, name="invoice"),
    path("credit-notes/<int:pk>/", invoices.credit_note, name="credit_note"),
    path("my/company/", invoices.company, name="company"),
]
