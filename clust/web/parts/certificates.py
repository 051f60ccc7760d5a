"""For which hosts the proxy may fetch a certificate: those that answer here, no others."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clust.storefronts.models import Domain


@require_safe
def tls_allowed(request: HttpRequest) -> HttpResponse:
    """Say 200 where a storefront answers at `domain`, else 404 (Caddy's on-demand TLS `ask`)."""
    asked = request.GET.get("domain", "").lower()
    known = len(asked) <= 253 and "\x00" not in asked and Domain.objects.filter(host=asked).exists()
    return HttpResponse(status=200 if known else 404, content_type="text/plain")
