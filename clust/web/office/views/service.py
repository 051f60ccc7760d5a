"""The community's own service to sign in with (OpenID Connect)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.storefronts.actions.providers import connect_provider, disconnect_provider
from clust.storefronts.models import IdentityProvider
from clust.web.office.access import OfficeRequest, owner_page
from clust.web.office.setup_forms import ServiceEndForm, ServiceForm

SECTION = "office:service"


@owner_page
def service(request: OfficeRequest) -> HttpResponse:
    """Connect the service, another one, or none."""
    mine = IdentityProvider.objects.select_related("app").filter(storefront=request.storefront)
    if request.method == "POST" and "drop" in request.POST:
        return _dropped(request, get_object_or_404(mine))
    own = mine.first()
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=_known(own))
    if form.is_valid():
        told = {"storefront": request.storefront, "now": timezone.now(), **form.cleaned_data}
        connect_provider(**told)
        messages.success(request, _("The service is connected. Try it in a private window."))
        return redirect(SECTION)
    return _page(request, own, form)


def _dropped(request: OfficeRequest, own: IdentityProvider) -> HttpResponse:
    form = ServiceEndForm(request.POST)
    form.attempt(disconnect_provider, provider=own, now=timezone.now())
    if form.errors:
        return _page(request, own, ServiceForm(initial=_known(own)), form)
    messages.success(request, _("The service is let go of."))
    return redirect(SECTION)


def _known(own: IdentityProvider | None) -> dict[str, Any]:
    if own is None:
        return {}
    app = own.app
    return {
        "label": own.label,
        "client_id": app.client_id,
        "server_url": app.settings["server_url"],
    }


def _page(
    request: OfficeRequest, own: IdentityProvider | None, form: ServiceForm, refused: Any = None
) -> HttpResponse:
    number = own.app.provider_id if own else f"s{request.storefront.pk}"
    back = reverse("oidc_callback", args=[number])
    shown = {
        "own": own,
        "form": form,
        "refused": refused,
        "back": request.build_absolute_uri(back),
        "section": SECTION,
    }
    wrong = (form.is_bound and form.errors) or refused
    return render(request, "office/service.html", shown, status=422 if wrong else 200)
