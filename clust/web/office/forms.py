"""The office's forms: each ends in one action and says its refusals at the field."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.actions.officers import AlreadyOfficer, LastOwner, OfficeOver
from clust.storefronts.models import Role
from clust.web.parts.forms import DeskForm

Refusals = dict[type[Exception], tuple[str | None, Any]]
LAST_OWNER = _("Somebody must stay in charge: appoint another person first.")


class OfficerForm(DeskForm):
    """Somebody to run the shop."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("The person needs an account here.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.HOST)

    refusals: ClassVar[Refusals] = {
        AlreadyOfficer: ("email", _("This person has that role already.")),
        LastOwner: ("role", LAST_OWNER),
    }

    def clean_email(self) -> str:
        """Find the person of a confirmed address."""
        self.person = Person.objects.by_confirmed_address(self.cleaned_data["email"])
        if self.person is None:
            raise forms.ValidationError(_("Nobody has confirmed this address here yet."))
        return str(self.cleaned_data["email"])


class OfficerEndForm(DeskForm):
    """The end of somebody's office."""

    refusals: ClassVar[Refusals] = {
        LastOwner: (None, LAST_OWNER),
        OfficeOver: (None, _("This office has ended already.")),
    }
