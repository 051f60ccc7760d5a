"""For those who run the shop: whether it is well, and its figures."""

import hmac

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django_prometheus.exports import ExportToDjangoView

LOOPBACK = {"127.0.0.1", "::1"}


def health(request: HttpRequest) -> HttpResponse:
    """Say "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def metrics(request: HttpRequest) -> HttpResponse:
    """Show Prometheus the figures: with the token, or to this machine itself."""
    if not _may_see_metrics(request):
        raise Http404
    return ExportToDjangoView(request)  # type: ignore[no-any-return]


def _may_see_metrics(request: HttpRequest) -> bool:
    """Behind a proxy everybody seems to come from this machine: then only the token counts."""
    if settings.METRICS_TOKEN:
        expected = f"Bearer {settings.METRICS_TOKEN.get_secret_value()}"
        return hmac.compare_digest(
            request.headers.get("Authorization", "").encode(), expected.encode()
        )
    return not settings.BEHIND_PROXY and request.META.get("REMOTE_ADDR") in LOOPBACK
