"""The desk's forms around advertising and sponsorship."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.partners.actions import advertising, linking
from clust.rules.sponsorship import KEPT_DAYS, LEAST_KEPT_DAYS
from clust.sponsoring.actions import joining
from clust.storefronts.models import Storefront
from clust.web.desk.fields import MoneyField
from clust.web.parts.forms import DayField, DeskForm


class AdvertForm(DeskForm):
    """An advertisement, and the page that its link leads to."""

    storefront = forms.ModelChoiceField(label=_("Storefront"), queryset=Storefront.objects.all())
    name = forms.CharField(label=_("Name"), max_length=80)
    path = forms.CharField(label=_("Page that its link leads to"), max_length=300, initial="/")

    refusals = {
        linking.NotInside: ("path", _("Write a page of the shop, such as /clusts/7/.")),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first = Storefront.objects.order_by("pk").first()
        self.fields["storefront"].initial = first


class AdvertLinkForm(DeskForm):
    """One more link of an advertisement."""

    name = forms.CharField(label=_("Name, if there are several"), max_length=80, required=False)
    path = forms.CharField(label=_("Page that its link leads to"), max_length=300, initial="/")

    refusals = AdvertForm.refusals


class AdvertCostForm(DeskForm):
    """What it costs, for which days."""

    net_cents = MoneyField(label=_("Cost without tax"))
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    refusals = {
        advertising.DaysSwapped: ("until_on", _("The last day is after the first.")),
    }


class SponsorTermsForm(DeskForm):
    """What sponsors are promised from a day on; nothing for both sides ends it."""

    storefront = forms.ModelChoiceField(label=_("Storefront"), queryset=Storefront.objects.all())
    from_on = DayField(label=_("First day"))
    sponsor_cents = MoneyField(label=_("Credit for the sponsor"), required=False)
    sponsored_cents = MoneyField(label=_("Credit for the person brought"), required=False)
    minimum_gross_cents = MoneyField(label=_("Goods kept, at least, with tax"), required=False)
    kept_days = forms.IntegerField(
        label=_("Days after the last parcel"),
        min_value=LEAST_KEPT_DAYS,
        max_value=365,
        initial=KEPT_DAYS,
        help_text=_("Longer than they may withdraw from the contract."),
    )
    expires_days = forms.IntegerField(
        label=_("Days until a credit expires"), min_value=30, max_value=3_650, initial=365
    )
    most_per_year = forms.IntegerField(
        label=_("Most credits a sponsor earns in a year"), min_value=1, max_value=1_000, initial=20
    )
    claw_back_days = forms.IntegerField(
        label=_("Days in which it is taken back if the goods come back"),
        min_value=0,
        max_value=3_650,
        initial=730,
    )

    refusals = {
        joining.InThePast: ("from_on", _("Today at the earliest: what was promised stands.")),
        joining.AlreadySet: ("from_on", _("Other terms begin on that day.")),
        joining.TooSoon: ("kept_days", _("Longer than they may withdraw from the contract.")),
    }

    @property
    def terms(self) -> dict[str, Any]:
        """Return what the action takes; no amount is nothing."""
        said = self.cleaned_data
        amounts = ("sponsor_cents", "sponsored_cents", "minimum_gross_cents")
        return said | {name: said[name] or 0 for name in amounts}
