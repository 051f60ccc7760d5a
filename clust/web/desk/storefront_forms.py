"""The desk's forms for storefronts of communities."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.actions.domains import HostTaken, NotAHost, as_host
from clust.storefronts.actions.dressing import NoLanguage
from clust.storefronts.actions.officers import AlreadyOfficer, LastOwner
from clust.storefronts.actions.opening import NotAPortal, SlugTaken
from clust.storefronts.models import Catalogue, Door, Role, Storefront
from clust.web.parts.forms import DeskForm, LineField

LANGUAGES = [("fr", _("French")), ("en", _("English"))]
NOT_A_PORTAL = _("A portal stands under no other portal.")


def portals() -> Any:
    """Return the storefronts that may have others under their roof."""
    return Storefront.objects.filter(portal=None).order_by("name")


class PersonField(forms.EmailField):
    """The confirmed address of somebody with an account."""

    def clean(self, value: Any) -> Any:
        """Return the person."""
        found = Person.objects.by_confirmed_address(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("Nobody has confirmed this address here yet."))
        return found


class StorefrontForm(DeskForm):
    """A shop for a community."""

    name = LineField(label=_("Name"), max_length=80)
    slug = forms.SlugField(
        label=_("Short name"), max_length=40, help_text=_("Small letters and hyphens.")
    )
    host = forms.CharField(
        label=_("Host name to begin with"),
        max_length=253,
        help_text=_("One of ours; the community adds its own later."),
    )
    owner = PersonField(
        label=_("Who is in charge, by e-mail"),
        max_length=254,
        help_text=_("The person needs an account here."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages on offer"),
        choices=LANGUAGES,
        initial=["fr", "en"],
        widget=forms.CheckboxSelectMultiple,
    )
    admission = forms.ChoiceField(label=_("Who is let in"), choices=Door.choices, initial=Door.OPEN)
    catalogue = forms.ChoiceField(
        label=_("What the shop shows"), choices=Catalogue.choices, initial=Catalogue.ALL
    )
    portal = forms.ModelChoiceField(
        label=_("Under the roof of a portal"),
        queryset=Storefront.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    refusals: ClassVar[Any] = {
        SlugTaken: ("slug", _("Another shop has this short name.")),
        HostTaken: ("host", _("A shop answers at this host name already.")),
        NotAHost: ("host", _("This is not a host name.")),
        NoLanguage: ("languages", _("One language at least.")),
        NotAPortal: ("portal", NOT_A_PORTAL),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["portal"].queryset = portals()  # type: ignore[attr-defined]


class DeskOfficerForm(DeskForm):
    """Somebody to run a community's shop."""

    person = PersonField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.OWNER)
    refusals: ClassVar[Any] = {
        AlreadyOfficer: ("person", _("This person has that role already.")),
        LastOwner: ("role", _("Somebody must stay in charge: appoint another person first.")),
    }


class PortalForm(DeskForm):
    """The portal that a storefront stands under."""

    portal = forms.ModelChoiceField(
        label=_("Under the roof of a portal"),
        queryset=Storefront.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    refusals: ClassVar[Any] = {NotAPortal: ("portal", NOT_A_PORTAL)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["portal"].queryset = portals()  # type: ignore[attr-defined]


class TrustForm(DeskForm):
    """Domains about whose addresses a community's service is believed."""

    domains = forms.CharField(
        label=_("Domains whose addresses need no confirmation"), max_length=500, required=False
    )
    refusals: ClassVar[Any] = {}

    def clean_domains(self) -> list[str]:
        """Return the domains as the domain name system knows them."""
        try:
            return [as_host(word) for word in self.cleaned_data["domains"].split()]
        except NotAHost as error:
            raise forms.ValidationError(_("One of these is not a domain.")) from error
