"""What people fill in about themselves, and about changes to a pledge."""

import zoneinfo
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from clust.people.models import Address
from clust.rules.vat import is_taxed_here
from clust.storefronts.models import DeliveryOption, Storefront
from clust.web.parts.formats import reader
from clust.web.shop.choices import PriceField, named
from clust.web.shop.refusals import OUTSIDE_VAT_AREA

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)


class AddressForm(forms.Form):
    """
    A place for parcels, in one of the countries that are served.

    :param is_one_choice: whether the place may be another one, so that these fields may stay empty
    """

    name = forms.CharField(label=_("Name"), max_length=120)
    street = forms.CharField(label=_("Street and number"), max_length=160)
    extra = forms.CharField(label=_("Flat, floor, building"), max_length=160, required=False)
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=12,
        validators=[RegexValidator(r"^[A-Za-z0-9 \-]{3,}$", _("This is not a postcode."))],
    )
    city = forms.CharField(label=_("City"), max_length=80)
    country = forms.ChoiceField(label=_("Country"))
    phone = forms.CharField(
        label=_("Phone for the carrier"),
        max_length=24,
        required=False,
        validators=[RegexValidator(r"^\+?[0-9 .()\-]{6,}$", _("This is not a phone number."))],
    )

    def __init__(
        self,
        data: Any = None,
        *,
        countries: list[str],
        is_one_choice: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, use_required_attribute=not is_one_choice, **options)
        names: Any = reader().territories
        named(self, "country").choices = [(code, names.get(code, code)) for code in countries]
        for field, hint in _AUTOCOMPLETE.items():
            named(self, field).widget.attrs["autocomplete"] = hint

    def clean(self) -> dict[str, Any]:
        """See that the place lies where we sell."""
        said = super().clean() or {}
        if not self.errors and not is_taxed_here(said["country"], said["postcode"]):
            self.add_error("postcode", OUTSIDE_VAT_AREA)
        return said

    @property
    def place(self) -> dict[str, str]:
        """Return the address, once it is valid."""
        return dict(self.cleaned_data)


_AUTOCOMPLETE = {
    "name": "name",
    "street": "address-line1",
    "extra": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "country": "country",
    "phone": "tel",
}


def countries_served(storefront: Storefront) -> list[str]:
    """Return the countries some parcel of a storefront goes to, by their names."""
    parcels = DeliveryOption.objects.filter(
        storefront=storefront, kind=DeliveryOption.PARCEL, ended_at=None
    )
    return in_order_of_names({code for option in parcels for code in option.zone} or {"FR"})


def in_order_of_names(codes: set[str]) -> list[str]:
    """Return country codes as a reader looks for them, France first."""
    names: Any = reader().territories
    return sorted(codes, key=lambda code: (code != "FR", names.get(code, code)))


def place_of(address: Address) -> dict[str, str]:
    """Return what a form for this address begins with."""
    return {field: getattr(address, field) for field in _AUTOCOMPLETE}


class ProfileForm(forms.Form):
    """How a person is called, and in which language and time zone they read."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in ZONES]
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        named(self, "language").choices = [
            (code, str(Locale.parse(code).get_display_name()).capitalize())
            for code, _name in settings.LANGUAGES
        ]


class GuestForm(forms.Form):
    """An e-mail address is all a guest needs."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """How many units are taken back."""

    units = forms.IntegerField(
        label=_("How many do you take back?"),
        min_value=1,
        error_messages={"invalid": _("Enter a whole number of units.")},
    )

    def __init__(self, *given: Any, left: int, **options: Any) -> None:
        super().__init__(*given, **options)
        field = named(self, "units")
        field.max_value = left
        field.validators.append(MaxValueValidator(left))
        field.widget.attrs.update(max=left)


class MaximumForm(forms.Form):
    """A higher maximum for a pledge, and the price on the page it was chosen on."""

    maximum = PriceField(label=_("I stay in up to"))
    shown = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
