"""Webhooks by machine: addresses, their secrets, and the log of what was sent."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from clust.hooks.actions.listening import (
    AlreadyEnded,
    BadKinds,
    TooManyEndpoints,
    end_endpoint,
    listen,
    renew_secret,
)
from clust.hooks.actions.sending import EndpointGone, send_again
from clust.hooks.door import sender
from clust.hooks.models import Endpoint, EndpointEnd, EventMessage
from clust.web.api import shapes
from clust.web.api.callers import ApiRequest, Caller, allowed
from clust.web.api.pages import Cursor, Limit, answer, page
from clust.web.api.problems import Problem, refused

router = Router(tags=["webhooks"])
SCOPE = allowed("webhooks:write")


@router.get("/endpoints/", response=shapes.Endpoints, operation_id="list_endpoints", **SCOPE)
def endpoints(request: ApiRequest, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List your addresses."""
    rows, following = page(_mine(request), limit, cursor)
    return answer({"data": [_endpoint(row) for row in rows], "next": following})


@router.post("/endpoints/", response={201: shapes.Endpoint}, operation_id="listen", **SCOPE)
def new_endpoint(request: ApiRequest, told: shapes.NewEndpoint) -> HttpResponse:
    """Have an address told of events from now on; its secret is read at `/secret/`."""
    if sender().refusal(told.url):
        raise Problem(422, "No public https server has this address.", code="bad-address")
    caller = _caller(request)
    try:
        made = listen(
            storefront=request.storefront,
            person=caller.person,
            url=told.url,
            kinds=told.kinds,
            for_storefront=caller.key.for_storefront,
            now=timezone.now(),
        )
    except (BadKinds, TooManyEndpoints) as error:
        raise refused(error) from error
    return answer(_endpoint(made), 201)


@router.get("/endpoints/{int:pk}/", response=shapes.Endpoint, operation_id="get_endpoint", **SCOPE)
def endpoint(request: ApiRequest, pk: int) -> HttpResponse:
    """Return one of your addresses."""
    return answer(_endpoint(_mine_or_404(request, pk)))


@router.api_operation(
    ["DELETE"],
    "/endpoints/{int:pk}/",
    response={204: None},
    operation_id="end_endpoint",
    **SCOPE,
)
def no_endpoint(request: ApiRequest, pk: int) -> HttpResponse:
    """Have an address told nothing more."""
    row, cause = _mine_or_404(request, pk), EndpointEnd.Cause.REMOVED
    try:
        end_endpoint(endpoint=row, cause=cause, now=timezone.now())
    except AlreadyEnded as error:
        raise refused(error, 409) from error
    return HttpResponse(status=204)


@router.get(
    "/endpoints/{int:pk}/secret/", response=shapes.Secret, operation_id="get_secret", **SCOPE
)
def secret(request: ApiRequest, pk: int) -> HttpResponse:
    """Return the secret that signatures are checked with."""
    row = _mine_or_404(request, pk)
    return answer({"endpoint_id": row.pk, "secret": row.secrets.get(ends_at=None).words})


@router.post(
    "/endpoints/{int:pk}/secret/",
    response={201: shapes.Secret},
    operation_id="renew_secret",
    **SCOPE,
)
def new_secret(request: ApiRequest, pk: int) -> HttpResponse:
    """Sign with a new secret; for a day with the old one too."""
    try:
        made = renew_secret(endpoint=_mine_or_404(request, pk), now=timezone.now())
    except AlreadyEnded as error:
        raise refused(error, 409) from error
    return answer({"endpoint_id": made.endpoint_id, "secret": made.words}, 201)


@router.get(
    "/endpoints/{int:pk}/messages/",
    response=shapes.Messages,
    operation_id="list_messages",
    **SCOPE,
)
def messages(request: ApiRequest, pk: int, limit: Limit = 50, cursor: Cursor = "") -> HttpResponse:
    """List what was sent to an address, with each try."""
    rows = EventMessage.objects.filter(endpoint=_mine_or_404(request, pk))
    found, following = page(_read(rows), limit, cursor)
    return answer({"data": [_message(row) for row in found], "next": following})


@router.post(
    "/messages/{int:pk}/resending/",
    response={202: shapes.Message},
    operation_id="resend",
    **SCOPE,
)
def resending(request: ApiRequest, pk: int) -> HttpResponse:
    """Have a message sent again."""
    rows = EventMessage.objects.filter(pk=pk, endpoint__in=_mine(request))
    row = _read(rows).first()
    if row is None:
        raise Problem(404)
    try:
        send_again(message=row, now=timezone.now())
    except EndpointGone as error:
        raise refused(error, 409) from error
    return answer(_message(_read(rows).get()), 202)


def _caller(request: ApiRequest) -> Caller:
    if request.caller is None:
        raise Problem(401)
    return request.caller


def _mine(request: ApiRequest) -> "QuerySet[Endpoint]":
    caller = _caller(request)
    return Endpoint.objects.filter(
        storefront=request.storefront,
        person=caller.person,
        for_storefront=caller.key.for_storefront,
    ).select_related("end")


def _mine_or_404(request: ApiRequest, pk: int) -> Endpoint:
    row = _mine(request).filter(pk=pk).first()
    if row is None:
        raise Problem(404)
    return row


def _read(rows: "QuerySet[EventMessage]") -> "QuerySet[EventMessage]":
    return rows.select_related("event").prefetch_related("tries")


def _endpoint(row: Endpoint) -> dict[str, Any]:
    end = getattr(row, "end", None)
    return {
        "id": row.pk,
        "url": row.url,
        "kinds": row.kinds.split(),
        "ended": end.cause if end else None,
        "at": row.at,
    }


def _message(row: EventMessage) -> dict[str, Any]:
    tries = sorted(row.tries.all(), key=lambda one: one.pk)
    return {
        "id": row.pk,
        "webhook_id": row.ref,
        "type": row.event.kind,
        "data": row.event.data,
        "arrived": any(one.arrived for one in tries),
        "next_at": row.next_at,
        "tries": [
            {"status": one.status, "refusal": one.refusal, "took_ms": one.took_ms, "at": one.at}
            for one in tries
        ],
        "at": row.at,
    }
