"""Where Stripe's messages arrive: what they name is looked up, never believed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clust.integrations.stripe.models import StripeEvent
from clust.payments.actions.charging import hear_of_charge
from clust.payments.actions.refunding import hear_of_refund
from clust.payments.cards import hear_of_check
from clust.payments.gateway import BadWebhook, Event, ProviderSilent, gateway

log = structlog.get_logger()

HEAR: dict[str, Callable[..., Any]] = {
    "hold": hear_of_check,
    "charge": hear_of_charge,
    "refund": hear_of_refund,
}


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """
    Take a message: 400 if it is forged, 503 if Stripe should send it again, else 200.

    The number is written once the message was acted on: one that fails comes again.
    """
    now = timezone.now()
    signature = request.headers.get("Stripe-Signature", "")
    try:
        event = gateway("stripe").read_event(body=request.body, signature=signature, now=now)
    except BadWebhook as bad:
        log.warning("stripe message refused", why=str(bad))
        return HttpResponse(status=400)
    if StripeEvent.objects.filter(number=event.number).exists():
        return HttpResponse()
    try:
        _hear(event, now)
    except ProviderSilent:
        return HttpResponse(status=503)
    StripeEvent.objects.get_or_create(
        number=event.number, defaults={"about": event.about, "sent_at": event.at, "at": now}
    )
    return HttpResponse()


def _hear(event: Event, now: datetime) -> None:
    """Look at what a message is about; of what is not ours only its number is noted."""
    act = HEAR.get(event.about)
    if not act or act(key=event.key, now=now) is None:
        log.info("stripe message about nothing of ours", event_number=event.number)
