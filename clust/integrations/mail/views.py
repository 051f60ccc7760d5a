"""The door for the mail provider: signed messages about mails that did not arrive as wished."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clust import flow
from clust.integrations.mail.messages import BadMessage, read
from clust.notices.actions.bouncing import UnknownAddress, record_bounce

DONE, BAD = 204, 400


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Take what a provider says of an address; of one that we do not know nothing is kept."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        said = read(settings.MAIL_SECRET.get_secret_value(), headers, request.body)
    except BadMessage:
        return HttpResponse(status=BAD)
    try:
        flow.act(record_bounce, now=timezone.now(), **said._asdict())
    except UnknownAddress:
        return HttpResponse(status=DONE)
    return HttpResponse(status=DONE)
