"""What the desk and suppliers fill in to answer in the conversation."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.talk.actions.saying import LONGEST_WORDS, Hidden, NothingSaid, NotTheirVoice, TooMuchSaid
from clust.web.parts.forms import DeskForm


class AnswerForm(DeskForm):
    """An answer that bears the mark of the desk or of the supplier."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads it, with a mark."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    refusals = {
        NothingSaid: ("words", _("Say something, in at most 4000 characters.")),
        Hidden: (None, _("This conversation is over: it was hidden or taken back.")),
        NotTheirVoice: (None, _("You cannot answer in this name.")),
        TooMuchSaid: (None, _("That is a hundred messages in a day: go on tomorrow.")),
    }

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.initial.setdefault("key", uuid4())
