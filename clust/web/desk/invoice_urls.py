"""Where the desk's pages of invoices and taxes are."""

from django.urls import path

from clust.web.desk.views import invoices

urlpatterns = [
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/<int:pk>/", invoices.invoice, name="invoice"),
    path("invoices/resales/<int:pk>/", invoices.resale_invoice, name="resale_invoice"),
    path("credit-notes/", invoices.credit_notes, name="credit_notes"),
    path("credit-notes/<int:pk>/", invoices.credit_note, name="credit_note"),
    path("vat/", invoices.vat, name="vat"),
    path("vat/oss/", invoices.oss, name="oss"),
]
