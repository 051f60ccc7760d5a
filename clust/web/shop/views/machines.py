"""One's own keys for machines, and the addresses that are told of one's events."""

from contextlib import suppress

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust.hooks.actions.listening import AlreadyEnded, end_endpoint, listen, renew_secret
from clust.hooks.actions.sending import EndpointGone, send_again
from clust.hooks.models import Endpoint, EndpointEnd, EventMessage
from clust.keys.actions import AlreadyRevoked, make_key, revoke_key
from clust.keys.models import ApiKey
from clust.web.parts.access import signed_in
from clust.web.parts.machines import EndpointForm, KeyForm
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me

A_PAGE = 20


@signed_in
@require_safe
def machines(request: HttpRequest) -> HttpResponse:
    """Show one's keys and addresses at this storefront."""
    mine = {"person": me(request), "storefront": storefront_of(request), "for_storefront": False}
    context = {
        "keys": ApiKey.objects.standing().filter(**mine).order_by("-pk"),
        "endpoints": Endpoint.objects.filter(**mine).select_related("end").order_by("-pk")[:A_PAGE],
    }
    return render(request, "shop/machines/machines.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key; its secret is on the page that answers, and never again."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (seconds := limits.look_pace.wait(("key", me(request).pk))):
        return limits.too_often(request, seconds)
    if form.is_valid():
        made = form.attempt(
            make_key,
            storefront=storefront_of(request),
            person=me(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
        if made:
            context = {"key": made[0], "secret": made[1]}
            return render(request, "shop/machines/secret.html", context, status=201)
    status = 422 if form.is_bound else 200
    context = {"form": form, "title": _("New key"), "action": _("Make the key")}
    return render(request, "shop/machines/form.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def key_revocation(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key: asked once more, then at once."""
    rows = ApiKey.objects.filter(person=me(request), storefront=storefront_of(request))
    key = rows.filter(pk=pk).first()
    if key is None:
        raise Http404
    if request.method == "POST":
        with suppress(AlreadyRevoked):
            revoke_key(api_key=key, person=me(request), now=timezone.now())
        messages.success(request, _("The key opens nothing any more."))
        return redirect("shop:machines")
    context = {
        "title": _("Revoke the key “%(name)s”?") % {"name": key.name},
        "text": _("Whatever uses it stops working at once."),
        "action": _("Revoke"),
        "tone": "btn-danger",
        "back_url": reverse("shop:machines"),
    }
    return render(request, "parts/confirm.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_endpoint(request: HttpRequest) -> HttpResponse:
    """Have an address told of events."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (seconds := limits.look_pace.wait(("endpoint", me(request).pk))):
        return limits.too_often(request, seconds)
    if form.is_valid():
        made = form.attempt(
            listen,
            storefront=storefront_of(request),
            person=me(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
        if made:
            return redirect("shop:endpoint", made.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "title": _("New address"), "action": _("Have it told")}
    return render(request, "shop/machines/form.html", context, status=status)


@signed_in
@never_cache
@require_safe
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an address with its secret, and every message with its tries."""
    row = _mine_or_404(request, pk)
    rows = EventMessage.objects.filter(endpoint=row).select_related("event")
    found = rows.prefetch_related("tries").order_by("-pk")
    context = {
        "endpoint": row,
        "end": getattr(row, "end", None),
        "secrets": row.secrets.order_by("-pk")[:2],
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
    }
    return render(request, "shop/machines/endpoint.html", context)


@signed_in
@require_POST
def endpoint_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign with a new secret, for a day with the old one too."""
    try:
        renew_secret(endpoint=_mine_or_404(request, pk), now=timezone.now())
    except AlreadyEnded:
        messages.error(request, _("This address is told nothing any more."))
    else:
        messages.success(request, _("There is a new secret. The old one holds for a day."))
    return redirect("shop:endpoint", pk)


@signed_in
@require_POST
def endpoint_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an address told nothing more."""
    row, cause = _mine_or_404(request, pk), EndpointEnd.Cause.REMOVED
    with suppress(AlreadyEnded):
        end_endpoint(endpoint=row, cause=cause, now=timezone.now())
    messages.success(request, _("This address is told nothing any more."))
    return redirect("shop:machines")


@signed_in
@require_POST
def resending(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a message sent again."""
    row = EventMessage.objects.filter(pk=pk, endpoint__in=_mine(request)).first()
    if row is None:
        raise Http404
    try:
        send_again(message=row, now=timezone.now())
    except EndpointGone:
        messages.error(request, _("This address is told nothing any more."))
    else:
        messages.success(request, _("It is on its way once more."))
    return redirect("shop:endpoint", row.endpoint_id)


def _mine(request: HttpRequest) -> "QuerySet[Endpoint]":
    return Endpoint.objects.filter(
        person=me(request), storefront=storefront_of(request), for_storefront=False
    )


def _mine_or_404(request: HttpRequest, pk: int) -> Endpoint:
    row = _mine(request).filter(pk=pk).select_related("end").first()
    if row is None:
        raise Http404
    return row
