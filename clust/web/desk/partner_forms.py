"""The desk's forms around partners and transfers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.commissions.actions import charging, returning, transferring
from clust.partners.actions import keeping, partnering
from clust.partners.models import Partner
from clust.rules.commission import Terms
from clust.web.desk.fields import MoneyField
from clust.web.parts.forms import DayField, DeskForm


class PartnerForm(DeskForm):
    """A partner to take in, and whom to invite for it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Partner.Kind.choices)
    name = forms.CharField(label=_("Legal name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", _("French")), ("en", _("English"))]
    )


def share_field(label: Any) -> forms.DecimalField:
    """Return a field for a share in percent."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, decimal_places=2, required=False, initial=0
    )


class AgreementForm(DeskForm):
    """What is agreed, from a day on."""

    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day, if there is one"), required=False)
    goods = share_field(_("Percent of the goods without tax"))
    order_cents = MoneyField(label=_("For each order delivered, without tax"), required=False)
    margin = share_field(_("Percent of the margin"))
    month_cents = MoneyField(label=_("For each shop and month, without tax"), required=False)
    pays = forms.BooleanField(label=_("The partner pays this to us"), required=False)
    window_days = forms.IntegerField(
        label=_("Days from click to order"), min_value=1, max_value=365, initial=30
    )

    refusals = {
        partnering.Overlapping: ("from_on", _("Other terms hold on one of these days.")),
    }

    def clean(self) -> dict[str, Any]:
        """See that the last day is not before the first."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("from_on"), said.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", str(_("The last day is after the first.")))
        return said

    @property
    def terms(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = self.cleaned_data
        return {
            "terms": Terms(
                int((said["goods"] or 0) * 100),
                said["order_cents"] or 0,
                int((said["margin"] or 0) * 100),
            ),
            "month_cents": (said["month_cents"] or 0) * (-1 if said["pays"] else 1),
            "window_days": said["window_days"],
            "from_on": said["from_on"],
            "until_on": said["until_on"],
        }


class TenureForm(DeskForm):
    """Who earns by a storefront, from a day on."""

    partner = forms.ModelChoiceField(label=_("Partner"), queryset=Partner.objects.order_by("name"))
    from_on = DayField(label=_("First day"))

    refusals = {
        keeping.AlreadyKept: ("from_on", _("Somebody earns here from one of these days on.")),
    }


class FeePaymentForm(DeskForm):
    """Fees that a partner paid by transfer."""

    currency = forms.CharField(label=_("Currency"), max_length=3, initial="EUR")
    cents = MoneyField(label=_("Amount"))
    reference = forms.CharField(label=_("Reference of the transfer"), max_length=80)

    refusals = {
        charging.NotSoMuch: ("cents", _("Less than that is open.")),
        charging.AlreadyPaid: ("reference", _("This transfer was noted before.")),
    }


class AgreementEndForm(DeskForm):
    """The last day of terms."""

    until_on = DayField(label=_("Last day"))

    refusals = {
        partnering.Overlapping: ("until_on", _("They end before that day, or begin after it.")),
    }


class GatherForm(DeskForm):
    """A yes to a new file."""

    refusals = {
        transferring.NothingToPay: (None, _("Nobody whose account we know waits for money.")),
        transferring.NoAccount: (
            None,
            _("Our own account (IBAN) is missing in the seller’s data."),
        ),
    }


class FilePaidForm(DeskForm):
    """The bank's reference, and a second yes."""

    reference = forms.CharField(label=_("Reference of the bank"), max_length=80, required=False)
    sure = forms.BooleanField(label=_("The bank has carried out the whole file."))

    refusals = {
        transferring.AlreadyPaid: (None, _("It was paid before.")),
        transferring.NotHandedOut: (None, _("The file was never handed out: fetch it first.")),
        transferring.NothingToPay: (None, _("All transfers were taken out of it.")),
    }


class TransferEndForm(DeskForm):
    """Why a transfer was not made."""

    reason = forms.CharField(label=_("Reason"), max_length=140)

    refusals = {
        transferring.AlreadyPaid: (None, _("The file was paid before.")),
        transferring.AlreadyOut: (None, _("It was taken out before.")),
        transferring.NoReason: ("reason", _("Say why.")),
    }


class TransferReturnForm(DeskForm):
    """Why and when the bank gave a transfer back, and a second yes."""

    reason = forms.CharField(label=_("Reason given by the bank"), max_length=140)
    booked_on = DayField(label=_("Day on which the bank gave it back"))
    sure = forms.BooleanField(label=_("The money is on our account again."))

    refusals = {
        returning.NotPaid: (None, _("It was not made: take it out of the file instead.")),
        returning.AlreadyReturned: (None, _("That it came back was noted before.")),
        returning.NoReason: ("reason", _("Say why.")),
        returning.NotThen: (
            "booked_on",
            _("Not before the file was written, not after today."),
        ),
    }
