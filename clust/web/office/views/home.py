"""The first page of the office."""

from django.http import HttpResponse
from django.shortcuts import render

from clust.web.office.access import OfficeRequest, office_page


@office_page
def home(request: OfficeRequest) -> HttpResponse:
    """Show what this shop is and what its officers can do."""
    return render(request, "office/home.html", {"section": "office:home"})
