"""The first page of the office."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.web.office.access import OfficeRequest, office_page
from clust.web.office.figures import figures


@require_safe
@office_page
def home(request: OfficeRequest) -> HttpResponse:
    """Show what this shop is and what its officers can do."""
    now = timezone.now()
    shown = {"figures": figures(request.storefront, now), "section": "office:home"}
    return render(request, "office/home.html", shown)
