"""Storefronts of communities: opened by one form, followed by a checklist."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.campaigns.actions.listing import choose_catalogue
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.actions.opening import choose_portal, open_storefront
from clust.storefronts.actions.providers import trust_provider
from clust.storefronts.models import IdentityProvider, Role, Storefront
from clust.storefronts.readings import with_members
from clust.web.desk.pages import form_page, sent
from clust.web.desk.storefront_forms import DeskOfficerForm, PortalForm, StorefrontForm, TrustForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, listed

SECTION = "desk:storefronts"
STOREFRONTS = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.pk,
        gettext_lazy("Name"): lambda row: row.name,
        gettext_lazy("Short name"): lambda row: row.slug,
        gettext_lazy("Members"): lambda row: row.members,
    },
    search=("name", "slug", "domains__host"),
    sorts={"name": ["name"], "members": ["members"]},
    order="name",
    links={"portal": "portal"},
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do before people come: what, where, whether it is done."""

    label: Any
    page: str
    done: bool


@desk_page
def storefronts(request: PersonRequest) -> HttpResponseBase:
    """Show whose shops we run."""
    rows = with_members(Storefront.objects.all()).prefetch_related("domains").distinct()
    return listed(request, STOREFRONTS, rows, "desk/storefronts.html", section=SECTION)


@desk_page
def new_storefront(request: PersonRequest) -> HttpResponse:
    """Open a shop for a community."""
    form = StorefrontForm(sent(request))
    told = {"seller": request.storefront.seller, "by": request.user, "now": timezone.now()}
    if form.is_valid() and (made := form.attempt(open_storefront, **told, **form.cleaned_data)):
        choose_catalogue(storefront=made, catalogue=made.catalogue, now=timezone.now())
        messages.success(request, _("The shop is open. Here is what is left to do."))
        return redirect("desk:storefront", made.pk)
    return form_page(
        request,
        form,
        title=_("New storefront"),
        action=_("Open the shop"),
        back=reverse(SECTION),
        section=SECTION,
    )


@desk_page
def storefront(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one shop with what is left to do."""
    return _page(request, get_object_or_404(Storefront, pk=pk))


@desk_page
@require_POST
def storefront_officers(request: PersonRequest, pk: int) -> HttpResponse:
    """Appoint somebody to run it."""
    found, form = get_object_or_404(Storefront, pk=pk), DeskOfficerForm(request.POST)
    told = {"storefront": found, "by": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(appoint_officer, **told, **form.cleaned_data):
        return _written(request, pk)
    return _page(request, found, officer_form=form)


@desk_page
@require_POST
def storefront_portal(request: PersonRequest, pk: int) -> HttpResponse:
    """Put it under the roof of a portal, or under none."""
    found, form = get_object_or_404(Storefront, pk=pk), PortalForm(request.POST)
    told = {"storefront": found, "now": timezone.now()}
    if form.is_valid() and form.attempt(choose_portal, **told, **form.cleaned_data):
        return _written(request, pk)
    return _page(request, found, portal_form=form)


@desk_page
@require_POST
def storefront_trust(request: PersonRequest, pk: int) -> HttpResponse:
    """Believe its service about addresses of some domains."""
    found, form = get_object_or_404(Storefront, pk=pk), TrustForm(request.POST)
    provider = get_object_or_404(IdentityProvider, storefront=found)
    if form.is_valid():
        trust_provider(provider=provider, now=timezone.now(), **form.cleaned_data)
        return _written(request, pk)
    return _page(request, found, trust_form=form)


def _written(request: PersonRequest, pk: int) -> HttpResponse:
    messages.success(request, _("The change is written."))
    return redirect("desk:storefront", pk)


def checklist(found: Storefront) -> list[Task]:
    """Return what is to do before people come, in the order to do it in."""
    own = found.domains.filter(claim__isnull=False).exists()
    standing = found.officers.filter(open=True, role=Role.OWNER)
    return [
        Task(gettext_lazy("somebody in charge"), "office:officers", standing.exists()),
        Task(gettext_lazy("a welcome in its words"), "office:words", bool(found.welcome)),
        Task(gettext_lazy("a logo"), "office:words", bool(found.logo)),
        Task(gettext_lazy("colours"), "office:colours", bool(found.theme)),
        Task(gettext_lazy("who is let in"), "office:door", True),
        Task(gettext_lazy("clusts to show"), "office:catalogue", found.listing_set.exists()),
        Task(
            gettext_lazy("a place to collect goods"),
            "office:places",
            found.delivery_options.exists(),
        ),
        Task(gettext_lazy("a host name of its own"), "office:domains", own),
    ]


def _page(request: PersonRequest, found: Storefront, **forms: Any) -> HttpResponse:
    provider = IdentityProvider.objects.filter(storefront=found).first()
    trusted = {"domains": provider.trusted_domains} if provider else {}
    standing = found.officers.filter(open=True).select_related("person")
    shown = {
        "storefront": found,
        "domains": found.domains.order_by("pk"),
        "officers": standing.prefetch_related("person__emailaddress_set"),
        "tasks": checklist(found),
        "communities": found.communities.order_by("name"),
        "provider": provider,
        "officer_form": DeskOfficerForm(),
        "portal_form": PortalForm(initial={"portal": found.portal_id}),
        "trust_form": TrustForm(initial=trusted),
        "port": f":{request.get_port()}" if request.get_port() not in ("80", "443") else "",
        "section": SECTION,
        **forms,
    }
    return render(request, "desk/storefront.html", shown, status=422 if forms else 200)
