"""To a community's service and back; whatever goes wrong there is said in clear words."""

from collections.abc import Callable
from typing import Any

import requests
import structlog
from allauth.account.internal.decorators import login_not_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clust.integrations.oidc import linking
from clust.integrations.oidc.adapter import DOWN, TAKEN, provider_of, refusal
from clust.integrations.oidc.line import CommunityAdapter

log = structlog.get_logger()


class Leaving(OAuth2LoginView):  # type: ignore[misc]
    """Leaves at once, by a link: what comes back must carry the state that this browser keeps."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Lead away to sign in, whatever else the address asks for."""
        here = get_next_redirect_url(request)
        return self.get_provider().redirect(request, process="login", next_url=here)


@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the community's service."""
    return _guarded(Leaving, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take in who comes back from there."""
    return _guarded(OAuth2CallbackView, request, provider_id)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, provider_id: str) -> HttpResponse:
    """
    Ask who is signed in whether the service may sign them in from now on; link it on their yes.

    :raises Http404: if nobody came back from there lately, in this browser
    """
    own = provider_of(request)
    told = linking.asked(request, own) if own and own.app.provider_id == provider_id else None
    if own is None or told is None or not request.user.is_authenticated:
        raise Http404
    if request.method != "POST":
        mail = SocialLogin.deserialize(told).email_addresses[0].email
        shown = {"service": own, "email": mail}
        return render(request, "parts/service_link.html", shown)
    linked = linking.link(request, told, request.user)
    if linked is None:
        return refusal(request, TAKEN)
    answer: HttpResponse = complete_social_login(request, linked)
    return answer


def _guarded(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: Callable[[HttpRequest], HttpResponse] = view.adapter_view(
        CommunityAdapter(request, provider_id)
    )
    try:
        return answer(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except ImmediateHttpResponse as said:
        given: HttpResponse = said.response
        return given
    except (requests.RequestException, OAuth2Error, KeyError, ValueError) as error:
        log.warning("the community's service failed", error=type(error).__name__)
        return refusal(request, DOWN, status=502)
