"""The office's forms: each ends in one action and says its refusals at the field."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.storefronts.actions.officers import LastOwner, OfficeOver, TooManyInvitations
from clust.storefronts.models import Role
from clust.web.parts.forms import DeskForm

Refusals = dict[type[Exception], tuple[str | None, Any]]
LAST_OWNER = _("Somebody must stay in charge: appoint another person first.")


class OfficerForm(DeskForm):
    """Somebody to run the shop."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Whoever signs in with this address decides."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.HOST)

    refusals: ClassVar[Refusals] = {
        TooManyInvitations: (None, _("Too many invitations wait: take some back first.")),
    }


class OfficerEndForm(DeskForm):
    """The end of somebody's office."""

    refusals: ClassVar[Refusals] = {
        LastOwner: (None, LAST_OWNER),
        OfficeOver: (None, _("This office has ended already.")),
    }
