"""Forms for where the shop answers, whom it lets in, and where goods are collected."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clust.storefronts.actions.admitting import NoDomains, NoRoll, TooManyInvitations
from clust.storefronts.actions.domains import (
    AlreadyClaimed,
    HostTaken,
    LastDomain,
    NotAHost,
    TooManyClaims,
    as_host,
)
from clust.storefronts.actions.providers import StillTheDoor
from clust.storefronts.models import Door
from clust.web.parts.fields import MoneyField
from clust.web.parts.forms import DeskForm


class DomainForm(DeskForm):
    """A host name of the community's own."""

    host = forms.CharField(
        label=_("Host name"), max_length=253, help_text=_("Such as shop.example.org")
    )
    refusals: ClassVar[Any] = {
        NotAHost: ("host", _("This is not a host name.")),
        HostTaken: ("host", _("A shop answers at this host name already.")),
        AlreadyClaimed: ("host", _("This host name is in the list already.")),
        TooManyClaims: (None, _("Ten host names wait for their proof: take some back first.")),
    }


class DomainEndForm(DeskForm):
    """A host name to give up."""

    refusals: ClassVar[Any] = {LastDomain: (None, _("A shop needs one host name at least."))}


class DoorForm(DeskForm):
    """Who is let in."""

    admission = forms.ChoiceField(
        label=_("Who is let in"), choices=Door.choices, widget=forms.RadioSelect
    )
    mail_domains = forms.CharField(
        label=_("Domains of your e-mail addresses"),
        help_text=_("For instance acme.example, separated by spaces."),
        max_length=500,
        required=False,
    )
    refusals: ClassVar[Any] = {
        NoDomains: ("mail_domains", _("Write one domain at least.")),
        NoRoll: ("admission", _("Your staff roll is empty: bring your list first.")),
    }

    def clean_mail_domains(self) -> list[str]:
        """Return the domains as the domain name system knows them."""
        words = self.cleaned_data["mail_domains"].replace(",", " ").replace("@", "").split()
        try:
            return [as_host(word) for word in words]
        except NotAHost as error:
            raise forms.ValidationError(_("One of these is not a domain.")) from error


class ServiceForm(DeskForm):
    """The community's own service to sign in with."""

    label = forms.CharField(label=_("Words on the button"), max_length=40)
    server_url = forms.URLField(
        label=_("Address of the service (issuer)"), max_length=300, assume_scheme="https"
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=190)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=190,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Left empty, the one we know stays."),
    )
    refusals: ClassVar[Any] = {}

    def clean_server_url(self) -> str:
        """Take addresses behind TLS only."""
        url = str(self.cleaned_data["server_url"]).rstrip("/")
        if not url.startswith("https://") and not settings.OIDC_MAY_BE_LOCAL:
            raise forms.ValidationError(_("The address must begin with https://"))
        return url


class ServiceEndForm(DeskForm):
    """The service to let go of."""

    refusals: ClassVar[Any] = {
        StillTheDoor: (None, _("People are let in by it: choose another door first."))
    }


class InviteForm(DeskForm):
    """Somebody to invite, or a link for whoever gets it."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Left empty, you get a link to hand on; it holds for one person."),
    )
    days = forms.IntegerField(label=_("Days it holds"), min_value=1, max_value=90, initial=14)
    refusals: ClassVar[Any] = {
        TooManyInvitations: (None, _("Too many invitations wait: take some back first."))
    }


class PlaceForm(DeskForm):
    """Where people collect what they ordered."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    place = forms.CharField(label=_("Address, with when it is open"), max_length=240)
    gross_cents = MoneyField(label=_("Price for the buyer, with tax"), required=False)
    refusals: ClassVar[Any] = {}
