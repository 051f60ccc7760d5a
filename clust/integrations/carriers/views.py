"""The door for carriers: signed messages about parcels."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clust import flow
from clust.integrations.carriers.messages import BadMessage, read
from clust.supply.actions.receiving import UnknownParcel, record_carrier_event

DONE, BAD, UNKNOWN = 204, 400, 404


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Take what a carrier says of a parcel; said twice it counts once."""
    secret, now = settings.CARRIER_SECRET.get_secret_value(), timezone.now()
    timestamp = request.headers.get("Clust-Timestamp", "")
    try:
        said = read(
            secret, timestamp, request.headers.get("Clust-Signature", ""), request.body, now=now
        )
    except BadMessage:
        return HttpResponse(status=BAD)
    try:
        flow.act(record_carrier_event, now=now, **said._asdict())
    except UnknownParcel:
        return HttpResponse(status=UNKNOWN)
    return HttpResponse(status=DONE)
