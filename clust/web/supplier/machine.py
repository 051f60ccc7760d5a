"""A supplier's own software: parcels noted with a key instead of a form."""

from typing import Any

from allauth.core import ratelimit
from django.core import signing
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clust import flow
from clust.sourcing.models import SupplierContact
from clust.supply.actions.uploading import BadUpload, dispatch_uploaded
from clust.web.parts.goods import MOST_BYTES, PROBLEMS

SALT = "clust.supplier.key"
BEARER = "Bearer "


def key_of(contact: SupplierContact) -> str:
    """Return the key of somebody's software; it ends with their right, or with a new password."""
    return signing.dumps([contact.pk, contact.person.get_session_auth_hash()[:16]], salt=SALT)


@csrf_exempt
@require_POST
def parcels(request: HttpRequest) -> JsonResponse:
    """Note the parcels of a CSV sent as the body: all of them, or none and every wrong line."""
    contact = _contact(request)
    if contact is None or not contact.may_ship:
        return _problem(401, _("The key is missing, unknown or may not send parcels."))
    if not ratelimit.consume(request, action="parcels", key=str(contact.pk)):
        return _problem(429, _("Too many at once: come back in a minute."), {"Retry-After": "60"})
    if len(request.body) > MOST_BYTES:
        return _problem(413, _("Send it in parts."))
    try:
        noted = flow.act(
            dispatch_uploaded,
            supplier=contact.supplier,
            data=request.body,
            person=contact.person,
            now=timezone.now(),
        )
    except BadUpload as error:
        return _problem(422, _("Nothing is noted."), lines=[_told(line) for line in error.lines])
    return JsonResponse({"noted": len(noted)}, status=201)


def _contact(request: HttpRequest) -> SupplierContact | None:
    said = request.headers.get("Authorization", "")
    try:
        number, mark = signing.loads(said.removeprefix(BEARER), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = SupplierContact.objects.select_related("supplier", "person")
    contact = rows.filter(pk=number, person__is_active=True).first()
    if contact is None:
        return None
    same = constant_time_compare(mark, contact.person.get_session_auth_hash()[:16])
    return contact if same else None


def _told(line: Any) -> dict[str, Any]:
    return {"line": line.number, "problem": str(PROBLEMS[line.problem]), "said": line.said}


def _problem(
    status: int, title: str, headers: dict[str, str] | None = None, **more: Any
) -> JsonResponse:
    return JsonResponse(
        {"status": status, "title": title, **more},
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )
