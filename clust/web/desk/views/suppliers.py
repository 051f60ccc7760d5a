"""Suppliers: list, page, new, change."""

from django.contrib import messages
from django.db.models import Count
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.sourcing.actions.contacting import invite_contact, take_invitation_back
from clust.sourcing.actions.products import add_supplier, change_supplier
from clust.sourcing.models import ContactInvitation, Supplier, SupplierContact
from clust.web.desk.pages import form_page, sent
from clust.web.desk.product_forms import SupplierForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.contacts import InvitationForm, RoleForm, contacts_page, send_invitation
from clust.web.parts.lists import Listing, listed

SUPPLIERS = Listing(
    columns={
        gettext_lazy("Number"): lambda supplier: supplier.pk,
        gettext_lazy("Name"): lambda supplier: supplier.name,
        gettext_lazy("E-mail"): lambda supplier: supplier.email,
        gettext_lazy("Language"): lambda supplier: supplier.language,
        gettext_lazy("Country"): lambda supplier: supplier.country,
        gettext_lazy("Products"): lambda supplier: supplier.number_of_products,
    },
    search=("name", "email"),
    sorts={"name": ["name"], "country": ["country"], "products": ["number_of_products"]},
    order="name",
)
SECTION = "desk:suppliers"


@desk_page
def suppliers(request: PersonRequest) -> HttpResponseBase:
    """Show whom we buy from."""
    rows = Supplier.objects.annotate(number_of_products=Count("products"))
    return listed(request, SUPPLIERS, rows, "desk/suppliers.html", section=SECTION)


@desk_page
def supplier(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one supplier with its contacts."""
    return _page(request, get_object_or_404(Supplier, pk=pk), InvitationForm())


def _page(
    request: PersonRequest, found: Supplier, form: InvitationForm, refused: RoleForm | None = None
) -> HttpResponseBase:
    return contacts_page(request, "desk/supplier.html", found, form, refused, section=SECTION)


@desk_page
@require_POST
def contacts(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Invite somebody to answer for a supplier."""
    found = get_object_or_404(Supplier, pk=pk)
    form = InvitationForm(request.POST)
    told = {"supplier": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and (made := form.attempt(invite_contact, **told, **form.cleaned_data)):
        send_invitation(request, made)
        messages.success(request, _("The invitation is sent."))
        return redirect("desk:supplier", pk)
    return _page(request, found, form)


@desk_page
@require_POST
def contact(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give a contact another role, or let them answer no more."""
    found = get_object_or_404(SupplierContact.objects.select_related("supplier"), pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid() and form.change(found, removes="remove" in request.POST, now=timezone.now()):
        messages.success(request, _("The change is written."))
        return redirect("desk:supplier", found.supplier_id)
    return _page(request, found.supplier, InvitationForm(), form)


@desk_page
@require_POST
def invitation(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take an invitation back."""
    found = get_object_or_404(ContactInvitation, pk=pk)
    take_invitation_back(invitation=found, now=timezone.now())
    messages.success(request, _("The invitation is taken back."))
    return redirect("desk:supplier", found.supplier_id)


@desk_page
def new_supplier(request: PersonRequest) -> HttpResponseBase:
    """Note a supplier."""
    form = SupplierForm(sent(request))
    if form.is_valid() and (added := form.attempt(add_supplier, **form.cleaned_data)):
        messages.success(request, _("The supplier is noted."))
        return redirect("desk:supplier", added.pk)
    return form_page(
        request,
        form,
        title=_("New supplier"),
        action=_("Note the supplier"),
        back=reverse(SECTION),
        section=SECTION,
    )


@desk_page
def change(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Change what is known of a supplier."""
    found = get_object_or_404(Supplier, pk=pk)
    form = SupplierForm(sent(request), initial=vars(found))
    if form.is_valid() and form.attempt(change_supplier, supplier=found, **form.cleaned_data):
        messages.success(request, _("The change is written."))
        return redirect("desk:supplier", pk)
    return form_page(
        request,
        form,
        title=found.name,
        action=_("Write the change"),
        back=reverse("desk:supplier", args=[pk]),
        section=SECTION,
    )
