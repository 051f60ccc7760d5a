"""What people fill in to say something, to answer, and to review."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.talk.actions.reviewing import STARS, AlreadyReviewed, NotReceived
from clust.talk.actions.saying import (
    LONGEST_WORDS,
    Hidden,
    NotHere,
    NothingSaid,
    NotTheirVoice,
    TooLate,
    TooMuchSaid,
)
from clust.web.parts.forms import DeskForm
from clust.web.shop.after_sales_forms import PhotosField

Refusals = Mapping[type[Exception], tuple[str | None, Any]]
SAYING: Refusals = {
    NothingSaid: ("words", _("Say something, in at most 4000 characters.")),
    NotHere: (None, _("This is not shown here.")),
    TooMuchSaid: (None, _("That is a hundred messages in a day: go on tomorrow.")),
    Hidden: (None, _("This conversation is over: it was hidden or taken back.")),
    NotTheirVoice: (None, _("You cannot answer in this name.")),
}


class PhotoField(PhotosField):
    """One picture as it comes from a phone, written anew."""

    widget = forms.FileInput  # type: ignore[assignment]

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the picture written anew, None where there is none."""
        return next(iter(super().clean([data])), None)


class SayingForm(DeskForm):
    """Words, a picture, and the key that makes a form sent twice count once."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say something, in at most 4000 characters.")},
    )
    photo = PhotoField(label=_("A picture"))
    key = forms.UUIDField(widget=forms.HiddenInput)

    refusals = SAYING

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.initial.setdefault("key", uuid4())


class CommentForm(SayingForm):
    """The beginning of a thread."""

    is_question = forms.BooleanField(
        label=_("It is a question to the desk or the supplier"), required=False
    )
    field_order = ("words", "is_question", "photo", "key")


class ReplyForm(SayingForm):
    """An answer, in one's own name or that of whom one speaks for."""

    voice = forms.ChoiceField(label=_("You answer as"), widget=forms.RadioSelect)
    field_order = ("words", "voice", "photo", "key")

    def __init__(self, *given: Any, voices: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["voice"] = forms.ChoiceField(
            label=_("You answer as"), widget=forms.RadioSelect, choices=voices
        )
        self.initial.setdefault("voice", voices[-1][0])
        self.order_fields(self.field_order)
        if len(voices) == 1:
            del self.fields["voice"]


class EditForm(DeskForm):
    """Other words for a comment."""

    words = forms.CharField(
        label=_("Your words"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 5})
    )

    refusals = {
        NothingSaid: SAYING[NothingSaid],
        TooLate: (None, _("Words can be changed for a quarter of an hour; this is over.")),
    }


class ReviewForm(SayingForm):
    """Stars and words."""

    stars = forms.TypedChoiceField(
        label=_("How good is it?"),
        choices=[(str(stars), "★" * stars + "☆" * (5 - stars)) for stars in reversed(STARS)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    field_order = ("stars", "words", "photo", "key")

    refusals: ClassVar[Refusals] = {
        **SAYING,
        NotReceived: (None, _("Only those who received it from us review it.")),
        AlreadyReviewed: (None, _("Your review stands already: take it back to write another.")),
    }
