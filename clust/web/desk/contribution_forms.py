"""Forms about what communities owe."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.contributions.actions import AlreadyPaid, NotSoMuch
from clust.web.parts.fields import MoneyField
from clust.web.parts.forms import DeskForm


class ContributionPaymentForm(DeskForm):
    """A community's transfer that came."""

    refusals: ClassVar = {
        NotSoMuch: ("cents", _("The statement asks for less than that.")),
        AlreadyPaid: ("reference", _("This transfer was noted already.")),
    }

    cents = MoneyField(label=_("Amount"))
    reference = forms.CharField(label=_("Reference of the transfer"), max_length=80)
