"""Forms about the bank: a paper to take, a line to match or pay back."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clust.banking.actions.matching import NotInBooks, NotIncoming, NotSoMuch, OtherMoney
from clust.banking.camt import read_camt
from clust.banking.papers import (
    BadPaper,
    NotAStatement,
    OtherCurrency,
    SaidStatement,
    TooLarge,
    Unreadable,
    WrongSum,
)
from clust.banking.payout_table import read_payouts
from clust.banking.table import read_table
from clust.base.formats import money
from clust.orders.models import Order
from clust.web.desk.fields import MoneyField
from clust.web.parts.forms import DeskForm


def refused(error: BadPaper) -> str:
    """Say why a paper was not taken, with line and amounts where it does not add up."""
    if isinstance(error, WrongSum):
        return gettext(
            "Line %(line)d does not add up: %(said)s is written there, the sum is %(found)s."
            " Nothing was taken."
        ) % {"line": error.line, "said": money(error.said), "found": money(error.found)}
    if isinstance(error, Unreadable):
        return gettext("Line %(line)d cannot be read: “%(what)s”. Nothing was taken.") % {
            "line": error.line,
            "what": error.what,
        }
    if isinstance(error, TooLarge):
        return gettext("This file is larger than any statement.")
    if isinstance(error, OtherCurrency):
        return gettext("This is in another currency than the account.")
    return gettext("This is neither a CAMT.053 file nor a table with days and amounts.")


class StatementForm(DeskForm):
    """A statement of the bank."""

    file = forms.FileField(label=_("Statement, CAMT.053 or CSV"))
    iban = forms.CharField(
        label=_("Our account, for CSV"),
        max_length=42,
        required=False,
        help_text=_("A CAMT.053 file names it itself."),
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency, for CSV"), initial="EUR", max_length=3, required=False
    )

    refusals = {OtherCurrency: ("file", _("This is in another currency than the account."))}

    def clean_iban(self) -> str:
        """Return the number of our account without spaces."""
        return re.sub(r"\s", "", self.cleaned_data["iban"]).upper()

    def clean(self) -> dict[str, Any]:
        """Read the paper, or say what is wrong with it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or "file" not in cleaned:
            return cleaned
        try:
            cleaned["said"] = self._read(cleaned["file"].read(), cleaned)
        except BadPaper as error:
            self.add_error("file", refused(error))
        return cleaned

    def _read(self, data: bytes, cleaned: dict[str, Any]) -> list[SaidStatement]:
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return read_camt(data)
        if not cleaned["iban"]:
            self.add_error("iban", gettext("A table does not name our account: please say which."))
            return []
        return [
            read_table(data, account=cleaned["iban"][:34], currency=cleaned["currency"] or "EUR")
        ]


class PayoutForm(DeskForm):
    """What the provider paid out."""

    file = forms.FileField(label=_("Payout report, CSV"))

    def clean(self) -> dict[str, Any]:
        """Read the paper, or say what is wrong with it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in cleaned:
            try:
                cleaned["said"] = read_payouts(cleaned["file"].read())
            except NotAStatement:
                self.add_error(
                    "file", gettext("This is no table of payouts with amounts and fees.")
                )
            except BadPaper as error:
                self.add_error("file", refused(error))
        return cleaned


REFUSALS = {
    NotSoMuch: ("cents", _("More than is left of the line, or more than the order owes.")),
    NotIncoming: (None, _("This money went, it did not come.")),
    OtherMoney: ("order", _("The order is in another currency.")),
    NotInBooks: (None, _("The books have no such movement any more, or another line is it.")),
}


class MatchingForm(DeskForm):
    """A line, or a part of it, pays an order."""

    order = forms.ModelChoiceField(
        Order.objects.all(),
        label=_("Number of the order"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid_choice": _("There is no such order.")},
    )
    cents = MoneyField(label=_("Amount"))

    refusals = REFUSALS


class PayBackForm(DeskForm):
    """A line, or a part of it, is sent back."""

    cents = MoneyField(label=_("Amount"))

    refusals = REFUSALS
