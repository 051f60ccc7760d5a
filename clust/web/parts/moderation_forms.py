"""What is filled in to hide something with a reason, and to decide an objection."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.talk.actions.moderating import NotYoursToDecide
from clust.web.parts.forms import DeskForm
from clust.wishes.actions.moderating import LONGEST_WORDS, AlreadyHidden, AlreadyRuled, NoWords
from clust.wishes.models.moderation import Reason


def why() -> forms.CharField:
    """Return the field for what both sides are told."""
    return forms.CharField(
        label=_("Why, in words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads this, and so does whoever reported it."),
    )


class HidingForm(DeskForm):
    """Why something is hidden."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    words = why()

    refusals = {
        NoWords: ("words", _("Say why.")),
        AlreadyHidden: (None, _("Somebody has hidden it already.")),
    }


class RulingForm(DeskForm):
    """Whether a hiding stands after its author has objected."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("show it again")), ("yes", _("it stays hidden"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = why()

    refusals = {
        NoWords: ("words", _("Say why.")),
        AlreadyRuled: (None, _("Somebody has decided it already.")),
        NotYoursToDecide: (None, _("Our desk or another officer decides this.")),
    }
