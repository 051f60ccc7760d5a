"""Buying for a company: its name and VAT number, asked for on the order page and in the profile."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.invoicing.actions.companies import (
    BadVatNumber,
    buy_for_company,
    buy_for_oneself,
    well_formed,
)
from clust.invoicing.models import Company
from clust.people.models import Person


class CompanyForm(forms.Form):
    """Both fields, or neither: then the invoice is made out to the person."""

    company_name = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    vat_number = forms.CharField(
        label=gettext_lazy("VAT number"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("Such as FR40303265045, with its country."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_vat_number(self) -> str:
        """Take no number that no member state gives; whether it is in use is asked later."""
        written = str(self.cleaned_data["vat_number"])
        try:
            return well_formed(written) if written else ""
        except BadVatNumber as error:
            raise forms.ValidationError(_("This is no VAT number of a member state.")) from error

    def clean(self) -> dict[str, Any]:
        """See that both were said, or neither."""
        said = super().clean() or {}
        if said.get("vat_number") and not said.get("company_name"):
            self.add_error("company_name", _("Which company is it?"))
        if said.get("company_name") and "vat_number" in said and not said["vat_number"]:
            self.add_error("vat_number", _("A company has a VAT number."))
        return said

    def keep(self, person: Person) -> None:
        """Write down whom invoices are made out to from now on."""
        name, number = self.cleaned_data["company_name"], self.cleaned_data["vat_number"]
        if name and number:
            buy_for_company(person=person, name=name, vat_number=number, now=timezone.now())
        else:
            buy_for_oneself(person=person, now=timezone.now())


def company_form(request: HttpRequest) -> CompanyForm:
    """Return the form as it was sent with another, or as it stands."""
    if request.method == "POST" and "vat_number" in request.POST:
        return CompanyForm(request.POST)
    found = Company.objects.of(request.user) if request.user.is_authenticated else None
    initial = {"company_name": found.name, "vat_number": found.vat_number} if found else {}
    return CompanyForm(initial=initial)
