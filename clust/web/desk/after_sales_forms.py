"""The desk's forms after the sale."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.returns.actions.claiming import SentBack
from clust.returns.actions.recalling import NoWords
from clust.returns.actions.returning import (
    AlreadySettled,
    MoreThanCame,
    NotArrived,
    Unexplained,
)
from clust.returns.actions.talking import LONGEST_WORDS, NothingSaid, TitleTaken, TooLong
from clust.returns.models import ClaimAnswer
from clust.web.desk.fields import MoneyField
from clust.web.desk.forms import units_field
from clust.web.parts.forms import DeskForm

SETTLED = (None, _("It came to its end before."))
MORE = ("units", _("There are not so many, or it did not cost so much."))
WHY = ("reason", _("Say why: the buyer reads it."))


def reason_field(**options: Any) -> forms.CharField:
    """Return a field for what the buyer is told."""
    options.setdefault("label", _("Why, for the buyer"))
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=500, widget=widget, **options)


class ArrivalForm(DeskForm):
    """Goods came back."""

    units = units_field(label=_("Units that came"))

    refusals = {MoreThanCame: MORE}


class CheckForm(DeskForm):
    """What is accepted, and what it lost in value."""

    units = units_field(label=_("Units accepted"))
    lost_gross_cents = MoneyField(label=_("Value lost, with tax"), required=False)
    reason = reason_field(required=False)

    refusals = {
        MoreThanCame: MORE,
        Unexplained: WHY,
        NotArrived: (None, _("It has not arrived yet.")),
        AlreadySettled: SETTLED,
    }

    def clean_lost_gross_cents(self) -> int:
        """Return nothing lost where nothing was said."""
        return int(self.cleaned_data["lost_gross_cents"] or 0)


class RefusalForm(DeskForm):
    """Nothing is taken back."""

    reason = reason_field()

    refusals = {Unexplained: WHY, AlreadySettled: SETTLED}


class ExchangeForm(DeskForm):
    """New units leave for the buyer."""

    units = units_field(label=_("New units"))
    note = forms.CharField(label=_("From whom, and when it comes"), max_length=240)

    refusals = {MoreThanCame: MORE, AlreadySettled: SETTLED}


class ClaimAnswerForm(DeskForm):
    """How a claim is settled."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=ClaimAnswer.Remedy.choices)
    gross_cents = MoneyField(label=_("By how much the price is reduced, with tax"), required=False)
    reason = reason_field()

    refusals = {
        Unexplained: WHY,
        MoreThanCame: ("gross_cents", _("The buyer did not pay so much for what they have.")),
        SentBack: (
            "remedy",
            _("The buyer sends these units back, or has new ones: repair or refuse them."),
        ),
        AlreadySettled: SETTLED,
    }

    def clean_gross_cents(self) -> int:
        """Return nothing where nothing was said."""
        return int(self.cleaned_data["gross_cents"] or 0)


class AnswerForm(DeskForm):
    """An answer to a buyer."""

    words = forms.CharField(
        label=_("Answer"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 8})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    refusals = {
        NothingSaid: ("words", _("Say something.")),
        TooLong: ("words", _("That is too long.")),
    }


class ReplyForm(DeskForm):
    """A ready answer."""

    title = forms.CharField(label=_("Title"), max_length=80)
    words_fr = forms.CharField(label=_("In French"), widget=forms.Textarea(attrs={"rows": 6}))
    words_en = forms.CharField(label=_("In English"), widget=forms.Textarea(attrs={"rows": 6}))

    refusals = {TitleTaken: ("title", _("Another ready answer has this title."))}


class RecallForm(DeskForm):
    """What is wrong with a product, and what its buyers shall do."""

    words_fr = forms.CharField(label=_("In French"), widget=forms.Textarea(attrs={"rows": 8}))
    words_en = forms.CharField(label=_("In English"), widget=forms.Textarea(attrs={"rows": 8}))
    sure = forms.BooleanField(label=_("Every buyer gets a mail; this cannot be taken back."))

    refusals = {NoWords: ("words_fr", _("Write it in both languages."))}
