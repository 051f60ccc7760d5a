"""Pages of keys and webhooks: a person's own at the shop, the storefront's at its office."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.hooks.actions.listening import AlreadyEnded, end_endpoint, listen, renew_secret
from clust.hooks.actions.sending import EndpointGone, send_again
from clust.hooks.models import Endpoint, EndpointEnd, EventMessage
from clust.keys.actions import AlreadyRevoked, make_key, revoke_key
from clust.keys.models import ApiKey
from clust.keys.scopes import OF_A_PARTNER, SCOPES
from clust.people.models import Person
from clust.storefronts.models import Storefront
from clust.web.parts.machines import EndpointForm, KeyForm

A_PAGE = 20


@dataclass(frozen=True)
class Machines:
    """
    Whose keys and addresses a page is about, and the site whose pages and templates it has.

    `shown` is what every page of the site shows besides.
    """

    site: str
    storefront: Storefront
    person: Person
    for_storefront: bool = False
    offered: frozenset[str] = frozenset(SCOPES) - OF_A_PARTNER
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mine(self) -> dict[str, Any]:
        """Return what narrows rows to them: the storefront's are those of whoever runs it."""
        found = {"storefront": self.storefront, "for_storefront": self.for_storefront}
        return found if self.for_storefront else {**found, "person": self.person}

    @property
    def by(self) -> dict[str, Any]:
        """Return what is written with a new one."""
        whose = {"storefront": self.storefront, "for_storefront": self.for_storefront}
        return {**whose, "person": self.person, "now": timezone.now()}

    @property
    def keys(self) -> "QuerySet[ApiKey]":
        """Return their keys, revoked ones too."""
        return ApiKey.objects.filter(**self.mine)

    @property
    def endpoints(self) -> "QuerySet[Endpoint]":
        """Return their addresses, ended ones too."""
        return Endpoint.objects.filter(**self.mine).select_related("end")

    def page(self, request: HttpRequest, name: str, status: int = 200, **told: Any) -> HttpResponse:
        """Answer with a page of the site."""
        context = {"site": self.site, "section": f"{self.site}:machines", **self.shown, **told}
        return render(request, f"{self.site}/machines/{name}.html", context, status=status)

    def endpoint(self, pk: int) -> Endpoint:
        """
        Return one of their addresses.

        :raises Http404: if it is nobody's or somebody else's
        """
        return get_object_or_404(self.endpoints, pk=pk)


def all_machines(request: HttpRequest, machines: Machines) -> HttpResponse:
    """Show the keys that stand, and the addresses, newest first."""
    keys = machines.keys.standing().select_related("person__identity")  # type: ignore[attr-defined]
    told = machines.endpoints.order_by("-pk")[:A_PAGE]
    return machines.page(request, "machines", keys=keys.order_by("-pk"), endpoints=told)


def new_key(request: HttpRequest, machines: Machines) -> HttpResponse:
    """Make a key; its secret is on the page that answers, and never again."""
    form = KeyForm(_sent(request), offered=machines.offered)
    if form.is_valid() and (made := form.attempt(make_key, **machines.by, **form.cleaned_data)):
        return machines.page(request, "secret", 201, key=made[0], secret=made[1])
    told = {"title": _("New key"), "action": _("Make the key")}
    return machines.page(request, "form", 422 if form.is_bound else 200, form=form, **told)


def revoke(request: HttpRequest, machines: Machines, pk: int) -> HttpResponse:
    """End a key: asked once more, then at once."""
    key = get_object_or_404(machines.keys, pk=pk)
    if request.method == "POST":
        with suppress(AlreadyRevoked):
            revoke_key(api_key=key, person=machines.person, now=timezone.now())
        messages.success(request, _("The key opens nothing any more."))
        return redirect(f"{machines.site}:machines")
    context = {
        "title": _("Revoke the key “%(name)s”?") % {"name": key.name},
        "text": _("Whatever uses it stops working at once."),
        "action": _("Revoke"),
        "tone": "btn-danger",
        "back_url": reverse(f"{machines.site}:machines"),
    }
    return render(request, "parts/confirm.html", context)


def new_endpoint(request: HttpRequest, machines: Machines) -> HttpResponse:
    """Have an address told of events."""
    form = EndpointForm(_sent(request), for_storefront=machines.for_storefront)
    if form.is_valid() and (made := form.attempt(listen, **machines.by, **form.cleaned_data)):
        return redirect(f"{machines.site}:endpoint", made.pk)
    told = {"title": _("New address"), "action": _("Have it told")}
    return machines.page(request, "form", 422 if form.is_bound else 200, form=form, **told)


def show_endpoint(request: HttpRequest, machines: Machines, pk: int) -> HttpResponse:
    """Show an address with its secret, and every message with its tries."""
    row = machines.endpoint(pk)
    sent = EventMessage.objects.filter(endpoint=row).select_related("event")
    found = sent.prefetch_related("tries").order_by("-pk")
    context: dict[str, Any] = {
        "endpoint": row,
        "end": getattr(row, "end", None),
        "secrets": row.secrets.order_by("-pk")[:2],
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
    }
    return machines.page(request, "endpoint", **context)


def renew(request: HttpRequest, machines: Machines, pk: int) -> HttpResponse:
    """Sign with a new secret, for a day with the old one too."""
    try:
        renew_secret(endpoint=machines.endpoint(pk), now=timezone.now())
    except AlreadyEnded:
        messages.error(request, _("This address is told nothing any more."))
    else:
        messages.success(request, _("There is a new secret. The old one holds for a day."))
    return redirect(f"{machines.site}:endpoint", pk)


def end(request: HttpRequest, machines: Machines, pk: int) -> HttpResponse:
    """Have an address told nothing more."""
    with suppress(AlreadyEnded):
        cause = EndpointEnd.Cause.REMOVED
        end_endpoint(endpoint=machines.endpoint(pk), cause=cause, now=timezone.now())
    messages.success(request, _("This address is told nothing any more."))
    return redirect(f"{machines.site}:machines")


def resend(request: HttpRequest, machines: Machines, pk: int) -> HttpResponse:
    """Have a message sent again."""
    row = get_object_or_404(EventMessage, pk=pk, endpoint__in=machines.endpoints)
    try:
        send_again(message=row, now=timezone.now())
    except EndpointGone:
        messages.error(request, _("This address is told nothing any more."))
    else:
        messages.success(request, _("It is on its way once more."))
    return redirect(f"{machines.site}:endpoint", row.endpoint_id)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
