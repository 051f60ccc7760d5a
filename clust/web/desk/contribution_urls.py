"""Where the desk's pages about what communities owe are."""

from django.urls import path

from clust.web.desk.views import contributions

urlpatterns = [
    path("contributions/", contributions.contributions, name="contributions"),
    path("contributions/<int:pk>/", contributions.statement, name="contribution"),
    path("contributions/<int:pk>/payment/", contributions.payment, name="contribution_payment"),
]
