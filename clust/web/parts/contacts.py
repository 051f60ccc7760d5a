"""Who answers for a supplier, on its own pages and the desk's: forms, and the mail that invites."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from clust.notices.plain import plain_mail
from clust.sourcing.actions.contacting import (
    AlreadyContact,
    AlreadyInvited,
    LastOwner,
    TooManyInvitations,
    change_role,
    remove_contact,
)
from clust.sourcing.models import ContactInvitation, Role, Supplier, SupplierContact
from clust.web.parts.access import PersonRequest
from clust.web.parts.forms import DeskForm


class InvitationForm(DeskForm):
    """A colleague to invite."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.SALES)

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        AlreadyContact: ("email", gettext_lazy("This colleague is with you already.")),
        AlreadyInvited: ("email", gettext_lazy("This address is invited already.")),
        TooManyInvitations: (
            None,
            gettext_lazy("Too many invitations wait: take some back first."),
        ),
    }


class RoleForm(DeskForm):
    """Another role, or none."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, required=False)

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        LastOwner: (None, gettext_lazy("Somebody must stay owner: make another one first.")),
    }

    def change(self, contact: SupplierContact, *, removes: bool, now: datetime) -> bool:
        """Write the change; False where it is refused, and said."""
        if removes:
            self.attempt(remove_contact, contact=contact, now=now)
        elif self.cleaned_data["role"]:
            self.attempt(change_role, contact=contact, role=self.cleaned_data["role"], now=now)
        return not self.errors


def contacts_page(
    request: HttpRequest,
    page: str,
    supplier: Supplier,
    form: InvitationForm,
    refused: RoleForm | None = None,
    *,
    section: str,
) -> HttpResponse:
    """Show who answers for a supplier, with the form that invites and a change refused."""
    shown = {
        "supplier": supplier,
        "contacts": supplier.contacts.select_related("person__identity").order_by("pk"),
        "invitations": supplier.contact_invitations.all(),
        "roles": Role.choices,
        "form": form,
        "refused": refused,
        "section": section,
    }
    wrong = form.errors or refused
    return render(request, page, shown, status=422 if wrong else 200)


def send_invitation(request: PersonRequest, invitation: ContactInvitation) -> None:
    """Mail an invitation, in the supplier's language."""
    shop = request.storefront
    with override(invitation.supplier.language):
        subject = _("Answer for %(supplier)s") % {"supplier": invitation.supplier.name}
        url = request.build_absolute_uri(reverse("supplier:joining"))
        told = {"url": url, "supplier": invitation.supplier, "site": shop.name}
        told |= {"role": invitation.get_role_display(), "email": invitation.email}
        text = render_to_string("parts/invitation_mail.txt", told)
        home = request.build_absolute_uri("/")
        plain_mail(subject, text, to=invitation.email, storefront=shop, home=home).send()
