"""All keys of machines and all addresses told of events: seen, narrowed, ended."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from clust.hooks.models import Endpoint
from clust.keys.actions import AlreadyRevoked, revoke_key
from clust.keys.models import ApiKey
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:keys"
STATES = Filter(
    "state",
    gettext_lazy("state"),
    [
        Answer("standing", gettext_lazy("in use"), lambda now: Q(revocation=None)),
        Answer("revoked", gettext_lazy("revoked"), lambda now: Q(revocation__isnull=False)),
    ],
)
KEYS_COLUMNS: dict[Any, Any] = {
    gettext_lazy("Key"): lambda key: key.public,
    gettext_lazy("What it is for"): lambda key: key.name,
    gettext_lazy("Storefront"): lambda key: key.storefront.name,
    gettext_lazy("Person"): lambda key: key.person_id,
    gettext_lazy("Scopes"): lambda key: key.scopes,
    gettext_lazy("Last used"): lambda key: key.last_used_on,
    pgettext_lazy("key", "Made"): lambda key: key.at,
}
KEYS = Listing(
    columns=KEYS_COLUMNS,
    search=("name", "public", "storefront__name", "scopes"),
    number="person",
    filters=[STATES],
    links={"person": "person", "storefront": "storefront"},
    sorts={"name": ["name"], "used": ["last_used_on"], "at": ["at"]},
    order="-at",
)
ENDPOINTS_COLUMNS: dict[Any, Any] = {
    gettext_lazy("Number"): lambda row: row.pk,
    gettext_lazy("Address"): lambda row: row.url,
    gettext_lazy("Storefront"): lambda row: row.storefront.name,
    gettext_lazy("Person"): lambda row: row.person_id,
    gettext_lazy("Told of"): lambda row: row.kinds,
    gettext_lazy("To send"): lambda row: row.waiting,
    gettext_lazy("Last told"): lambda row: row.last,
}
ENDPOINTS = Listing(
    columns=ENDPOINTS_COLUMNS,
    search=("url", "storefront__name", "kinds"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("standing", gettext_lazy("in use"), lambda now: Q(open=True)),
                Answer("ended", gettext_lazy("ended"), lambda now: Q(open=False)),
            ],
        )
    ],
    links={"person": "person", "storefront": "storefront"},
    sorts={"number": ["pk"], "waiting": ["waiting"], "last": ["last"]},
    order="-number",
)


@desk_page
def keys(request: PersonRequest) -> HttpResponseBase:
    """Show all keys."""
    rows = ApiKey.objects.select_related("storefront", "revocation")
    return listed(request, KEYS, rows, "desk/keys.html", section=SECTION)


@desk_page
def endpoints(request: PersonRequest) -> HttpResponseBase:
    """Show all addresses that are told of events."""
    rows = Endpoint.objects.select_related("storefront", "end").annotate(
        waiting=Count("messages", filter=Q(messages__next_at__isnull=False)),
        last=Max("messages__tries__at"),
    )
    return listed(request, ENDPOINTS, rows, "desk/endpoints.html", section=SECTION)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def revocation(request: PersonRequest, pk: int) -> HttpResponse:
    """End somebody's key."""
    key = get_object_or_404(ApiKey, pk=pk)
    if request.method == "POST":
        try:
            revoke_key(api_key=key, person=request.user, now=timezone.now())
        except AlreadyRevoked:
            messages.info(request, _("The key was revoked before."))
        else:
            messages.success(request, _("The key opens nothing any more."))
        return redirect("desk:keys")
    context = {
        "title": _("Revoke the key “%(name)s”?") % {"name": key.name},
        "text": _("Whatever uses it stops working at once."),
        "action": _("Revoke"),
        "back_url": reverse("desk:keys"),
        "section": SECTION,
    }
    return render(request, "desk/key_revocation.html", context)
