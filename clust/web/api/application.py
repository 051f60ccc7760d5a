"""The API put together: its routers, and what becomes of errors."""

from typing import Any

import orjson
import structlog
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from clust.web.api import campaigns, endpoints, orders, partners, pledges, tokens, wishes
from clust.web.api.problems import Problem

log = structlog.get_logger()
DESCRIPTION = (
    "Group buying by machine: clusts with their ladders and prices, wishes, one's own pledges, "
    "orders and parcels, and webhooks. Amounts are whole cents with tax."
)


class Reader(Parser):
    """Reads JSON strictly: neither NaN nor broken text."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body says."""
        return orjson.loads(request.body)


api = NinjaAPI(
    title="Clust",
    version="1.0.0",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    parser=Reader(),
    urls_namespace="api",
)
api.add_router("", tokens.router)
api.add_router("", campaigns.router)
api.add_router("", wishes.router)
api.add_router("", pledges.router)
api.add_router("", orders.router)
api.add_router("", endpoints.router)
api.add_router("", partners.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return error.answer()


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return Problem(404).answer()


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return Problem(error.status_code, error.message).answer()


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"at": ".".join(str(part) for part in one["loc"]), "why": str(one["msg"])}
        for one in error.errors
    ]
    return Problem(422, "A value is wrong.", code="invalid", errors=errors).answer()


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("call failed", path=request.path)
    return Problem(500).answer()
