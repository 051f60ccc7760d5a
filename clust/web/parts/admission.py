"""The door of a storefront that is not for everybody: who gets past it, and to which pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch

from clust.storefronts.actions.admitting import is_let_in

# What strangers may read: how to come in, and what the law wants said.
FOR_ALL = {"welcome", "joining", "staff_number", "about", "terms", "terms_version", "seller"}
FOR_ALL |= {"guarantee", "privacy", "accessibility", "withdrawal"}
# What an installed app, and a mail in somebody's hand, may ask for.
FOR_ALL |= {"manifest", "app_icon", "service_worker", "offline", "share_colours"}
FOR_ALL |= {"leave", "leave_undo", "no_letters", "visit_choice"}
# Sites with guards of their own, and what has no storefront's rows on it.
GUARDED = {"desk", "supplier", "office", "partner", "admin", "sandbox", "carriers"}
GUARDED |= {"api", "widget"}
ANYWHERE = ("account_", "mfa_", "socialaccount_", "oidc_")
BARE = {"theme", "language", "health", "metrics", "stripe_webhook", "tls_allowed", "mail_events"}
LOGOS = "logos/"
# What a stranger meant to see, to be led there once let in: the key in the session.
MEANT_FOR = "meant_for"


class DoorMiddleware:
    """Keep strangers out of storefronts that are not for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever; the door is where a page is about to be made."""
        storefront = request.storefront  # type: ignore[attr-defined]
        request.is_inside = storefront is not None and storefront.is_open  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """
        Lead strangers to the welcome page or to sign in.

        :raises Http404: for those signed in whom nobody let in, and for what is sent here
        """
        match, storefront = request.resolver_match, request.storefront  # type: ignore[attr-defined]
        if storefront is None or match is None:
            return None
        if storefront.is_open:
            return None
        if request.user.is_authenticated and is_let_in(storefront=storefront, person=request.user):
            request.is_inside = True  # type: ignore[attr-defined]
            return _to_what_was_meant(request, match)
        if is_for_all(match):
            return None
        if match.view_name == "shop:invitation" and request.method == "GET":
            request.session[MEANT_FOR] = request.path
            return redirect("shop:welcome")
        if request.user.is_authenticated:
            return _to_welcome(match)
        if request.method not in ("GET", "HEAD"):
            raise Http404
        if match.view_name == "shop:home":
            return redirect("shop:welcome")
        return redirect_to_login(request.get_full_path())


def is_for_all(match: ResolverMatch) -> bool:
    """Say whether a page is one that strangers may ask for, wherever it is."""
    if match.namespaces and match.namespaces[0] in GUARDED:
        return True
    name = match.url_name or ""
    if match.namespaces == ["shop"]:
        return name in FOR_ALL
    if name == "media":
        return str(match.kwargs.get("path", "")).startswith(LOGOS)
    return not match.namespaces and (name in BARE or name.startswith(ANYWHERE))


def _to_what_was_meant(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Lead whoever comes in to the invitation that brought them, once."""
    if match.view_name != "shop:home" or request.method != "GET":
        return None
    meant = request.session.pop(MEANT_FOR, "")
    return redirect(meant) if meant else None


def _to_welcome(match: ResolverMatch) -> HttpResponse:
    if match.view_name != "shop:home":
        raise Http404
    return redirect("shop:welcome")
