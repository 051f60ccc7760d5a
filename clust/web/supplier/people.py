"""A supplier's people: who answers for it, in which role, whom an owner invites."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust.sourcing.actions.contacting import (
    AlreadyContact,
    NotForYou,
    invitations_of,
    invite_contact,
    join_supplier,
    take_invitation_back,
)
from clust.sourcing.models import Supplier
from clust.web.parts.access import PersonRequest, led_to_sign_in_anew, signed_in
from clust.web.parts.contacts import InvitationForm, RoleForm, contacts_page, send_invitation
from clust.web.parts.paces import too_often
from clust.web.supplier.access import ContactRequest, owner_form

SECTION = "supplier:people"


@owner_form
def people(request: ContactRequest, supplier: Supplier) -> HttpResponseBase:
    """Show who answers for the supplier; invite somebody."""
    if request.method != "POST":
        return _page(request, supplier, InvitationForm())
    form = InvitationForm(request.POST)
    if form.is_valid():
        if not ratelimit.consume(request, action="invite", key=str(supplier.pk)):
            return too_often(request)
        told = {"supplier": supplier, "person": request.user, "now": timezone.now()}
        invitation = form.attempt(invite_contact, **told, **form.cleaned_data)
        if invitation:
            send_invitation(request, invitation)
            messages.success(request, _("The invitation is sent."))
            return redirect(SECTION)
    return _page(request, supplier, form)


def _page(
    request: ContactRequest,
    supplier: Supplier,
    form: InvitationForm,
    refused: RoleForm | None = None,
) -> HttpResponseBase:
    page = "supplier/people.html"
    return contacts_page(request, page, supplier, form, refused, section=SECTION)


@require_POST
@owner_form
def role(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Give a colleague another role, or remove them."""
    contact = get_object_or_404(supplier.contacts, pk=pk)
    form = RoleForm(request.POST)
    removes = "remove" in request.POST
    if not (form.is_valid() and form.change(contact, removes=removes, now=timezone.now())):
        return _page(request, supplier, InvitationForm(), form)
    messages.success(request, _("The change is written."))
    return redirect("supplier:home" if contact.person == request.user else SECTION)


@require_POST
@owner_form
def invitation(request: ContactRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Take an invitation back."""
    found = get_object_or_404(supplier.contact_invitations, pk=pk)
    take_invitation_back(invitation=found, now=timezone.now())
    messages.success(request, _("The invitation is taken back."))
    return redirect(SECTION)


@signed_in
def joining(request: PersonRequest) -> HttpResponseBase:
    """Take up an invitation to an address that the person has confirmed."""
    if led := led_to_sign_in_anew(request):
        return led
    invitations = invitations_of(request.user)
    if request.method != "POST":
        shown = {"invitations": invitations, "title": _("Invitations")}
        return render(request, "supplier/joining.html", shown)
    found = get_object_or_404(invitations, pk=_number(request.POST.get("invitation", "")))
    try:
        join_supplier(invitation=found, person=request.user, now=timezone.now())
    except (AlreadyContact, NotForYou):
        messages.error(request, _("You answer for a supplier already."))
        return redirect("supplier:joining")
    messages.success(request, _("Welcome! You answer for your company from now on."))
    return redirect("supplier:home")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Http404
    return int(text)
