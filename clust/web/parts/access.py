"""Who may see a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from clust.partners.services import CHARGED
from clust.people.models import Person
from clust.storefronts.models import IdentityProvider, Storefront

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request of somebody signed in, at one of our storefronts."""

    user: Person
    storefront: Storefront


def signed_in(view: View[P]) -> View[P]:
    """Ask strangers to sign in, and come back; their pages are never kept by a browser."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def desk_page(view: View[P]) -> View[P]:
    """
    Let in those who work at the desk; others are refused, strangers asked to sign in.

    Where `DESK_SECOND_FACTOR` is set, those without a second factor are led to add one first.
    """

    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_staff:
            raise PermissionDenied
        led = led_to_sign_in_anew(request) or led_to_second_factor(request)
        return led or view(request, *args, **kwargs)

    return signed_in(guarded)


def led_to_sign_in_anew(request: PersonRequest) -> HttpResponseBase | None:
    """End a session that a community's service began: it opens no charge; None for any other."""
    records = get_authentication_records(request, request.user)
    services = {one.get("provider") for one in records if one["method"] == "socialaccount"}
    if not IdentityProvider.objects.filter(app__provider_id__in=services - {None}).exists():
        return None
    logout(request)
    messages.warning(request, CHARGED)
    return redirect_to_login(request.get_full_path())


def led_to_second_factor(request: PersonRequest) -> HttpResponseBase | None:
    """Return where somebody adds a second factor, None where they have one or need none."""
    if not settings.DESK_SECOND_FACTOR or is_mfa_enabled(request.user):
        return None
    messages.warning(request, _("The desk asks for a second factor: please add one here."))
    return redirect("mfa_index")
