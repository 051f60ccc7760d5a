"""Where the desk's pages about money are."""

from django.urls import path

from clust.web.desk.views import payments, twice

urlpatterns = [
    path("campaigns/<int:pk>/payments/", payments.payments, name="payments"),
    path("campaigns/<int:pk>/purchase-decision/", payments.decision, name="purchase_decision"),
    path("campaigns/<int:pk>/cancellation/", payments.calling_off, name="call_off"),
    path("campaigns/<int:pk>/capture-pause/", payments.pause, name="capture_pause"),
    path("orders/<int:pk>/attempt/", payments.attempt, name="attempt"),
    path("refunds/", payments.refunds, name="refunds"),
    path("refunds/twice/", twice.paid_back_twice, name="paid_back_twice"),
    path("refunds/twice/<int:pk>/", twice.regain, name="regain"),
    path("refunds/<int:pk>/done/", payments.paid_back, name="paid_back"),
    path("refunds/<int:pk>/again/", payments.refund_again, name="refund_again"),
]
