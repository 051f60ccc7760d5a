"""Who may see the office of a storefront: its officers, each by their role."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase

from clust.storefronts.models import Officer
from clust.web.parts.access import (
    PersonRequest,
    View,
    led_to_second_factor,
    led_to_sign_in_anew,
    signed_in,
)

P = ParamSpec("P")


class OfficeRequest(PersonRequest):
    """A request of somebody who runs the shop at this host."""

    officer: Officer


OfficeView = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


def office_page(view: OfficeView[P]) -> View[P]:
    """
    Let in the officers of the storefront at this host; others find nothing here.

    The storefront is read anew: the one kept for seconds would be written back over a change.

    Where `DESK_SECOND_FACTOR` is set, those without a second factor are led to add one first.
    """

    @wraps(view)
    def guarded(request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        standing = Officer.objects.standing().filter(storefront=request.storefront)
        mine = standing.filter(person=request.user)
        officer = mine.select_related("storefront__seller").first()
        if officer is None:
            raise Http404
        request.officer, request.storefront = officer, officer.storefront
        led = led_to_sign_in_anew(request) or led_to_second_factor(request)
        return led or view(request, *args, **kwargs)

    return signed_in(guarded)


def owner_page(view: OfficeView[P]) -> View[P]:
    """Let in officers in charge of everything."""
    return office_page(_with_right("may_set_up", view))


def treasurer_page(view: OfficeView[P]) -> View[P]:
    """Let in officers who decide on the community's money."""
    return office_page(_with_right("may_spend", view))


def host_page(view: OfficeView[P]) -> View[P]:
    """Let in officers who care for members, catalogue and conversations."""
    return office_page(_with_right("may_host", view))


def _with_right(right: str, view: OfficeView[P]) -> OfficeView[P]:
    @wraps(view)
    def guarded(request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not getattr(request.officer, right):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
